/** Variables of what reminds a party that has not answered, and of when nobody is woken. */
import * as kind from './env-kinds.js';
import { row } from './env-row.js';
import { readQuietHours, readReminders } from './reminder-schedule.js';

export const reminders = {
  REMINDERS: row(
    kind
      .text(
        'none, or a comma list of at most five times such as 6h (after being asked, from 2h) and -2h (before the expiry, from 1h)',
        (value) => readReminders(value) !== null,
      )
      .default('6h,-2h'),
    'when who has not answered is reminded; with a minus before the expiry; or none',
    '6h,-2h',
  ),
  QUIET_HOURS: row(
    kind
      .text('two different times of day such as 21:00-07:00', (value) => readQuietHours(value) !== null)
      .default('21:00-07:00'),
    "times of day when no reminder leaves, by the party's own clock",
    '21:00-07:00',
  ),
};
