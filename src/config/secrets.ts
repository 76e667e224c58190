/** How secrets are kept once made, told from guessable ones, and hidden from logs. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ConfigError } from './config-error.js';
import { exampleOf, NAMES } from './env-table.js';
import { createSecretFile } from './secret-file.js';

/** In DATA_DIR, where SECRET_KEY and SIGNATURE_PRIVATE_KEY are not given. */
export const SECRET_KEY_FILE = 'secret.key';
export const SIGNING_KEY_FILE = 'signing-key.pem';

const MIN_LENGTH = 32; // at 4 bits a character, as hex has, 128 bits
const MIN_DISTINCT = 6; // 32 random hex digits hold fewer once in tens of millions
const MAX_PERIOD = 16;
const PLACEHOLDER = /change[-_ ]?(me|this|in)|your[-_ ]|placeholder|replace[-_ ]|example|secret[-_ ]?key|password/i;

/** The token under which Nest injects the `Secrets`. */
export const SECRETS = Symbol('secrets');

export interface Secrets {
  /** Root of what is derived by HKDF: codes, seals. */
  readonly secretKey: string;
  readonly secretKeyPrevious: string | null;
  readonly signaturePrivateKey: string;
  /** Sentences about what was made just now. */
  readonly notices: readonly string[];
}

export interface KeptSecret {
  readonly value: string;
  /** True at the one call that made it: time to say so in the log. */
  readonly made: boolean;
  readonly path: string;
}

/** Reads the secret kept in `fileName`, or makes and keeps it. Two processes at once get the same one. */
export function keptSecret(dataDir: string, fileName: string, make: () => string): KeptSecret {
  const path = join(dataDir, fileName);
  const kept = findSecret(path);
  if (kept !== null) return { value: kept, made: false, path };
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const value = make();
  if (createOnce(path, `${value}\n`)) return { value, made: true, path };
  return { value: findSecret(path) ?? fail(`${path} vanished while it was read`), made: false, path };
}

function findSecret(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  // Windows has no such bits. Elsewhere who could read it may have: changing the mode now would only hide that.
  if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
    fail(`${path} is readable by others: replace it, or keep it with chmod 600 if nobody has read it`);
  }
  const value = readFileSync(path, 'utf8').replace(/\n$/, '');
  return value === '' ? fail(`${path} is empty: delete it to have a new one made`) : value;
}

/** False when it is there already. */
function createOnce(path: string, text: string): boolean {
  try {
    return createSecretFile(path, text);
  } catch (cause) {
    throw new ConfigError([{ name: 'DATA_DIR', message: `DATA_DIR must be a folder that keeps files: ${cause}` }]);
  }
}

function fail(sentence: string): never {
  throw new ConfigError([{ name: 'DATA_DIR', message: `DATA_DIR: ${sentence}` }]);
}

/** True for what anybody could guess: short, a known placeholder, or a pattern. */
export function isWeakSecret(value: string): boolean {
  return (
    value.length < MIN_LENGTH ||
    new Set(value).size < MIN_DISTINCT ||
    isPlaceholder(value) ||
    isPeriodic(value, MAX_PERIOD)
  );
}

function isPlaceholder(value: string): boolean {
  return PLACEHOLDER.test(value) || NAMES.some((name) => exampleOf(name) === value);
}

/** `0123456789` written three times over is as long as a secret and as secret as its first ten digits. */
export function isPeriodic(value: string, longest: number): boolean {
  const periods = Array.from({ length: longest }, (_, index) => index + 1);
  return periods.some((period) => value.slice(period) === value.slice(0, -period));
}

/** The object shows the named fields neither to JSON nor to the console; reading them still works. */
export function hide<T extends object>(object: T, ...secretKeys: readonly (keyof T)[]): T {
  const masked = () => {
    const held = secretKeys.filter((key) => object[key] !== null);
    return { ...object, ...Object.fromEntries(held.map((key) => [key, '[hidden]'])) };
  };
  // Not enumerable: a copy by spread has the fields only, and equality in tests is about fields.
  Object.defineProperties(object, { toJSON: { value: masked }, [inspect.custom]: { value: masked } });
  return object;
}

/** What of the configuration is needed; a null is made up for. */
interface Given {
  readonly dataDir: string;
  readonly secretKey: string | null;
  readonly secretKeyPrevious: string | null;
  readonly signaturePrivateKey: string | null;
}

export function loadSecrets(env: Given, makeSigningKey: () => string): Secrets {
  const notices: string[] = [];
  const kept = (name: string, fileName: string, make: () => string): string => {
    const { value, made, path } = keptSecret(env.dataDir, fileName, make);
    if (made) notices.push(`${name} was not given, so one was made once and is kept in ${path}`);
    return value;
  };
  return {
    secretKey: env.secretKey ?? kept('SECRET_KEY', SECRET_KEY_FILE, () => randomBytes(32).toString('base64url')),
    secretKeyPrevious: env.secretKeyPrevious,
    signaturePrivateKey: env.signaturePrivateKey ?? kept('SIGNATURE_PRIVATE_KEY', SIGNING_KEY_FILE, makeSigningKey),
    notices,
  };
}
