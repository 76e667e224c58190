/** When parties are reminded, and when it is night: read from REMINDERS and QUIET_HOURS. */
import { durationMs } from './duration.js';
import { split } from './env-kinds.js';

export interface ReminderSchedule {
  readonly afterAskingMs: readonly number[];
  readonly beforeExpiryMs: readonly number[];
}

/** Milliseconds since local midnight; a beginning after the end means over midnight, 00:00-24:00 the whole day. */
export interface QuietHours {
  readonly beginMs: number;
  readonly endMs: number;
}

export interface ReminderRules extends ReminderSchedule {
  readonly quiet: QuietHours;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const LONGEST_MS = 90 * DAY_MS;
// An hour must have passed since the invitation, and half an hour must be left: what is nearer would never be sent.
const AFTER_ASKING_MS = 2 * HOUR_MS;
const BEFORE_EXPIRY_MS = HOUR_MS;
const AT_MOST = 5;

/** Null for anything that is no schedule. */
export function readReminders(text: string): ReminderSchedule | null {
  const items = text === 'none' ? [] : split(text);
  const isBefore = (item: string) => item.startsWith('-');
  const before = items.filter(isBefore).map((item) => durationMs(item.slice(1), BEFORE_EXPIRY_MS, LONGEST_MS));
  const after = items.filter((item) => !isBefore(item)).map((item) => durationMs(item, AFTER_ASKING_MS, LONGEST_MS));
  const isReadable = items.length > 0 || text === 'none';
  if (!isReadable || items.length > AT_MOST || [...before, ...after].includes(null)) return null;
  return { afterAskingMs: after as number[], beforeExpiryMs: before as number[] };
}

/** Null for anything that is no span of a day. */
export function readQuietHours(text: string): QuietHours | null {
  const [, begin, end] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text) ?? [];
  const [beginMs, endMs] = [timeOfDay(begin), timeOfDay(end)];
  const isSpan = beginMs !== null && endMs !== null && beginMs !== endMs && beginMs < DAY_MS;
  return isSpan ? { beginMs, endMs } : null;
}

function timeOfDay(text = ''): number | null {
  const [hours, minutes] = text.split(':').map(Number) as [number, number];
  const ms = hours * HOUR_MS + minutes * MINUTE_MS;
  return minutes < 60 && ms <= DAY_MS ? ms : null;
}
