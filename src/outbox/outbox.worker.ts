/** Takes what is due under a lease, lets its handler send it, and settles with a fence: a worker that lost its lease settles nothing. */
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { uuidv7 } from '../crypto/ids.js';
import { OutboxItem } from '../persistence/outbox.entities.js';
import { Reads } from '../transactions/reads.js';
import { FOR_UPDATE_SKIP_LOCKED } from '../transactions/sql.js';
import { Transactions, type Tx } from '../transactions/tx.js';
import { OutboxService, type Settlement } from './outbox.service.js';
import { retryDelayMs } from './retry-schedule.js';

// A carrier that takes 50 ms, and as long again until it is settled: 64 make 500 a second with room to spare.
const AT_ONCE = 64;
const POLL_MS = 1_000;
// Outlives the carrier's time limit (15 s) with room for the settling transaction.
const LEASE_MS = 45_000;
const INTERRUPTED = 'interrupted';
// Settling is tried again until so long before the lease ends: what was sent must not be sent again for want of a write.
const SETTLE_MARGIN_MS = 5_000;
const SETTLE_PAUSE_MS = 500;
// Stopping waits so long for what is on its way; after that the next start flags a repeat.
const STOP_WAIT_MS = 8_000;

@Injectable()
export class OutboxWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('outbox');
  private readonly name = uuidv7();
  private readonly inFlight = new Set<Promise<void>>();
  private running = false;
  private loop: Promise<void> = Promise.resolve();
  private wake: () => void = () => {};
  private hasNews = false;
  /** When the loop last came round, for the readiness probe. */
  lastTurnAt = Date.now();

  constructor(
    @Inject(OutboxService) private readonly outbox: OutboxService,
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Reads) private readonly reads: Reads,
  ) {}

  onApplicationBootstrap(): void {
    this.outbox.whenNews(() => this.notify());
    this.running = true;
    this.loop = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.running = false;
    this.notify();
    await this.loop;
    await Promise.race([Promise.all(this.inFlight), pause(STOP_WAIT_MS)]);
  }

  private notify(): void {
    this.hasNews = true;
    this.wake();
  }

  private async run(): Promise<void> {
    while (this.running) {
      this.lastTurnAt = Date.now();
      this.hasNews = false;
      const taken = await this.claim(AT_ONCE - this.inFlight.size).catch((error) => {
        this.log.warn(`cannot look for work: ${(error as Error).message}`);
        return [];
      });
      for (const item of taken) this.start(item);
      if (taken.length === 0 || this.inFlight.size >= AT_ONCE) await this.rest();
    }
  }

  private async rest(): Promise<void> {
    if (this.hasNews) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private start(item: OutboxItem): void {
    const work = this.handle(item)
      .catch((error) => this.log.warn(`item ${item.id} will be tried again: ${(error as Error).message}`))
      .finally(() => {
        this.inFlight.delete(work);
        this.notify(); // its successor of the same key may go now
      });
    this.inFlight.add(work);
  }

  private async claim(limit: number): Promise<OutboxItem[]> {
    const now = new Date();
    const at = now.toISOString();
    if (limit <= 0) return [];
    // Looking costs nothing; claiming is a durable write.
    const due = await this.reads.sql`SELECT 1 FROM outbox
      WHERE status = 'waiting' AND due_at <= ${at} AND (lease_until IS NULL OR lease_until <= ${at}) LIMIT 1`;
    if (due.length === 0) return [];
    const leaseUntil = new Date(now.getTime() + LEASE_MS).toISOString();
    // A worker still named in the row never settled it: whatever it sent may have arrived.
    const items = await this.transactions.run(
      (tx) => tx.sql<OutboxItem>`UPDATE outbox
        SET last_error = CASE WHEN worker IS NULL THEN last_error ELSE ${INTERRUPTED} END,
            interruptions = CASE WHEN worker IS NULL THEN interruptions ELSE interruptions + 1 END,
            lease_until = ${leaseUntil}, worker = ${this.name}, attempt = attempt + 1
        WHERE id IN (SELECT o.id FROM outbox o
          WHERE o.status = 'waiting' AND o.due_at <= ${at} AND (o.lease_until IS NULL OR o.lease_until <= ${at})
            AND NOT EXISTS (SELECT 1 FROM outbox e
              WHERE e.order_key = o.order_key AND e.id < o.id AND e.status = 'waiting')
          ORDER BY o.due_at, o.id LIMIT ${limit} ${FOR_UPDATE_SKIP_LOCKED})
        RETURNING *`,
    );
    return items.sort((a, b) => a.id - b.id);
  }

  private async handle(item: OutboxItem): Promise<void> {
    const handler = this.outbox.handlerOf(item.topic);
    const settlement: Settlement = handler
      ? await handler(item)
      : { state: 'dead', error: `nothing here handles ${item.topic}` };
    const giveUpAt = Date.parse(item.lease_until!) - SETTLE_MARGIN_MS;
    for (;;) {
      try {
        return await this.transactions.run((tx) => this.settle(tx, item, settlement));
      } catch (error) {
        if (Date.now() > giveUpAt) throw error;
        await pause(SETTLE_PAUSE_MS);
      }
    }
  }

  private async settle(tx: Tx, item: OutboxItem, settlement: Settlement): Promise<void> {
    const scheduled = retryDelayMs(item.attempt, Math.random());
    const isDead = settlement.state === 'dead' || (settlement.state === 'retry' && scheduled === null);
    const delay = Math.max(scheduled ?? 0, settlement.retryAfterMs ?? 0);
    const isMine =
      settlement.state === 'done'
        ? await this.remove(tx, item)
        : await this.putBack(tx, item, settlement, isDead, delay);
    if (!isMine) return; // another worker has it now
    await settlement.record?.(tx, isDead);
    if (isDead)
      this.log.error(`${item.topic} ${item.payload} gave up after ${item.attempt} tries: ${settlement.error}`);
  }

  private async remove(tx: Tx, item: OutboxItem): Promise<boolean> {
    const gone = await tx.sql`DELETE FROM outbox
      WHERE id = ${item.id} AND worker = ${this.name} AND attempt = ${item.attempt} RETURNING id`;
    return gone.length === 1;
  }

  private async putBack(tx: Tx, item: OutboxItem, settlement: Settlement, isDead: boolean, delay: number) {
    const changes = {
      status: isDead ? 'dead' : settlement.state === 'parked' ? 'parked' : 'waiting',
      due_at: isDead ? item.due_at : new Date(Date.now() + delay).toISOString(),
      lease_until: null,
      worker: null,
      last_error: settlement.error?.slice(0, 200) ?? null,
    };
    return (await tx.update(OutboxItem, { id: item.id, worker: this.name, attempt: item.attempt }, changes)) === 1;
  }
}
