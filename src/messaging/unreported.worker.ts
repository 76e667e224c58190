/** Finds texts that ask a party, left hours ago, and of which the carrier has not said whether they arrived. */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Periodic } from '../chores/periodic.js';
import type { Message } from '../persistence/message.entities.js';
import { Reads } from '../transactions/reads.js';
import { Transactions } from '../transactions/tx.js';
import { REPORT_EXPECTED_MS } from './delivery-troubles.js';
import { OutcomesService } from './outcomes.service.js';

const TURN_MS = 60_000;
// After a start it looks back so far: older texts have had their look, or their contract is over.
const LOOK_BACK_MS = 48 * 60 * 60 * 1_000;
const AT_ONCE = 500;

@Injectable()
export class UnreportedWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('unreported');
  private readonly turns = new Periodic(
    () => this.tellDue(new Date()),
    ({ message }) => this.log.warn(message),
  );
  private lookedUntil: string | null = null;

  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(OutcomesService) private readonly outcomes: OutcomesService,
  ) {}

  onApplicationBootstrap(): void {
    this.turns.start({ firstMs: TURN_MS, everyMs: TURN_MS });
  }

  onModuleDestroy(): Promise<void> {
    return this.turns.stop();
  }

  /** Whoever is told of one twice knows it by its id. Returns how many there were. */
  async tellDue(now: Date): Promise<number> {
    const limit = now.getTime() - REPORT_EXPECTED_MS;
    const from = this.lookedUntil ?? new Date(limit - LOOK_BACK_MS).toISOString();
    const silent = await this.reads.sql<Message>`SELECT * FROM messages
      WHERE status = 'sent' AND sent_at >= ${from} AND sent_at <= ${new Date(limit).toISOString()}
        AND kind IN ('invitation', 'reminder') AND contract_id IS NOT NULL
      ORDER BY sent_at LIMIT ${AT_ONCE}`;
    if (silent.length > 0) {
      await this.transactions.run(async (tx) => {
        for (const message of silent) await this.outcomes.tellUnreached(tx, message, now);
      });
    }
    this.lookedUntil = silent.length === AT_ONCE ? silent.at(-1)!.sent_at : new Date(limit).toISOString();
    return silent.length;
  }
}
