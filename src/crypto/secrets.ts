/** Comparing, hashing and deriving secrets. */
import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/**
 * Whether two secrets are equal, in a time that depends on neither: the SHA-256 of both sides is compared, so that
 * unequal lengths neither throw nor return early. A text is its UTF-8 bytes.
 */
export function equalSecrets(a: string | Uint8Array, b: string | Uint8Array): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

/** As `equalSecrets`, for one secret that many are compared with: its digest is made once. */
export function secretMatcher(secret: string): (candidate: string) => boolean {
  const digest = createHash('sha256').update(secret).digest();
  return (candidate) => timingSafeEqual(digest, createHash('sha256').update(candidate).digest());
}

/** SHA-256 (RFC 6234) of bytes or a text's UTF-8, as 64 lower-case hex digits. */
export function sha256Hex(input: string | Uint8Array): string {
  return createHash('sha256').update(input).digest('hex');
}

/** HMAC-SHA256 (RFC 2104), 32 bytes. A text is its UTF-8 bytes. */
export function hmacSha256(key: string | Uint8Array, bytes: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(bytes).digest();
}

/**
 * A 32-byte key for one purpose, from one long secret: HKDF-SHA256 (RFC 5869) without salt, `info` the purpose.
 * Keys of different purposes tell nothing about each other or the secret.
 *
 * @throws RangeError for an empty secret
 */
export function deriveKey(secret: string, purpose: string): Buffer {
  if (secret === '') throw new RangeError('A key cannot be derived from an empty secret.');
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
}
