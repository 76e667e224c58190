/** When a party that has not answered is reminded: pure, by day only, and never hard upon another text or the end. */
import type { QuietHours, ReminderRules } from '../config/reminder-schedule.js';
import { REMINDER_LEAVES_WITHIN_MS } from '../messaging/reminder-age.js';
import { beginOfQuiet, endOfQuiet, isQuiet } from './quiet-hours.js';

/** Milliseconds since the epoch. */
export interface AskedSpan {
  askedAt: number;
  expiresAt: number;
  /** When the party was last invited or reminded. */
  lastTextAt: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const APART_MS = 60 * MINUTE_MS;
const BEFORE_END_MS = 30 * MINUTE_MS;
// Moved back before a night: the worker may come a little later, and must still come by day.
const BEFORE_NIGHT_MS = 5 * MINUTE_MS;

/**
 * The next time after `now`, or null when none is left.
 *
 * @param isOwed an earlier one could not be sent at its time: at night it waits for the morning
 */
export function nextReminder(
  rules: ReminderRules,
  zones: readonly string[],
  span: AskedSpan,
  now: number,
  isOwed = false,
): number | null {
  const { afterAskingMs, beforeExpiryMs } = rules;
  const quiet = eveningToo(rules.quiet);
  const times = [
    ...afterAskingMs.map((ms) => endOfQuiet(quiet, zones, span.askedAt + ms)),
    ...beforeExpiryMs.map((ms) => byDayBefore(quiet, zones, span.expiresAt - ms)),
    isOwed ? endOfQuiet(quiet, zones, now) : null,
  ];
  const left = times.filter((at): at is number => at !== null && at > now && isFree(span, at));
  return left.length > 0 ? Math.min(...left) : null;
}

/** Whether a reminder that is due, or overdue, may go now. */
export const mayRemind = (rules: ReminderRules, zones: readonly string[], span: AskedSpan, now: number): boolean =>
  isFree(span, now) && !isQuiet(eveningToo(rules.quiet), zones, now);

const isFree = ({ expiresAt, lastTextAt }: AskedSpan, at: number): boolean =>
  at > lastTextAt + APART_MS && at <= expiresAt - BEFORE_END_MS;

function byDayBefore(quiet: QuietHours, zones: readonly string[], at: number): number | null {
  if (!isQuiet(quiet, zones, at)) return at;
  const night = beginOfQuiet(quiet, zones, at);
  const before = night === null ? null : night - BEFORE_NIGHT_MS;
  return before === null || isQuiet(quiet, zones, before) ? null : before;
}

/** A text that leaves late must not come at night: the night begins so much earlier for what is yet to be queued. */
function eveningToo({ beginMs, endMs }: QuietHours): QuietHours {
  const dayMs = (beginMs - endMs + DAY_MS) % DAY_MS;
  if (dayMs <= REMINDER_LEAVES_WITHIN_MS) return { beginMs: 0, endMs: DAY_MS };
  return { beginMs: (beginMs - REMINDER_LEAVES_WITHIN_MS + DAY_MS) % DAY_MS, endMs };
}
