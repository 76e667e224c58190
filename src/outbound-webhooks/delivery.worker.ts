/**
 * Takes endpoints that have something due, each under a lease, and sends to it, two at a time. Endpoints go beside each
 * other, in turns: one that hangs or has thousands waiting holds up nobody but itself.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { uuidv7 } from '../crypto/ids.js';
import type { WebhookDelivery, WebhookEndpoint } from '../persistence/webhook.entities.js';
import { Reads } from '../transactions/reads.js';
import { FOR_UPDATE_SKIP_LOCKED } from '../transactions/sql.js';
import { Transactions } from '../transactions/tx.js';
import { EndpointKeysService } from './endpoint-keys.service.js';
import { SettlementsService } from './settlements.service.js';
import { WebhookSender } from './webhook-sender.js';
import { signedHeaders } from './webhook-signature.js';

// Endpoints at a time. Those that fail never take the last quarter.
const AT_ONCE = 256;
const FAILING_AT_ONCE = 192;
const HANDS = 2;
const TAKEN_AT_ONCE = 20;
const POLL_MS = 1_000;
// After that nothing new is sent: other endpoints get the place.
const TURN_MS = 15_000;
// A turn, its last attempt (15 s), and the transactions that settle it.
const LEASE_MS = 60_000;
const SETTLE_MARGIN_MS = 5_000;
const SETTLE_PAUSE_MS = 500;
// Stopping waits so long for what is on its way; the rest is sent again, under the same id.
const STOP_WAIT_MS = 2_000;

@Injectable()
export class DeliveryWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('webhooks');
  private readonly name = uuidv7();
  private readonly turns = new Map<Promise<void>, { isFailing: boolean }>();
  private readonly stop = new AbortController();
  private isRunning = false;
  private loop: Promise<void> = Promise.resolve();
  private wake: () => void = () => {};
  private hasNews = false;

  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(EndpointKeysService) private readonly keys: EndpointKeysService,
    @Inject(SettlementsService) private readonly settlements: SettlementsService,
    @Inject(WebhookSender) private readonly sender: WebhookSender,
  ) {}

  onApplicationBootstrap(): void {
    setMaxListeners(0, this.stop.signal); // one for each attempt that is under way
    this.isRunning = true;
    this.loop = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.isRunning = false;
    this.poke();
    await this.loop;
    const turns = Promise.all(this.turns.keys());
    await Promise.race([turns, pause(STOP_WAIT_MS, null, { ref: false })]);
    this.stop.abort(new Error('the service stops'));
    await turns;
  }

  /** Something is due, and durable. */
  poke(): void {
    this.hasNews = true;
    this.wake();
  }

  private async run(): Promise<void> {
    while (this.isRunning) {
      this.hasNews = false;
      const claimed = await this.claimAll().catch((error: Error) => {
        this.log.warn(`cannot look for work: ${error.message}`);
        return [];
      });
      for (const endpoint of claimed) this.start(endpoint);
      if (claimed.length === 0 || this.turns.size >= AT_ONCE) await this.rest();
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

  private async claimAll(): Promise<WebhookEndpoint[]> {
    const failing = [...this.turns.values()].filter(({ isFailing }) => isFailing).length;
    const sound = await this.claim(0, AT_ONCE - this.turns.size);
    const free = Math.min(AT_ONCE - this.turns.size - sound.length, FAILING_AT_ONCE - failing);
    return [...sound, ...(await this.claim(1, free))];
  }

  /** Who had a turn last comes last. */
  private async claim(isFailing: 0 | 1, limit: number): Promise<WebhookEndpoint[]> {
    const now = new Date();
    const at = now.toISOString();
    if (limit <= 0) return [];
    // Looking costs nothing; claiming is a durable write.
    const due = await this.reads.sql`SELECT 1 FROM webhook_endpoints
      WHERE due_at <= ${at} AND (held_until IS NULL OR held_until <= ${at}) AND (lease_until IS NULL OR lease_until <= ${at})
        AND CASE WHEN failing_since IS NULL THEN 0 ELSE 1 END = ${isFailing} LIMIT 1`;
    if (due.length === 0) return [];
    const leaseUntil = new Date(now.getTime() + LEASE_MS).toISOString();
    return this.transactions.run(
      (tx) => tx.sql<WebhookEndpoint>`UPDATE webhook_endpoints
        SET lease_until = ${leaseUntil}, worker = ${this.name}, fence = fence + 1, claimed_at = ${at}
        WHERE id IN (SELECT id FROM webhook_endpoints
          WHERE due_at <= ${at} AND (held_until IS NULL OR held_until <= ${at})
            AND (lease_until IS NULL OR lease_until <= ${at})
            AND CASE WHEN failing_since IS NULL THEN 0 ELSE 1 END = ${isFailing}
          ORDER BY COALESCE(claimed_at, '') LIMIT ${limit} ${FOR_UPDATE_SKIP_LOCKED})
        RETURNING *`,
    );
  }

  private start(endpoint: WebhookEndpoint): void {
    const work = this.takeTurn(endpoint)
      .catch((error: Error) => {
        if (!this.stop.signal.aborted)
          this.log.warn(`endpoint ${endpoint.id} will have another turn: ${error.message}`);
      })
      .then(() => this.transactions.run((tx) => this.settlements.release(tx, endpoint)))
      .catch((error: Error) => this.log.warn(`endpoint ${endpoint.id} is free when its lease ends: ${error.message}`))
      .finally(() => {
        this.turns.delete(work);
        this.poke(); // its place is free
      });
    this.turns.set(work, { isFailing: endpoint.failing_since !== null });
  }

  private async takeTurn(endpoint: WebhookEndpoint): Promise<void> {
    const endAt = Date.now() + TURN_MS;
    let goesOn = true;
    let isRecovering = endpoint.recover_from !== null;
    while (goesOn && this.isRunning && Date.now() < endAt) {
      if (isRecovering) {
        isRecovering = await this.transactions.run((tx) => this.settlements.recover(tx, endpoint, new Date()));
      }
      const due = await this.listDue(endpoint.id);
      if (due.length === 0 && !isRecovering) return;
      const hand = async () => {
        while (goesOn && this.isRunning && due.length > 0 && Date.now() < endAt) {
          const isMore = await this.attempt(endpoint, due.shift()!);
          goesOn &&= isMore;
        }
      };
      // Both are waited for, also when one fails: whoever comes next must find nobody sending.
      const ends = await Promise.allSettled(Array.from({ length: HANDS }, hand));
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    }
  }

  private listDue(endpointId: string): Promise<WebhookDelivery[]> {
    return this.reads.sql<WebhookDelivery>`SELECT * FROM webhook_deliveries
      WHERE endpoint_id = ${endpointId} AND next_attempt_at <= ${new Date().toISOString()}
      ORDER BY next_attempt_at, id LIMIT ${TAKEN_AT_ONCE}`;
  }

  private async attempt(endpoint: WebhookEndpoint, delivery: WebhookDelivery): Promise<boolean> {
    const { event_id, body } = delivery;
    const keys = await this.keys.of(endpoint.id, new Date());
    const posted = { url: endpoint.url, body, headers: signedHeaders(event_id, body, keys, new Date()) };
    const outcome = await this.sender.send(posted, this.stop.signal);
    const now = new Date();
    const giveUpAt = Date.parse(endpoint.lease_until!) - SETTLE_MARGIN_MS;
    for (;;) {
      try {
        // What arrived must not be sent again for want of a write.
        return await this.transactions.run((tx) => this.settlements.settle(tx, endpoint, delivery, outcome, now));
      } catch (error) {
        if (Date.now() > giveUpAt) throw error;
        await pause(SETTLE_PAUSE_MS);
      }
    }
  }
}
