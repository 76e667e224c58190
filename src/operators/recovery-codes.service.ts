/** Ten codes for the day the telephone is gone, each good once. Only their hashes are kept. */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { sha256Hex } from '../crypto/secrets.js';
import { RecoveryCode } from '../persistence/access.entities.js';
import type { Tx } from '../transactions/tx.js';

const COUNT = 10;
const BYTES = 10; // 80 bits: a copy of the database gives none away
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's: none is taken for another
const TAKEN_FOR: Record<string, string> = { o: '0', i: '1', l: '1' };

export const newRecoveryCodes = (): string[] => Array.from({ length: COUNT }, newCode);

@Injectable()
export class RecoveryCodesService {
  /** These, and no earlier ones. */
  async replace(tx: Tx, operatorId: string, codes: readonly string[]): Promise<void> {
    await tx.sql`DELETE FROM recovery_codes WHERE operator_id = ${operatorId}`;
    await tx.insert(RecoveryCode, ...codes.map((code) => ({ operator_id: operatorId, code_hash: hashOf(code) })));
  }

  /** False for a wrong code, and for the second use of a right one. */
  async spend(tx: Tx, operatorId: string, code: string, now: Date): Promise<boolean> {
    const spent = await tx.sql`UPDATE recovery_codes SET used_at = ${now.toISOString()}
      WHERE operator_id = ${operatorId} AND code_hash = ${hashOf(code)} AND used_at IS NULL RETURNING code_hash`;
    return spent.length === 1;
  }
}

function newCode(): string {
  const bits = [...randomBytes(BYTES)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = (bits.match(/.{5}/g) ?? []).map((five) => LETTERS[Number.parseInt(five, 2)]).join('');
  return (letters.match(/.{4}/g) ?? []).join('-');
}

function hashOf(code: string): string {
  const letters = [...code.toLowerCase()].filter((letter) => /[a-z\d]/.test(letter));
  return sha256Hex(letters.map((letter) => TAKEN_FOR[letter] ?? letter).join(''));
}
