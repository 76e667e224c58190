/** What counts once: nonces of signed requests, `jti` of assertions. In the database, so that a restart forgets none. */
import { Injectable } from '@nestjs/common';
import { sha256Hex } from '../crypto/secrets.js';
import { SingleUse } from '../persistence/access.entities.js';
import { FOR_UPDATE_SKIP_LOCKED } from '../transactions/sql.js';
import type { Tx } from '../transactions/tx.js';

const SWEPT_AT_ONCE = 100;

@Injectable()
export class SingleUsesService {
  /** False for every use but the first. Past ones are let go a few at a time, so that the table stays small. */
  async claim(tx: Tx, purpose: string, owner: string, value: string, expiresAt: Date, now: Date): Promise<boolean> {
    await tx.sql`DELETE FROM single_uses WHERE id IN (
      SELECT id FROM single_uses WHERE expires_at < ${now.toISOString()} LIMIT ${SWEPT_AT_ONCE} ${FOR_UPDATE_SKIP_LOCKED})`;
    const id = sha256Hex(JSON.stringify([purpose, owner, value]));
    return tx.insertNew(SingleUse, { id, expires_at: expiresAt.toISOString() });
  }
}
