/** Gives account events their place, and tells listeners when there is something new to tell outside. */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LogWorker } from '../log/log.worker.js';
import { Reads } from '../transactions/reads.js';
import { Tidings } from '../transactions/tidings.js';
import { Transactions, type Tx } from '../transactions/tx.js';
import { findHead, isSame } from './feed-cursor.js';

// What is recorded in a moment is taken up together.
const GATHER_MS = 100;
// What another server recorded is seen by then, should it not have told.
const TURN_MS = 1_000;
const AT_ONCE = 500;
const TOPIC = 'feed';

@Injectable()
export class FeedWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('feed');
  private readonly listeners = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> = Promise.resolve();
  private isPoked = false;
  private isOurs = false;
  private isRunning = false;
  private head = { leaves: 0, positions: 0 };

  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(LogWorker) private readonly logWorker: LogWorker,
    @Inject(Tidings) private readonly tidings: Tidings,
  ) {}

  onApplicationBootstrap(): void {
    this.isRunning = true;
    this.logWorker.whenSequenced(() => this.poke());
    this.tidings.whenTold(TOPIC, () => this.lookSoon());
    this.schedule(0);
  }

  async onModuleDestroy(): Promise<void> {
    this.isRunning = false;
    clearTimeout(this.timer);
    await this.turn;
  }

  /** Something was recorded and is durable. */
  poke(): void {
    this.isOurs = true;
    this.lookSoon();
  }

  private lookSoon(): void {
    if (this.isPoked) return;
    this.isPoked = true;
    this.schedule(GATHER_MS);
  }

  /** Called whenever the feed has grown. Returns how to be left alone again. */
  whenNews(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private schedule(inMs: number): void {
    if (!this.isRunning) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.isPoked = false;
      this.turn = this.turn
        .then(() => this.comeRound())
        .catch((error) => this.log.warn(`will come again: ${(error as Error).message}`))
        .finally(() => this.isPoked || this.schedule(TURN_MS));
    }, inMs);
  }

  private async comeRound(): Promise<void> {
    while ((await this.isBehind()) && (await this.transactions.run(givePlaces)) === AT_ONCE);
    const head = await findHead(this.reads);
    if (isSame(head, this.head)) return;
    this.head = head;
    // Not what another server has told: it would come back to it.
    if (this.isOurs) this.tidings.tell(TOPIC);
    this.isOurs = false;
    for (const listener of this.listeners) listener();
  }

  private async isBehind(): Promise<boolean> {
    return (await this.reads.sql`SELECT 1 FROM account_events WHERE position IS NULL LIMIT 1`).length > 0;
  }
}

/**
 * In one order for all servers: a place is given only once everything before it can be seen, and never before the
 * contract's own events of that time have theirs in the log. Returns how many.
 */
async function givePlaces(tx: Tx): Promise<number> {
  await tx.lock('feed');
  const placed = await tx.sql`UPDATE account_events SET position = fresh.place
    FROM (SELECT waiting.id AS waiting_id,
        (SELECT COALESCE(MAX(position), 0) FROM account_events) + ROW_NUMBER() OVER (ORDER BY waiting.id) AS place
      FROM (SELECT a.id FROM account_events a WHERE a.position IS NULL AND NOT EXISTS (SELECT 1 FROM events e
          WHERE e.contract_id = a.contract_id AND e.leaf_index IS NULL AND e.at <= a.at)
        ORDER BY a.id LIMIT ${AT_ONCE}) AS waiting) AS fresh
    WHERE account_events.id = fresh.waiting_id RETURNING id`;
  return placed.length;
}
