/** The log of deliveries, and what may be asked of it: a test, one delivery again, all that failed since. */
import { Inject, Injectable } from '@nestjs/common';
import { uuidv7, uuidv7Floor } from '../crypto/ids.js';
import { type WebhookAttempt, type WebhookDelivery, WebhookEndpoint } from '../persistence/webhook.entities.js';
import { Problem } from '../problems/problem.js';
import { Reads } from '../transactions/reads.js';
import type { Tx } from '../transactions/tx.js';
import { DeliveryWorker } from './delivery.worker.js';
import { addDelivery, putBack, refreshDue } from './delivery-queue.js';
import { askedFor, EndpointsService, type Owner } from './endpoints.service.js';
import { TEST } from './event-types.js';

export type LoggedAttempt = Pick<WebhookAttempt, 'at' | 'status_code' | 'answer' | 'error' | 'duration_ms'>;

export interface LoggedDelivery extends WebhookDelivery {
  tries: LoggedAttempt[];
}

/** A delivery and one of its attempts, which is null where there was none. */
type Joined = WebhookDelivery & LoggedAttempt & { attempt_id: string | null };

// In the collation of any PostgreSQL database.
const AFTER_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

@Injectable()
export class DeliveriesService {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(EndpointsService) private readonly endpoints: EndpointsService,
    @Inject(DeliveryWorker) private readonly worker: DeliveryWorker,
  ) {}

  /** The latest first, one more than `limit` where there are more. `before` is the id the last page ended with. */
  async list(owner: Owner, endpointId: string, limit: number, before = AFTER_ALL): Promise<LoggedDelivery[]> {
    await this.endpoints.get(owner, endpointId);
    // One statement, so that no attempt is told beside what its delivery was before it.
    const rows = await this.reads.sql<Joined>`
      SELECT a.at, a.status_code, a.answer, a.error, a.duration_ms, a.id AS attempt_id, d.*
      FROM (SELECT * FROM webhook_deliveries
        WHERE endpoint_id = ${endpointId} AND id < ${before} ORDER BY id DESC LIMIT ${limit + 1}) d
      LEFT JOIN webhook_attempts a ON a.delivery_id = d.id ORDER BY d.id DESC, a.id`;
    const logged: LoggedDelivery[] = [];
    for (const row of rows) {
      if (logged.at(-1)?.id !== row.id) logged.push({ ...row, tries: [] });
      if (row.attempt_id !== null) logged.at(-1)!.tries.push(row);
    }
    return logged;
  }

  /** Goes the way of all events. Returns the delivery's id. */
  async test(tx: Tx, owner: Owner, endpointId: string, now: Date): Promise<string> {
    await this.getEnabled(tx, owner, endpointId);
    const event = { id: `evt_test_${uuidv7()}`, type: TEST, timestamp: now.toISOString() };
    const id = await addDelivery(tx, endpointId, { ...event, data: { endpoint_id: endpointId } }, now);
    await this.release(tx, endpointId);
    return id!;
  }

  /** The same body under the same `webhook-id`, whatever became of it before. */
  async resend(tx: Tx, owner: Owner, endpointId: string, deliveryId: string, now: Date): Promise<void> {
    await this.getEnabled(tx, owner, endpointId);
    const [delivery] = await tx.sql`SELECT 1 FROM webhook_deliveries
      WHERE id = ${askedFor(deliveryId)} AND endpoint_id = ${endpointId}`;
    if (!delivery) {
      const detail = `Delivery ${deliveryId.slice(0, 40)} does not exist: it may be older than what is kept`;
      throw new Problem('delivery-not-found', detail);
    }
    await putBack(tx, deliveryId, now);
    await this.release(tx, endpointId);
  }

  /** All that failed of what was queued since then is sent once more, in its order. */
  async recover(tx: Tx, owner: Owner, endpointId: string, since: Date): Promise<void> {
    const { recover_from } = await this.getEnabled(tx, owner, endpointId);
    const from = uuidv7Floor(since.getTime());
    // One that is still at it goes on from where it is.
    const earlier = recover_from !== null && recover_from < from ? recover_from : from;
    await tx.update(WebhookEndpoint, { id: endpointId }, { recover_from: earlier });
    await this.release(tx, endpointId);
  }

  private async getEnabled(tx: Tx, owner: Owner, id: string): Promise<WebhookEndpoint> {
    const endpoint = await this.endpoints.getLocked(tx, owner, id);
    if (endpoint.disabled_at === null) return endpoint;
    const detail = `The endpoint is disabled (${endpoint.disabled_reason}): PATCH it with { "enabled": true } first`;
    throw new Problem('endpoint-disabled', detail);
  }

  /** Whoever asks for something to be sent does not wait for a receiver that asked to be left alone. */
  private async release(tx: Tx, endpointId: string): Promise<void> {
    await tx.update(WebhookEndpoint, { id: endpointId }, { held_until: null });
    await refreshDue(tx, endpointId);
    tx.afterCommit(() => this.worker.poke());
  }
}
