/** Numbers that asked for no more texts. */
import { Injectable } from '@nestjs/common';
import { OptOut } from '../persistence/message.entities.js';
import type { Tx } from '../transactions/tx.js';

@Injectable()
export class OptOutsService {
  /** False when the number had opted out before. */
  async add(tx: Tx, phoneNumber: string, at: string): Promise<boolean> {
    return tx.insertNew(OptOut, { phone_number: phoneNumber, since: at });
  }

  /** False when the number had not opted out. */
  async remove(tx: Tx, phoneNumber: string): Promise<boolean> {
    const removed = await tx.sql`DELETE FROM opt_outs WHERE phone_number = ${phoneNumber} RETURNING phone_number`;
    return removed.length > 0;
  }

  async has(from: Pick<Tx, 'sql'>, phoneNumber: string): Promise<boolean> {
    return (await from.sql`SELECT 1 FROM opt_outs WHERE phone_number = ${phoneNumber}`).length > 0;
  }
}
