/** Six-digit codes that a party texts back: derived when needed, never stored, the last digit a check digit. */
import { hmacSha256 } from './secrets.js';

export type CodeParts = {
  contractId: string;
  version: number;
  partyId: string;
  purpose: 'reply' | 'one-time';
  counter: number;
};

// The totally anti-symmetric quasigroup of order 10 from H. M. Damm, "Total anti-symmetrische Quasigruppen" (2004).
const QUASIGROUP = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/**
 * The code of one party for one version of a contract: five digits of an HMAC-SHA256 (its first 64 bits modulo
 * 100,000, a bias below 1 in 10^14) and their check digit. Another counter gives another code.
 *
 * @param key 32 bytes, kept for this purpose alone
 * @returns six digits, perhaps with leading zeros
 */
export function deriveCode(key: Buffer, parts: CodeParts): string {
  const { contractId, version, partyId, purpose, counter } = parts;
  // A JSON array of strings and numbers: no two lists of parts have the same text.
  const encoded = JSON.stringify(['ndiyo.code.v1', contractId, version, partyId, purpose, counter]);
  const number = hmacSha256(key, encoded).readBigUInt64BE(0) % 100_000n;
  const digits = number.toString().padStart(5, '0');
  return digits + dammDigit(digits);
}

/**
 * The Damm check digit: catches every single wrong digit and every swap of two neighbours.
 *
 * @param digits decimal digits
 * @throws TypeError for anything else
 */
export function dammDigit(digits: string): string {
  if (!/^[0-9]+$/.test(digits)) throw new TypeError('A check digit is made from decimal digits.');
  let interim = 0;
  for (const digit of digits) interim = QUASIGROUP[interim]?.[Number(digit)] ?? 0;
  return String(interim);
}

/** Whether a number of two or more digits ends in its own check digit. False for any other text. */
export function hasCheckDigit(digits: string): boolean {
  return /^[0-9]{2,}$/.test(digits) && dammDigit(digits) === '0';
}
