/** What must leave the house once the transaction that ordered it is durable. Knows nobody: rooms register a handler. */
import { Injectable } from '@nestjs/common';
import { OutboxItem } from '../persistence/outbox.entities.js';
import type { Tx } from '../transactions/tx.js';

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
  state: 'done' | 'retry' | 'parked' | 'dead';
  error?: string;
  /** At least so long; the schedule may say longer. */
  retryAfterMs?: number;
  /** `isDead`: this was the last try. */
  record?: (tx: Tx, isDead: boolean) => Promise<void>;
}

/** `item.interruptions` counts earlier tries that were never settled: what they sent may have arrived. */
export type OutboxHandler = (item: OutboxItem) => Promise<Settlement>;

@Injectable()
export class OutboxService {
  private readonly handlers = new Map<string, OutboxHandler>();
  private onNews: () => void = () => {};

  register(topic: string, handler: OutboxHandler): void {
    this.handlers.set(topic, handler);
  }

  handlerOf(topic: string): OutboxHandler | undefined {
    return this.handlers.get(topic);
  }

  whenNews(listener: () => void): void {
    this.onNews = listener;
  }

  async add(tx: Tx, ...items: NewItem[]): Promise<void> {
    if (items.length === 0) return;
    await tx.insert(OutboxItem, ...items.map(waiting));
    tx.afterCommit(this.onNews);
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
    interruptions: 0,
    due_at: at,
    created_at: at,
  };
}
