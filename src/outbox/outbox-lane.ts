/** Sends what is due of one topic: so many at once, so many a second, and nothing but a probe while its carrier is away. */
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { OutboxItem } from '../persistence/outbox.entities.js';
import type { Reads } from '../transactions/reads.js';
import type { Transactions } from '../transactions/tx.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { claim, isAnythingDue, settle } from './leases.js';
import type { Lane, OutboxHandler, Settlement } from './outbox.service.js';
import { Pace } from './pace.js';

const POLL_MS = 1_000;
// Settling is tried again until so long before the lease ends: what was sent must not be sent again for want of a write.
const SETTLE_MARGIN_MS = 5_000;
const SETTLE_PAUSE_MS = 500;
// Stopping waits so long for what is on its way; after that the next start flags a repeat.
const STOP_WAIT_MS = 8_000;
// One in four is taken from the new end of a long queue.
const NEWEST_SHARE = 4;

export interface RegisteredLane {
  topic: string;
  handler: OutboxHandler;
  lane: Lane;
}

export class OutboxLane {
  private readonly log = new Logger('outbox');
  private readonly inFlight = new Set<Promise<void>>();
  private readonly breaker = new CircuitBreaker();
  private readonly pace: Pace | null;
  private running = true;
  private stopped: Promise<void> | null = null;
  private readonly loop: Promise<void>;
  private wake: () => void = () => {};
  private hasNews = false;
  private taken = 0;
  /** When the loop last came round, for the readiness probe. */
  lastTurnAt = Date.now();

  constructor(
    private readonly registered: RegisteredLane,
    private readonly worker: string,
    private readonly transactions: Transactions,
    private readonly reads: Reads,
  ) {
    const { perSecond } = registered.lane;
    this.pace = perSecond === null ? null : new Pace(perSecond, performance.now());
    this.loop = this.run();
  }

  /** The carrier is away: only probes go. */
  get isHalted(): boolean {
    return this.breaker.isOpen;
  }

  /** Begins nothing more. Resolves when what is on its way has ended, or has had its time. */
  stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  private async end(): Promise<void> {
    this.running = false;
    this.notify();
    await this.loop;
    await Promise.race([Promise.all(this.inFlight), pause(STOP_WAIT_MS, undefined, { ref: false })]);
  }

  notify(): void {
    this.hasNews = true;
    this.wake();
  }

  private async run(): Promise<void> {
    while (this.running) {
      this.lastTurnAt = Date.now();
      this.hasNews = false;
      const room = this.room();
      const taken = room === 0 ? [] : await this.take(room);
      for (const item of taken) this.start(item);
      if (taken.length === 0 || this.room() === 0) await this.rest();
    }
  }

  private room(): number {
    const free = this.registered.lane.atOnce - this.inFlight.size;
    const paced = Math.min(free, this.pace?.admits(performance.now()) ?? free);
    return this.breaker.admits(paced, performance.now());
  }

  /** Until news, or the time something may go again. */
  private async rest(): Promise<void> {
    const now = performance.now();
    const held = Math.max(this.breaker.waitMs(now), this.pace && this.pace.admits(now) === 0 ? this.pace.waitMs() : 0);
    if (this.hasNews && held === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(held || POLL_MS, POLL_MS));
      // News cannot leave before its time either; only the end of the service can.
      this.wake = () => {
        if (held > 0 && this.running) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async take(room: number): Promise<OutboxItem[]> {
    const { topic } = this.registered;
    try {
      if (!(await isAnythingDue(this.reads, topic))) return [];
      const newest = Math.floor(((this.taken % NEWEST_SHARE) + room) / NEWEST_SHARE);
      const items = await this.transactions.run((tx) => claim(tx, this.worker, topic, room, newest));
      this.taken += items.length;
      this.breaker.took(items.length);
      this.pace?.took(items.length);
      return items;
    } catch (error) {
      this.log.warn(`cannot look for work: ${(error as Error).message}`);
      return [];
    }
  }

  private start(item: OutboxItem): void {
    const work = this.handle(item)
      .catch((error) => {
        this.breaker.released();
        this.log.warn(`item ${item.id} will be tried again: ${(error as Error).message}`);
      })
      .finally(() => {
        this.inFlight.delete(work);
        this.notify(); // its successor of the same key may go now
      });
    this.inFlight.add(work);
  }

  private async handle(item: OutboxItem): Promise<void> {
    const { topic, handler, lane } = this.registered;
    const settlement = await handler(item);
    this.learn(settlement);
    const giveUpAt = Date.parse(item.lease_until!) - SETTLE_MARGIN_MS;
    for (;;) {
      try {
        const { isMine, isDead } = await this.transactions.run((tx) => settle(tx, item, settlement, lane.schedule));
        if (isMine && isDead) {
          this.log.error(`${topic} ${item.payload} gave up after ${item.attempt} tries: ${settlement.error}`);
        }
        return;
      } catch (error) {
        if (Date.now() > giveUpAt) throw error;
        await pause(SETTLE_PAUSE_MS);
      }
    }
  }

  private learn({ state, isOutage = false, error, retryAfterMs }: Settlement): void {
    const { topic } = this.registered;
    const isFailure = state === 'retry' || (state === 'parked' && isOutage);
    if (!isFailure) {
      if (state !== 'done') this.breaker.released();
      else if (this.breaker.succeeded()) this.log.log(`${topic}: things leave again`);
      return;
    }
    const pauseMs = isOutage && state === 'retry' ? retryAfterMs : undefined;
    if (this.breaker.failed(performance.now(), Math.random(), pauseMs)) {
      this.log.error(`${topic}: nothing leaves (${error}); trying with one at a time until one comes through`);
    }
  }
}
