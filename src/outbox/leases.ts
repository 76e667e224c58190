/** Takes items under a lease, and settles them with a fence: a worker that lost its lease settles nothing. */
import { OutboxItem } from '../persistence/outbox.entities.js';
import { AS_ROWS, EACH_OF, FOR_UPDATE_SKIP_LOCKED } from '../transactions/sql.js';
import type { Tx } from '../transactions/tx.js';
import type { Settlement } from './outbox.service.js';
import { retryDelayMs } from './retry-schedule.js';

// Outlives the carrier's time limit (15 s) with room for the settling transaction.
const LEASE_MS = 45_000;
const INTERRUPTED = 'interrupted';
// Faults that are nobody's text cost no try, but no text is of use for longer.
const OUTAGE_LIMIT_MS = 3 * 24 * 60 * 60 * 1_000;

/** What is due of a topic; `newest` of them from the other end, so that a long queue does not starve what is new. */
export async function claim(
  tx: Tx,
  worker: string,
  topic: string,
  limit: number,
  newest: number,
): Promise<OutboxItem[]> {
  const at = new Date().toISOString();
  const oldest = await findOldest(tx, topic, at, limit - newest);
  const items = await lease(tx, worker, oldest);
  const isQueueLong = newest > 0 && oldest.length === limit - newest;
  if (isQueueLong) items.push(...(await lease(tx, worker, await findNewest(tx, topic, at, newest))));
  return items.sort((a, b) => a.id - b.id);
}

type Id = Pick<OutboxItem, 'id'>;

const findOldest = (tx: Tx, topic: string, at: string, limit: number) => tx.sql<Id>`SELECT o.id FROM outbox o
  WHERE o.topic = ${topic} AND o.status <> 'dead' AND o.due_at <= ${at}
    AND (o.lease_until IS NULL OR o.lease_until <= ${at})
    AND NOT EXISTS (SELECT 1 FROM outbox e
      WHERE e.order_key = o.order_key AND e.id < o.id AND e.status = 'waiting')
  ORDER BY o.due_at, o.id LIMIT ${limit} ${FOR_UPDATE_SKIP_LOCKED}`;

const findNewest = (tx: Tx, topic: string, at: string, limit: number) => tx.sql<Id>`SELECT o.id FROM outbox o
  WHERE o.topic = ${topic} AND o.status <> 'dead' AND o.due_at <= ${at}
    AND (o.lease_until IS NULL OR o.lease_until <= ${at})
    AND NOT EXISTS (SELECT 1 FROM outbox e
      WHERE e.order_key = o.order_key AND e.id < o.id AND e.status = 'waiting')
  ORDER BY o.due_at DESC, o.id DESC LIMIT ${limit} ${FOR_UPDATE_SKIP_LOCKED}`;

async function lease(tx: Tx, worker: string, ids: Id[]): Promise<OutboxItem[]> {
  if (ids.length === 0) return [];
  const until = new Date(Date.now() + LEASE_MS).toISOString();
  const json = JSON.stringify(ids.map(({ id }) => [id]));
  // A worker still named in the row never settled it: whatever it sent may have arrived.
  return tx.sql<OutboxItem>`UPDATE outbox
    SET last_error = CASE WHEN worker IS NULL THEN last_error ELSE ${INTERRUPTED} END,
        interruptions = CASE WHEN worker IS NULL THEN interruptions ELSE interruptions + 1 END,
        lease_until = ${until}, worker = ${worker}, attempt = attempt + 1
    WHERE id IN (SELECT CAST(given.value->>0 AS integer) FROM ${EACH_OF} ${json} ${AS_ROWS} AS given)
    RETURNING *`;
}

/** Whether anything is due: looking costs nothing, claiming is a durable write. */
export async function isAnythingDue(from: Pick<Tx, 'sql'>, topic: string): Promise<boolean> {
  const at = new Date().toISOString();
  const due = await from.sql`SELECT 1 FROM outbox
    WHERE topic = ${topic} AND status <> 'dead' AND due_at <= ${at} AND (lease_until IS NULL OR lease_until <= ${at})
    LIMIT 1`;
  return due.length > 0;
}

export interface Settled {
  isMine: boolean;
  isDead: boolean;
}

export async function settle(
  tx: Tx,
  item: OutboxItem,
  settlement: Settlement,
  schedule: readonly number[],
): Promise<Settled> {
  if (settlement.state === 'done') {
    const isMine = await remove(tx, item);
    if (isMine) await settlement.record?.(tx, false);
    return { isMine, isDead: false };
  }
  const next = nextTry(item, settlement, schedule);
  const isDead = next === null;
  const isMine = (await putBack(tx, item, settlement, next)) === 1;
  if (isMine) await settlement.record?.(tx, isDead);
  return { isMine, isDead };
}

/** In so many milliseconds; null: never. */
function nextTry(item: OutboxItem, settlement: Settlement, schedule: readonly number[]): number | null {
  const { state, isOutage, retryAfterMs = 0 } = settlement;
  if (state === 'dead') return null;
  if (state === 'parked') return retryAfterMs;
  if (isOutage) {
    return Date.now() - Date.parse(item.created_at) > OUTAGE_LIMIT_MS ? null : Math.max(1_000, retryAfterMs);
  }
  const scheduled = retryDelayMs(schedule, item.failures + 1, Math.random());
  return scheduled === null ? null : Math.max(scheduled, retryAfterMs);
}

async function remove(tx: Tx, { id, worker, attempt }: OutboxItem): Promise<boolean> {
  const gone = await tx.sql`DELETE FROM outbox
    WHERE id = ${id} AND worker = ${worker} AND attempt = ${attempt} RETURNING id`;
  return gone.length === 1;
}

function putBack(tx: Tx, item: OutboxItem, { state, error, isOutage }: Settlement, next: number | null) {
  const { id, worker, attempt } = item;
  const counts = {
    failures: item.failures + (state === 'retry' && !isOutage ? 1 : 0),
    interruptions: item.interruptions + (state === 'parked' ? 1 : 0),
  };
  const changes = {
    ...counts,
    status: next === null ? 'dead' : state === 'parked' ? 'parked' : 'waiting',
    due_at: next === null ? item.due_at : new Date(Date.now() + next).toISOString(),
    lease_until: null,
    worker: null,
    last_error: error?.slice(0, 200) ?? null,
  };
  return tx.update(OutboxItem, { id, worker, attempt }, changes);
}
