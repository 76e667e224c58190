/** How long to wait after each failed try, in seconds: about a day in all, then the item is dead and an operator sees it. */
export const DAY_LONG: readonly number[] = [1, 5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800];
const JITTER = 0.2;

/** A fifth more or less, so that what failed together does not come back together. */
export const jittered = (ms: number, random: number): number => Math.round(ms * (1 - JITTER + 2 * JITTER * random));

/** Milliseconds until the next try after so many failures, or null when there is none. */
export function retryDelayMs(schedule: readonly number[], failures: number, random: number): number | null {
  const seconds = schedule[failures - 1];
  return seconds === undefined ? null : jittered(seconds * 1_000, random);
}
