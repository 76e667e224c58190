/** Seals a text at rest: AES-256-GCM (NIST SP 800-38D), bound to the place it is kept in. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from './base64url.js';

const ALGORITHM = 'aes-256-gcm';
const NONCE_LENGTH = 12; // 96 random bits: good for 2^32 texts a key
const TAG_LENGTH = 16;

/**
 * @param key 32 bytes, as `deriveKey` gives
 * @param text what to hide
 * @param context what the text belongs to (a table and row, say); authenticated, not hidden
 * @returns base64url of nonce, ciphertext and tag
 * @throws RangeError for a key of another length
 */
export function seal(key: Buffer, text: string, context: string): string {
  const nonce = randomBytes(NONCE_LENGTH);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_LENGTH }).setAAD(Buffer.from(context));
  return encodeBase64url(Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]));
}

/**
 * The text that `seal` took, given the same key and context.
 *
 * @throws Error when the sealed text was changed, or made with another key or context
 */
export function unseal(key: Buffer, sealed: string, context: string): string {
  try {
    const bytes = decodeBase64url(sealed);
    const tagStart = bytes.length - TAG_LENGTH;
    const nonce = bytes.subarray(0, NONCE_LENGTH);
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_LENGTH });
    decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(tagStart));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_LENGTH, tagStart)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new Error('The sealed text cannot be opened: it was changed, or sealed with another key or context.', {
      cause,
    });
  }
}
