/** Counts hits in fixed windows, in this process's memory: constant work a hit, where the library's own storage keeps each hit. */
import type { ThrottlerStorage } from '@nestjs/throttler';

// Beyond so many callers at once the oldest are forgotten: a sweep of addresses must not fill the memory.
const MAX_KEYS = 100_000;

interface Window {
  hits: number;
  endsAt: number;
}

export class WindowCounter implements ThrottlerStorage {
  private readonly windows = new Map<string, Window>();

  constructor(private readonly clock: () => number = Date.now) {}

  /** Times in whole seconds, never 0: who waits that long meets a new window. */
  async increment(key: string, windowMs: number, limit: number) {
    const now = this.clock();
    const window = this.windowOf(key, now, windowMs);
    window.hits++;
    const isBlocked = window.hits > limit;
    const timeToExpire = Math.ceil((window.endsAt - now) / 1_000);
    return { totalHits: window.hits, timeToExpire, isBlocked, timeToBlockExpire: isBlocked ? timeToExpire : 0 };
  }

  private windowOf(key: string, now: number, windowMs: number): Window {
    const known = this.windows.get(key);
    if (known && known.endsAt > now) return known;
    this.windows.delete(key); // a new one goes to the end: the map stays in the order in which windows end
    this.forgetEnded(now);
    const window = { hits: 0, endsAt: now + windowMs };
    this.windows.set(key, window);
    return window;
  }

  private forgetEnded(now: number): void {
    for (const [key, { endsAt }] of this.windows) {
      if (endsAt > now && this.windows.size < MAX_KEYS) return;
      this.windows.delete(key);
    }
  }
}
