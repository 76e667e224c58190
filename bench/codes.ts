/** The six digits of a party, derived as the service derives them; and twelve characters for a receipt. */
import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { withCheckDigit } from './numbers.js';
import { SECRET_KEY } from './settings.js';

const KEY = Buffer.from(hkdfSync('sha256', SECRET_KEY, '', 'ndiyo/codes', 32));

export function replyCode(contractId: string, version: number, partyId: string, counter: number): string {
  const parts = JSON.stringify(['ndiyo.code.v1', contractId, version, partyId, 'reply', counter]);
  const number = createHmac('sha256', KEY).update(parts).digest().readBigUInt64BE(0) % 100_000n;
  return withCheckDigit(number.toString().padStart(5, '0'));
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** As long and as random as a receipt's. */
export const receiptCode = (): string => [...randomBytes(12)].map((byte) => ALPHABET[byte % 32]).join('');
