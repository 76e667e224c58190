/** Counts hits in fixed windows, in this process's memory: constant work a hit, where the library's own storage keeps each hit. */
import type { ThrottlerStorage } from '@nestjs/throttler';

// So many callers are remembered for certain, twice as many at most: a sweep of addresses must not fill the memory.
const REMEMBERED = 100_000;

interface Window {
  hits: number;
  /** By the clock that nobody sets. */
  endsAt: number;
  /** The same for whoever is told: epoch seconds, one moment for the whole window. */
  resetsAt: number;
}

export class WindowCounter implements ThrottlerStorage {
  private latest = new Map<string, Window>();
  private earlier = new Map<string, Window>();

  // Whole milliseconds: the sum and difference of fractions would now and then make 61 seconds of a minute.
  constructor(private readonly clock: () => number = () => Math.floor(performance.now())) {}

  /** Times in whole seconds, never 0: who waits that long meets a new window. */
  async increment(key: string, windowMs: number, limit: number) {
    const now = this.clock();
    const window = this.windowOf(key, now, windowMs);
    window.hits++;
    const isBlocked = window.hits > limit;
    const timeToExpire = Math.ceil((window.endsAt - now) / 1_000);
    const timeToBlockExpire = isBlocked ? timeToExpire : 0;
    return { totalHits: window.hits, timeToExpire, isBlocked, timeToBlockExpire, resetsAt: window.resetsAt };
  }

  private windowOf(key: string, now: number, windowMs: number): Window {
    const recent = this.latest.get(key);
    if (recent && recent.endsAt > now) return recent;
    const known = recent ?? this.earlier.get(key);
    const isOver = !known || known.endsAt <= now;
    const window = isOver ? { hits: 0, endsAt: now + windowMs, resetsAt: epochSeconds(windowMs) } : known;
    // A map that is emptied key by key gets slow; a whole one is dropped at once.
    if (!recent && this.latest.size >= REMEMBERED) [this.earlier, this.latest] = [this.latest, new Map()];
    this.latest.set(key, window);
    return window;
  }
}

const epochSeconds = (inMs: number): number => Math.ceil((Date.now() + inMs) / 1_000);
