/** Removes what is older than WEBHOOK_RETENTION says: deliveries with their bodies and answers, and account events. */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { atLeisure } from '../chores/leisure.js';
import { Periodic } from '../chores/periodic.js';
import { ENV, type Env } from '../config/env.js';
import { uuidv7Floor } from '../crypto/ids.js';
import { Transactions, type Tx } from '../transactions/tx.js';

const FIRST_MS = 60_000;
const TURN_MS = 10 * 60_000;
const AT_ONCE = 200;

@Injectable()
export class WebhookRetentionWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('webhooks');
  private readonly turns = new Periodic(
    (signal) => this.removeOld(new Date(), signal),
    ({ message }) => this.log.warn(`will clear up again: ${message}`),
  );

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(Transactions) private readonly transactions: Transactions,
  ) {}

  onApplicationBootstrap(): void {
    this.turns.start({ firstMs: FIRST_MS, everyMs: TURN_MS });
  }

  onModuleDestroy(): Promise<void> {
    return this.turns.stop();
  }

  /** In small transactions: others write in between. */
  async removeOld(now: Date, signal: AbortSignal): Promise<void> {
    const floor = uuidv7Floor(now.getTime() - this.env.outboundWebhooks.retentionMs);
    for (const remove of [removeDeliveries, removeOfDeleted, removeEvents]) {
      await atLeisure(signal, async () => (await this.transactions.run((tx) => remove(tx, floor))) > 0);
    }
    await this.transactions.run(removeDeleted);
  }
}

/** Each returns how many deliveries or events it removed. */
async function removeDeliveries(tx: Tx, floor: string): Promise<number> {
  const old = await tx.sql<{
    id: string;
  }>`SELECT id FROM webhook_deliveries WHERE id < ${floor} ORDER BY id LIMIT ${AT_ONCE}`;
  return remove(tx, old);
}

async function removeOfDeleted(tx: Tx): Promise<number> {
  const deleted = await tx.sql<{
    id: string;
  }>`SELECT id FROM webhook_endpoints WHERE deleted_at IS NOT NULL ORDER BY id`;
  for (const endpoint of deleted) {
    const left = await tx.sql<{ id: string }>`SELECT id FROM webhook_deliveries
      WHERE endpoint_id = ${endpoint.id} LIMIT ${AT_ONCE}`;
    if (left.length > 0) return remove(tx, left);
  }
  return 0;
}

async function remove(tx: Tx, deliveries: { id: string }[]): Promise<number> {
  for (const { id } of deliveries) {
    await tx.sql`DELETE FROM webhook_attempts WHERE delivery_id = ${id}`;
    await tx.sql`DELETE FROM webhook_deliveries WHERE id = ${id}`;
  }
  return deliveries.length;
}

async function removeDeleted(tx: Tx): Promise<void> {
  await tx.sql`DELETE FROM webhook_endpoints WHERE deleted_at IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM webhook_deliveries WHERE endpoint_id = webhook_endpoints.id)`;
}

/** The last one stays: places are counted on from it. */
async function removeEvents(tx: Tx, floor: string): Promise<number> {
  const removed = await tx.sql`DELETE FROM account_events WHERE id IN (SELECT id FROM account_events
    WHERE id < ${floor} AND position < (SELECT MAX(position) FROM account_events) ORDER BY id LIMIT ${AT_ONCE}) RETURNING id`;
  return removed.length;
}
