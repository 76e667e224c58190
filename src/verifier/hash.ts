import { blake2b as blake } from '@noble/hashes/blake2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** BLAKE2b-256 (RFC 7693) of a text's UTF-8, in lower-case hex. */
export const hashOf = (text: string): string => bytesToHex(blake(new TextEncoder().encode(text), { dkLen: 32 }));
