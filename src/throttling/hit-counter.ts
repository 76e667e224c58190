/** What limits are counted with: in this process's memory, or in Redis for several processes together. */
import type { ThrottlerStorage } from '@nestjs/throttler';

/** Where a caller stands in its window. Times in whole seconds. */
export interface Standing {
  totalHits: number;
  timeToExpire: number;
  isBlocked: boolean;
  timeToBlockExpire: number;
  /** Epoch seconds. */
  resetsAt: number;
}

export interface HitCounter extends ThrottlerStorage {
  increment(key: string, windowMs: number, limit: number): Promise<Standing>;
  /** Where the next hit will be counted. */
  readonly countedIn: 'redis' | 'memory';
}
