/** How often a password or code may be tried. A try is counted before it is judged, so that many at once are no more. */
import { Inject, Injectable } from '@nestjs/common';
import { Operator } from '../persistence/access.entities.js';
import type { Tx } from '../transactions/tx.js';
import { OperatorsService } from './operators.service.js';

export const TRIES = 5;
const QUIET_MS = 15 * 60_000;

@Injectable()
export class TriesService {
  constructor(@Inject(OperatorsService) private readonly operators: OperatorsService) {}

  /** Which wrong try in a row this would be; null when no more are judged. Fifteen quiet minutes begin the count anew. */
  async take(tx: Tx, operatorId: string, now: Date): Promise<number | null> {
    const row = await this.operators.lock(tx, operatorId);
    if (!row) return null;
    const failures = row.locked_until !== null && row.locked_until > now.toISOString() ? row.failures : 0;
    if (failures >= TRIES) return null;
    const locked_until = new Date(now.getTime() + QUIET_MS).toISOString();
    await tx.update(Operator, { id: operatorId }, { failures: failures + 1, locked_until });
    return failures + 1;
  }

  /** It was neither right nor wrong. */
  async giveBack(tx: Tx, operatorId: string): Promise<void> {
    await tx.sql`UPDATE operators SET failures = failures - 1 WHERE id = ${operatorId} AND failures > 0`;
  }
}
