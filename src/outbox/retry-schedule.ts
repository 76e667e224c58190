/** How long to wait after each failed try, in seconds: about a day in all, then the item is dead and an operator sees it. */
const DELAYS_S = [1, 5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800];
const JITTER = 0.2;

/** Milliseconds until the next try after `attempt` tries, or null when there is none. */
export function retryDelayMs(attempt: number, random: number): number | null {
  const seconds = DELAYS_S[attempt - 1];
  if (seconds === undefined) return null;
  return Math.round(seconds * 1_000 * (1 - JITTER + 2 * JITTER * random));
}
