/** The two secrets the service cannot run without: from the environment, or made once and kept in the data directory. */
import { randomBytes } from 'node:crypto';
import type { Env } from './env-shape.js';
import { keptSecret } from './secrets.js';

export const SECRETS = Symbol('secrets');

export interface Secrets {
  /** Root of what is derived by HKDF: codes, seals. */
  readonly secretKey: string;
  readonly secretKeyPrevious: string | null;
  readonly signaturePrivateKey: string;
  /** Sentences about what was made just now. */
  readonly notices: readonly string[];
}

export function loadSecrets(env: Env, makeSigningKey: () => string): Secrets {
  const notices: string[] = [];
  const kept = (name: string, fileName: string, make: () => string): string => {
    const { value, made, path } = keptSecret(env.dataDir, fileName, make);
    if (made) notices.push(`${name} was not given, so one was made once and is kept in ${path}`);
    return value;
  };
  return {
    secretKey: env.secretKey ?? kept('SECRET_KEY', 'secret.key', () => randomBytes(32).toString('base64url')),
    secretKeyPrevious: env.secretKeyPrevious,
    signaturePrivateKey: env.signaturePrivateKey ?? kept('SIGNATURE_PRIVATE_KEY', 'signing-key.pem', makeSigningKey),
    notices,
  };
}
