/** Ed25519 public keys as JWK (RFC 8037 section 2), named by their thumbprint (RFC 7638). */
import { createHash } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from './base64url.js';

export type PublicJwk = { kty: 'OKP'; crv: 'Ed25519'; x: string; kid: string; alg: 'Ed25519'; use: 'sig' };

const KEY_LENGTH = 32;

/**
 * RFC 7638 thumbprint with SHA-256 over the members RFC 8037 section 2 requires.
 *
 * @param jwk only `x` is read: the public key in base64url
 * @returns 43 base64url characters
 */
export function jwkThumbprint(jwk: { x: string }): string {
  const required = `{"crv":"Ed25519","kty":"OKP","x":${JSON.stringify(jwk.x)}}`;
  return createHash('sha256').update(required).digest('base64url');
}

/**
 * The JWK of a public key, `kid` being its thumbprint.
 *
 * @param publicKey 32 bytes (RFC 8032 section 5.1.5)
 * @throws TypeError for another length
 */
export function jwkFromBytes(publicKey: Uint8Array): PublicJwk {
  if (publicKey.length !== KEY_LENGTH) throw new TypeError('An Ed25519 public key has 32 bytes.');
  const x = encodeBase64url(publicKey);
  return { kty: 'OKP', crv: 'Ed25519', x, kid: jwkThumbprint({ x }), alg: 'Ed25519', use: 'sig' };
}

/**
 * The 32 bytes of an Ed25519 public key in a JWK from outside. Absent `alg`, `use` and `kid` are fine, wrong ones are not.
 *
 * @throws TypeError naming the first member that is wrong; also when the JWK holds a private key
 */
export function bytesFromJwk(jwk: unknown): Uint8Array {
  if (typeof jwk !== 'object' || jwk === null) throw new TypeError('A JWK is an object.');
  const { kty, crv, x, alg, use, d, key_ops } = jwk as Record<string, unknown>;
  if (kty !== 'OKP' || crv !== 'Ed25519') throw new TypeError('The JWK is no Ed25519 key (kty "OKP", crv "Ed25519").');
  if (d !== undefined) throw new TypeError('The JWK holds a private key.');
  if (alg !== undefined && alg !== 'Ed25519') throw new TypeError('The JWK is for another algorithm than Ed25519.');
  if (use !== undefined && use !== 'sig') throw new TypeError('The JWK is not for signatures.');
  if (key_ops !== undefined && !(Array.isArray(key_ops) && key_ops.includes('verify'))) {
    throw new TypeError('The JWK is not for verifying.');
  }
  if (typeof x !== 'string') throw new TypeError('The JWK has no public key "x".');
  const bytes = decodeBase64url(x);
  if (bytes.length !== KEY_LENGTH) throw new TypeError('An Ed25519 public key has 32 bytes.');
  return bytes;
}
