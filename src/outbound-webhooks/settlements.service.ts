/** Writes down what an attempt came to, and what follows: another attempt, the end, or an endpoint that is disabled. */
import { Inject, Injectable, Logger } from '@nestjs/common';
import { uuidv7 } from '../crypto/ids.js';
import { AccountEventsService } from '../feed/account-events.service.js';
import { Tally } from '../measures/tally.js';
import { WebhookAttempt, type WebhookDelivery, WebhookEndpoint } from '../persistence/webhook.entities.js';
import { FOR_UPDATE } from '../transactions/sql.js';
import type { Tx } from '../transactions/tx.js';
import { putBackFailed, refreshDue } from './delivery-queue.js';
import { holdMs, retryDelayMs } from './delivery-schedule.js';
import type { Outcome } from './webhook-sender.js';

const GONE = 410;
const MOST_FAILING_MS = 120 * 3_600_000;
const GONE_REASON = 'The receiver answered 410 Gone';
const FAILING_REASON = 'Every attempt failed for 120 hours';

/** A worker's hold on an endpoint. */
export type Claim = Pick<WebhookEndpoint, 'id' | 'url' | 'worker' | 'fence'>;

const isSuccess = ({ error, statusCode }: Outcome): boolean =>
  error === null && statusCode !== null && statusCode >= 200 && statusCode < 300;

@Injectable()
export class SettlementsService {
  private readonly log = new Logger('webhooks');
  /** What attempts came to: it arrived, it will be tried again, or it was the last. */
  readonly attempts = new Tally(['delivered', 'waiting', 'failed']);

  constructor(@Inject(AccountEventsService) private readonly events: AccountEventsService) {}

  /** False when this endpoint is to be left alone: it was changed, disabled, asked for it, or is no longer this worker's. */
  async settle(tx: Tx, claim: Claim, delivery: WebhookDelivery, outcome: Outcome, now: Date): Promise<boolean> {
    const endpoint = await this.findHeld(tx, claim);
    if (!endpoint) return false;
    const { statusCode, retryAfter, answer, error, durationMs } = outcome;
    await tx.insert(WebhookAttempt, {
      ...{ id: uuidv7(), delivery_id: delivery.id, at: now.toISOString(), status_code: statusCode },
      ...{ answer, error, duration_ms: durationMs },
    });
    const isDelivered = isSuccess(outcome);
    const isGone = statusCode === GONE;
    const hold = holdMs(statusCode, retryAfter, now.getTime());
    const delay = isDelivered || isGone ? null : retryDelayMs(delivery.step + 1, Math.random());
    const next = delay === null ? null : new Date(now.getTime() + Math.max(delay, hold)).toISOString();
    const status = isDelivered ? 'delivered' : next === null ? 'failed' : 'waiting';
    await moveDelivery(tx, delivery, status, next);
    tx.afterCommit(() => this.attempts.add(status));
    if (!isDelivered) await this.noteFailure(tx, endpoint, isGone, hold, now);
    else if (endpoint.failing_since !== null)
      await tx.update(WebhookEndpoint, { id: claim.id }, { failing_since: null });
    return (isDelivered || hold === 0) && !isGone && endpoint.disabled_at === null && endpoint.url === claim.url;
  }

  /** Some of what failed, where that was asked for. False when the endpoint is no longer this worker's. */
  async recover(tx: Tx, claim: Claim, now: Date): Promise<boolean> {
    const endpoint = await this.findHeld(tx, claim);
    if (!endpoint || endpoint.recover_from === null) return false;
    const recover_from = await putBackFailed(tx, claim.id, endpoint.recover_from, now);
    await tx.update(WebhookEndpoint, { id: claim.id }, { recover_from });
    return recover_from !== null;
  }

  async release(tx: Tx, claim: Claim): Promise<void> {
    if (!(await this.findHeld(tx, claim))) return;
    await tx.update(WebhookEndpoint, { id: claim.id }, { lease_until: null, worker: null });
    await refreshDue(tx, claim.id);
  }

  private async findHeld(tx: Tx, { id, worker, fence }: Claim): Promise<WebhookEndpoint | undefined> {
    const [endpoint] = await tx.sql<WebhookEndpoint>`SELECT * FROM webhook_endpoints
      WHERE id = ${id} AND worker = ${worker} AND fence = ${fence} ${FOR_UPDATE}`;
    return endpoint;
  }

  private async noteFailure(tx: Tx, endpoint: WebhookEndpoint, isGone: boolean, hold: number, now: Date) {
    const failing_since = endpoint.failing_since ?? now.toISOString();
    const held_until = hold > 0 ? new Date(now.getTime() + hold).toISOString() : endpoint.held_until;
    await tx.update(WebhookEndpoint, { id: endpoint.id }, { failing_since, held_until });
    if (isGone) await this.disable(tx, endpoint, GONE_REASON, now);
    else if (now.getTime() - Date.parse(failing_since) >= MOST_FAILING_MS) {
      await this.disable(tx, endpoint, FAILING_REASON, now);
    }
  }

  private async disable(tx: Tx, { id, account_id, disabled_at }: WebhookEndpoint, reason: string, now: Date) {
    if (disabled_at !== null) return;
    await tx.update(WebhookEndpoint, { id }, { disabled_at: now.toISOString(), disabled_reason: reason, due_at: null });
    const data = { endpoint_id: id, reason };
    await this.events.record(tx, { accountId: account_id, type: 'endpoint.disabled', data, now });
    tx.afterCommit(() => this.log.error(`endpoint ${id} of ${account_id} was disabled: ${reason}`));
  }
}

/** Where it was put back meanwhile, it waits on. */
async function moveDelivery(tx: Tx, { id, round }: WebhookDelivery, status: string, next: string | null) {
  await tx.sql`UPDATE webhook_deliveries SET attempts = attempts + 1 WHERE id = ${id}`;
  await tx.sql`UPDATE webhook_deliveries SET step = step + 1, status = ${status}, next_attempt_at = ${next}
    WHERE id = ${id} AND round = ${round}`;
}
