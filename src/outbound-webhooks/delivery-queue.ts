/** What waits for an endpoint. Whoever calls holds the endpoint's row lock, so that `due_at` is never behind. */
import { uuidv7 } from '../crypto/ids.js';
import { WebhookDelivery } from '../persistence/webhook.entities.js';
import type { Tx } from '../transactions/tx.js';

export interface WebhookEvent {
  /** The `webhook-id`. */
  id: string;
  type: string;
  timestamp: string;
  data: Record<string, unknown>;
}

/** Its id; null, and nothing done, where the endpoint has that event already. */
export async function addDelivery(tx: Tx, endpointId: string, event: WebhookEvent, now: Date): Promise<string | null> {
  const { id: event_id, type, timestamp, data } = event;
  const at = now.toISOString();
  const delivery = {
    ...{ id: uuidv7(), endpoint_id: endpointId, event_id, type, body: JSON.stringify({ type, timestamp, data }) },
    ...{ status: 'waiting', attempts: 0, step: 0, round: 0, next_attempt_at: at, created_at: at },
  };
  return (await tx.insertNew(WebhookDelivery, delivery)) ? delivery.id : null;
}

/** Sent again with a schedule of its own; an attempt that is under way no longer decides over it. */
export async function putBack(tx: Tx, deliveryId: string, now: Date): Promise<void> {
  await tx.sql`UPDATE webhook_deliveries
    SET status = 'waiting', step = 0, round = round + 1, next_attempt_at = ${now.toISOString()} WHERE id = ${deliveryId}`;
}

const RECOVERED_AT_ONCE = 200;

/** Puts back the next failed deliveries from `from` on; returns where to go on, null when there are no more. */
export async function putBackFailed(tx: Tx, endpointId: string, from: string, now: Date): Promise<string | null> {
  const failed = await tx.sql<{ id: string }>`SELECT id FROM webhook_deliveries
    WHERE endpoint_id = ${endpointId} AND status = 'failed' AND id >= ${from} ORDER BY id LIMIT ${RECOVERED_AT_ONCE}`;
  for (const { id } of failed) await putBack(tx, id, now);
  return failed.length < RECOVERED_AT_ONCE ? null : failed.at(-1)!.id;
}

/** While something is to be put back it is due at once. */
export async function refreshDue(tx: Tx, endpointId: string): Promise<void> {
  await tx.sql`UPDATE webhook_endpoints SET due_at = CASE
      WHEN disabled_at IS NOT NULL OR deleted_at IS NOT NULL THEN NULL
      WHEN recover_from IS NOT NULL THEN created_at
      ELSE (SELECT MIN(next_attempt_at) FROM webhook_deliveries WHERE endpoint_id = ${endpointId})
    END WHERE id = ${endpointId}`;
}
