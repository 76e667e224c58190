/** Counts hits in fixed windows, in this process's memory: constant work a hit, where the library's own storage keeps each hit. */
import type { HitCounter, Standing } from './hit-counter.js';

// So many callers are remembered for certain, twice as many at most: a sweep of addresses must not fill the memory.
const REMEMBERED = 100_000;

interface Window {
  hits: number;
  /** By the clock that nobody sets. */
  endsAt: number;
  /** The same for whoever is told: epoch seconds, one moment for the whole window. */
  resetsAt: number;
  /** In epoch milliseconds by the clock of Redis; 0 where Redis does not count it. */
  endsThereAt: number;
}

/** A window as it is now: 0 hits and 0 ms left for a key that has none. */
export interface Recalled {
  readonly hits: number;
  readonly leftMs: number;
  readonly endsThereAt: number;
}

export const NOTHING: Recalled = { hits: 0, leftMs: 0, endsThereAt: 0 };

export class WindowCounter implements HitCounter {
  readonly countedIn = 'memory';
  private latest = new Map<string, Window>();
  private earlier = new Map<string, Window>();

  // Whole milliseconds: the sum and difference of fractions would now and then make 61 seconds of a minute.
  constructor(private readonly clock: () => number = () => Math.floor(performance.now())) {}

  /** Times in whole seconds, never 0: who waits that long meets a new window. */
  async increment(key: string, windowMs: number, limit: number): Promise<Standing> {
    const now = this.clock();
    const window = this.findOpen(key, now) ?? freshWindow(now, windowMs);
    window.hits++;
    this.remember(key, window);
    return standingOf(window.hits, limit, window.endsAt - now, window.resetsAt);
  }

  recall(key: string): Recalled {
    const now = this.clock();
    const window = this.findOpen(key, now);
    return window ? { ...window, leftMs: window.endsAt - now } : NOTHING;
  }

  /** Takes over a window that another counter keeps. */
  adopt(key: string, { hits, leftMs, endsThereAt }: Recalled, resetsAt: number): void {
    this.remember(key, { hits, endsAt: this.clock() + leftMs, resetsAt, endsThereAt });
  }

  private findOpen(key: string, now: number): Window | null {
    const known = this.latest.get(key) ?? this.earlier.get(key);
    return known && known.endsAt > now ? known : null;
  }

  private remember(key: string, window: Window): void {
    // A map that is emptied key by key gets slow; a whole one is dropped at once.
    if (this.latest.size >= REMEMBERED && !this.latest.has(key)) [this.earlier, this.latest] = [this.latest, new Map()];
    this.latest.set(key, window);
  }
}

export function standingOf(totalHits: number, limit: number, leftMs: number, resetsAt: number): Standing {
  const isBlocked = totalHits > limit;
  const timeToExpire = Math.max(1, Math.ceil(leftMs / 1_000));
  return { totalHits, timeToExpire, isBlocked, timeToBlockExpire: isBlocked ? timeToExpire : 0, resetsAt };
}

function freshWindow(now: number, windowMs: number): Window {
  return { hits: 0, endsAt: now + windowMs, resetsAt: epochSeconds(windowMs), endsThereAt: 0 };
}

const epochSeconds = (inMs: number): number => Math.ceil((Date.now() + inMs) / 1_000);
