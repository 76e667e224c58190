/** What must leave the house once the transaction that ordered it is durable. Knows nobody: rooms register a handler. */
import { Injectable } from '@nestjs/common';
import { OutboxItem } from '../persistence/outbox.entities.js';
import type { Tx } from '../transactions/tx.js';
import { DAY_LONG } from './retry-schedule.js';

export interface NewItem {
  topic: string;
  /** Items of one key leave one after the other. */
  orderKey: string;
  payload: string;
  accountId: string | null;
  now: Date;
}

/** What a try came to, and what to write in the transaction that says so. */
export interface Settlement {
  /** `parked`: it may have left; it comes back after `retryAfterMs`, and meanwhile holds nobody up. */
  state: 'done' | 'retry' | 'parked' | 'dead';
  error?: string;
  /** At least so long; the schedule may say longer. */
  retryAfterMs?: number;
  /** The fault is not this item's: it costs it no try, and the whole lane slows down. */
  isOutage?: boolean;
  /** `isDead`: this was the last try. */
  record?: (tx: Tx, isDead: boolean) => Promise<void>;
}

/** `item.interruptions` counts earlier tries of which nobody knows how they ended: what they sent may have arrived. */
export type OutboxHandler = (item: OutboxItem) => Promise<Settlement>;

/** How items of one topic leave. */
export interface Lane {
  atOnce: number;
  /** Null: as fast as they are taken. */
  perSecond: number | null;
  /** Seconds to wait after each failure. */
  schedule: readonly number[];
}

// A carrier that takes 50 ms, and as long again until it is settled: 64 make 500 a second with room to spare.
const ORDINARY: Lane = { atOnce: 64, perSecond: null, schedule: DAY_LONG };

@Injectable()
export class OutboxService {
  private readonly handlers = new Map<string, { handler: OutboxHandler; lane: Lane }>();
  private onNews: (topic: string) => void = () => {};

  register(topic: string, handler: OutboxHandler, lane: Partial<Lane> = {}): void {
    this.handlers.set(topic, { handler, lane: { ...ORDINARY, ...lane } });
  }

  listTopics() {
    return [...this.handlers].map(([topic, registered]) => ({ topic, ...registered }));
  }

  whenNews(listener: (topic: string) => void): void {
    this.onNews = listener;
  }

  async add(tx: Tx, ...items: NewItem[]): Promise<void> {
    if (items.length === 0) return;
    await tx.insert(OutboxItem, ...items.map(waiting));
    const topics = items.length === 1 ? [items[0]!.topic] : new Set(items.map(({ topic }) => topic));
    tx.afterCommit(() => {
      for (const topic of topics) this.onNews(topic);
    });
  }

  /** Gives an item that gave up all its tries again, in the caller's transaction. */
  async revive(tx: Tx, id: number, now: Date): Promise<void> {
    const fresh = { status: 'waiting', failures: 0, interruptions: 0, last_error: null };
    const at = now.toISOString();
    await tx.update(OutboxItem, { id, status: 'dead' }, { ...fresh, due_at: at, created_at: at });
    tx.afterCommit(() => {
      for (const topic of this.handlers.keys()) this.onNews(topic);
    });
  }
}

function waiting({ accountId, topic, orderKey, payload, now }: NewItem): Partial<OutboxItem> {
  const at = now.toISOString();
  return {
    account_id: accountId,
    topic,
    order_key: orderKey,
    payload,
    status: 'waiting',
    attempt: 0,
    failures: 0,
    interruptions: 0,
    due_at: at,
    created_at: at,
  };
}
