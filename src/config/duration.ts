/** `<n>m|h|d` within bounds, in milliseconds; null for anything else. */
const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Of a contract's time to answer: 10 minutes to 90 days. */
const [SHORTEST_MS, LONGEST_MS] = [10 * UNIT_MS.m, 90 * UNIT_MS.d];

export function durationMs(text: string, shortestMs = SHORTEST_MS, longestMs = LONGEST_MS): number | null {
  const [, count, unit] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? [];
  if (!count || !unit) return null;
  const ms = Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  return ms >= shortestMs && ms <= longestMs ? ms : null;
}
