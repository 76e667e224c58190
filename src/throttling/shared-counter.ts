/** Counts in Redis for all processes together and, while it is away, in this one's memory from where Redis was. */
import type { OnApplicationShutdown } from '@nestjs/common';
import type { HitCounter, Standing } from './hit-counter.js';
import type { RedisLink } from './redis-link.js';
import { standingOf, type WindowCounter } from './window-counter.js';

export class SharedCounter implements HitCounter, OnApplicationShutdown {
  constructor(
    private readonly redis: RedisLink,
    private readonly memory: WindowCounter,
  ) {}

  get countedIn(): 'redis' | 'memory' {
    return this.redis.isUp ? 'redis' : 'memory';
  }

  async increment(key: string, windowMs: number, limit: number): Promise<Standing> {
    const askedAt = performance.now();
    const counted = await this.redis.count(key, windowMs, this.memory.recall(key));
    if (counted === null) return this.memory.increment(key, windowMs, limit);
    const { hits, leftMs, endsThereAt } = counted;
    const resetsAt = Math.ceil(endsThereAt / 1_000);
    // Remembered as ending no later than in Redis, or a window that is over there would be carried on from here.
    const waitedMs = Math.ceil(performance.now() - askedAt) + 1;
    this.memory.adopt(key, { hits, leftMs: leftMs - waitedMs, endsThereAt }, resetsAt);
    return standingOf(hits, limit, leftMs, resetsAt);
  }

  // By now the doors are closed: nothing is counted any more.
  onApplicationShutdown(): void {
    this.redis.close();
  }
}
