/** When it is night, by the clocks of one or several time zones: it is as soon as it is in one of them. */
import type { QuietHours } from '../config/reminder-schedule.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
// Clocks are put forward and back at a quarter of an hour (UTC) everywhere: within one they only run.
const QUARTER_MS = 15 * MINUTE_MS;
const KEPT_QUARTERS = 10_000; // of each zone; 90 days are 8,640

const clocks = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();

export function isQuiet(hours: QuietHours, zones: readonly string[], at: number): boolean {
  return zones.some((zone) => isWithin(hours, timeOfDay(zone, at)));
}

/** The first moment from `at` on when it is night nowhere; null where that never comes. */
export function endOfQuiet(hours: QuietHours, zones: readonly string[], at: number): number | null {
  for (let from = at; from <= at + DAY_MS; ) {
    const leftMs = Math.max(...zones.map((zone) => leftOf(hours, timeOfDay(zone, from))));
    if (leftMs === 0) return from;
    from = Math.min(from + leftMs, quarterOf(from) + QUARTER_MS);
  }
  return null;
}

/** When the night that lasts at `at` began; null where there is no day before it. */
export function beginOfQuiet(hours: QuietHours, zones: readonly string[], at: number): number | null {
  for (let until = at + 1; until >= at - DAY_MS; ) {
    const last = until - 1;
    const goneMs = Math.max(...zones.map((zone) => goneOf(hours, timeOfDay(zone, last))));
    if (goneMs === 0) return until;
    until = Math.max(until - goneMs, quarterOf(last));
  }
  return null;
}

const isWithin = ({ beginMs, endMs }: QuietHours, timeMs: number): boolean =>
  beginMs < endMs ? timeMs >= beginMs && timeMs < endMs : timeMs >= beginMs || timeMs < endMs;

/** How long the night still lasts, by the clock; 0 by day. */
const leftOf = (hours: QuietHours, timeMs: number): number =>
  isWithin(hours, timeMs) ? (hours.endMs - timeMs + DAY_MS) % DAY_MS || DAY_MS : 0;

/** How long it has lasted with this millisecond; 0 by day. */
const goneOf = (hours: QuietHours, timeMs: number): number =>
  isWithin(hours, timeMs) ? ((timeMs - hours.beginMs + DAY_MS) % DAY_MS) + 1 : 0;

const quarterOf = (at: number): number => Math.floor(at / QUARTER_MS) * QUARTER_MS;

const timeOfDay = (zone: string, at: number): number => (((at + offsetOf(zone, at)) % DAY_MS) + DAY_MS) % DAY_MS;

/** Milliseconds that the zone is ahead of UTC, within a day. Asking Intl costs a hundred times what remembering does. */
function offsetOf(zone: string, at: number): number {
  const quarter = quarterOf(at);
  const known = offsets.get(zone) ?? new Map<number, number>();
  const found = known.get(quarter);
  if (found !== undefined) return found;
  if (known.size >= KEPT_QUARTERS) known.clear();
  const [hours = 0, minutes = 0] = clockOf(zone).format(quarter).split(':').map(Number);
  const offset = (hours * 60 + minutes) * MINUTE_MS - (quarter % DAY_MS);
  offsets.set(zone, known.set(quarter, offset));
  return offset;
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const options = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat('en-GB', options);
  clocks.set(timeZone, clock);
  return clock;
}
