/** Whether a registered key signed a compact JWS. */
import type { JsonWebKey } from 'node:crypto';
import { isCompactForm } from '../crypto/compact-jwt.js';
import { algorithmsOf } from './public-keys.js';

export async function isSignedBy(jwk: JsonWebKey, alg: string, jws: string): Promise<boolean> {
  if (!isCompactForm(jws) || !algorithmsOf(jwk).includes(alg)) return false;
  const { compactVerify, importJWK } = await import('jose');
  const key = await importJWK(jwk as Parameters<typeof importJWK>[0], alg);
  return compactVerify(jws, key, { algorithms: [alg] }).then(
    () => true,
    () => false,
  );
}
