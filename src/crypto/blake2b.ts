import { blake2b } from '@noble/hashes/blake2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * BLAKE2b with a 32-byte digest (RFC 7693, nn = 32, no key; not a shortened BLAKE2b-512), as `b2sum -l 256` prints it.
 *
 * @param input bytes, or a text taken as its UTF-8 bytes
 * @returns 64 lower-case hex digits
 */
export function blake2b256Hex(input: string | Uint8Array): string {
  const bytes = typeof input === 'string' ? utf8ToBytes(input) : input;
  return bytesToHex(blake2b(bytes, { dkLen: 32 }));
}
