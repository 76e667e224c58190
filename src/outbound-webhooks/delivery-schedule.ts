/** When a delivery is tried again. */
import { readRetryAfter } from '../client/answers.js';

const [MINUTE_S, HOUR_S] = [60, 3_600];
/** Seconds after each failed attempt: about 75 hours in all. */
const DELAYS_S = [5, 5 * MINUTE_S, 30 * MINUTE_S, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR_S)];
const JITTER = 0.2;
// What a receiver asks for is honoured up to here: a mistaken header must not silence an endpoint for a year.
const MOST_HOLD_MS = 24 * HOUR_S * 1_000;
const HOLDING = [429, 503];

/** Milliseconds until the next attempt after so many of this round, or null when there is none. */
export function retryDelayMs(attempts: number, random: number): number | null {
  const seconds = DELAYS_S[attempts - 1];
  if (seconds === undefined) return null;
  return Math.round(seconds * 1_000 * (1 - JITTER + 2 * JITTER * random));
}

/** How long the receiver asked to be left alone; 0 when it did not. */
export function holdMs(statusCode: number | null, retryAfter: string | null, nowMs: number): number {
  if (statusCode === null || !HOLDING.includes(statusCode)) return 0;
  return Math.min(readRetryAfter(retryAfter, nowMs) ?? 0, MOST_HOLD_MS);
}
