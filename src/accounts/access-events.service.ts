/** Records who let whom in. */
import { Inject, Injectable } from '@nestjs/common';
import { uuidv7 } from '../crypto/ids.js';
import { AccessEvent } from '../persistence/access.entities.js';
import { Reads } from '../transactions/reads.js';
import type { Tx } from '../transactions/tx.js';

export interface AccessFact {
  accountId: string;
  /** Such as `api-key.created`. */
  type: string;
  /** The caller's id, or `command line`. */
  actor: string;
  /** What it was done to, such as `api-key ab12cd34`. */
  subject: string;
  /** Never a secret. */
  details?: Record<string, unknown>;
}

@Injectable()
export class AccessEventsService {
  constructor(@Inject(Reads) private readonly reads: Reads) {}

  async record(tx: Tx, fact: AccessFact, now: Date): Promise<void> {
    await tx.insert(AccessEvent, {
      id: uuidv7(now.getTime()),
      account_id: fact.accountId,
      at: now.toISOString(),
      type: fact.type,
      actor: fact.actor,
      subject: fact.subject,
      details: JSON.stringify(fact.details ?? {}),
    });
  }

  /** The latest first; null: of every account. `before` is the id the last page ended with. */
  list(accountId: string | null, limit: number, before = AFTER_ALL): Promise<AccessEvent[]> {
    if (accountId === null) {
      return this.reads
        .sql<AccessEvent>`SELECT * FROM access_events WHERE id < ${before} ORDER BY id DESC LIMIT ${limit}`;
    }
    return this.reads.sql<AccessEvent>`SELECT * FROM access_events
      WHERE account_id = ${accountId} AND id < ${before} ORDER BY id DESC LIMIT ${limit}`;
  }
}

// In the collation of any PostgreSQL database.
const AFTER_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
