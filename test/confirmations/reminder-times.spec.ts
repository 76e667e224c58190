import { readQuietHours, readReminders } from '../../src/config/reminder-schedule.js';
import { isQuiet } from '../../src/confirmations/quiet-hours.js';
import { mayRemind, nextReminder } from '../../src/confirmations/reminder-times.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const DAY = 24 * HOUR;
const NAIROBI = ['Africa/Nairobi']; // UTC+3
const CONGO = ['Africa/Kinshasa', 'Africa/Lubumbashi']; // UTC+1 and UTC+2
const NEW_YORK = ['America/New_York'];
const LONDON = ['Europe/London'];

const rulesOf = (schedule = '6h,-2h', quiet = '21:00-07:00') => ({
  ...readReminders(schedule)!,
  quiet: readQuietHours(quiet)!,
});

/** Every reminder of a contract whose party never answers, each sent on time. */
function remindersOf(zones: string[], asked: string, expiresInMs: number, rules = rulesOf()): string[] {
  const askedAt = Date.parse(asked);
  const expiresAt = askedAt + expiresInMs;
  const found: string[] = [];
  for (let last = askedAt; ; ) {
    const next = nextReminder(rules, zones, { askedAt, expiresAt, lastTextAt: last }, last);
    if (next === null) return found;
    found.push(new Date(next).toISOString().replace(':00.000Z', 'Z'));
    last = next;
  }
}

test.each<[string, string[], string, number, string[]]>([
  ['asked in the morning', NAIROBI, '2026-11-23T05:00Z', DAY, ['2026-11-23T11:00Z', '2026-11-23T17:45Z']],
  ['six hours on it is 20:49', NAIROBI, '2026-11-23T11:49Z', DAY, ['2026-11-23T17:49Z', '2026-11-24T09:49Z']],
  ['six hours on the night is near', NAIROBI, '2026-11-23T11:50Z', DAY, ['2026-11-24T04:00Z', '2026-11-24T09:50Z']],
  ['six hours on it is night', NAIROBI, '2026-11-23T15:00Z', DAY, ['2026-11-24T04:00Z', '2026-11-24T13:00Z']],
  ['six hours on the night ends', NAIROBI, '2026-11-22T22:00Z', DAY, ['2026-11-23T04:00Z', '2026-11-23T17:45Z']],
  ['it expires at 02:00', NAIROBI, '2026-11-22T23:00Z', DAY, ['2026-11-23T05:00Z', '2026-11-23T17:45Z']],
  ['both fall into one morning', NAIROBI, '2026-11-23T14:00Z', 16 * HOUR, ['2026-11-24T04:00Z']],
  ['an hour later is Lagos', ['Africa/Lagos'], '2026-11-23T15:00Z', DAY, ['2026-11-24T06:00Z', '2026-11-24T13:00Z']],
  ['night in Lubumbashi, not in Kinshasa', CONGO, '2026-11-23T13:00Z', DAY, ['2026-11-24T06:00Z', '2026-11-24T11:00Z']],
  ['ten minutes to answer', NAIROBI, '2026-11-23T05:00Z', 10 * MINUTE, []],
  ['three hours to answer', NAIROBI, '2026-11-23T05:00Z', 3 * HOUR, []],
  ['a minute more', NAIROBI, '2026-11-23T05:00Z', 3 * HOUR + MINUTE, ['2026-11-23T06:01Z']],
  [
    'seven hours: the first is within an hour of the last',
    NAIROBI,
    '2026-11-23T05:00Z',
    7 * HOUR,
    ['2026-11-23T10:00Z'],
  ],
  ['six and a half hours', NAIROBI, '2026-11-23T05:00Z', 6.5 * HOUR, ['2026-11-23T09:30Z', '2026-11-23T11:00Z']],
  ['ninety days', NAIROBI, '2026-11-23T05:00Z', 90 * DAY, ['2026-11-23T11:00Z', '2027-02-20T17:45Z']],
  ['asked and over within a night', NAIROBI, '2026-11-23T18:30Z', 9 * HOUR, []],
  ['the night ends half an hour before', NAIROBI, '2026-11-23T18:30Z', 10 * HOUR, ['2026-11-24T04:00Z']],
  ['a minute less is too near the end', NAIROBI, '2026-11-23T18:29Z', 10 * HOUR, []],
  // New York: clocks go forward on 8 March 2026 at 07:00Z, and back on 1 November at 06:00Z.
  ['before the spring change', NEW_YORK, '2026-03-06T20:00Z', DAY, ['2026-03-07T12:00Z', '2026-03-07T18:00Z']],
  ['over the spring change', NEW_YORK, '2026-03-07T20:00Z', DAY, ['2026-03-08T11:00Z', '2026-03-08T18:00Z']],
  ['over the autumn change', NEW_YORK, '2026-10-31T20:00Z', DAY, ['2026-11-01T12:00Z', '2026-11-01T18:00Z']],
  ['back over the spring change', NEW_YORK, '2026-03-07T13:00Z', DAY, ['2026-03-07T19:00Z', '2026-03-08T11:00Z']],
  ['back into summer time', NEW_YORK, '2026-10-31T12:30Z', DAY, ['2026-10-31T18:30Z', '2026-11-01T00:45Z']],
])('%s', (_name, zones, asked, expiresInMs, times) => {
  expect(remindersOf(zones, asked, expiresInMs)).toEqual(times);
});

test.each<[string, string, string, number, string[]]>([
  ['quiet at noon', '5h,-2h', '12:00-14:00', 31 * HOUR, ['2026-11-23T11:00Z', '2026-11-24T08:45Z']],
  ['quiet until midnight', '15h', '20:00-24:00', DAY, ['2026-11-23T21:00Z']],
  ['quiet from midnight', '17h', '00:00-07:00', DAY, ['2026-11-24T04:00Z']],
  ['quiet all day', '6h,-2h', '00:00-24:00', DAY, []],
  ['quiet but for five minutes', '6h,-2h', '07:05-07:00', DAY, []],
  ['quiet but for an hour', '6h,-2h', '08:00-07:00', DAY, ['2026-11-24T04:00Z']],
  ['no schedule', 'none', '21:00-07:00', DAY, []],
  ['longer than there is time', '2d,-2d', '21:00-07:00', DAY, []],
  ['three that come together', '7h,8h,-10h', '12:00-22:00', DAY, ['2026-11-23T19:00Z']],
])('asked at 08:00 in Nairobi, %s', (_name, schedule, quiet, expiresInMs, times) => {
  expect(remindersOf(NAIROBI, '2026-11-23T05:00Z', expiresInMs, rulesOf(schedule, quiet))).toEqual(times);
});

test('nights that together fill the day leave no reminder', () => {
  const zones = ['Pacific/Kiritimati', 'Europe/London']; // fourteen hours apart
  expect(remindersOf(zones, '2026-11-23T05:00Z', 3 * DAY, rulesOf('6h,-2h', '20:00-10:00'))).toEqual([]);
});

test('the night begins and ends to the millisecond, and by the clock on the two days it is changed', () => {
  const { quiet } = rulesOf();
  const at = (time: string) => isQuiet(quiet, LONDON, Date.parse(time));
  expect([at('2026-03-28T20:59:59.999Z'), at('2026-03-28T21:00Z')]).toEqual([false, true]);
  expect([at('2026-03-29T05:59:59.999Z'), at('2026-03-29T06:00Z')]).toEqual([true, false]);
  expect([at('2026-10-24T19:59:59.999Z'), at('2026-10-24T20:00Z')]).toEqual([false, true]);
  expect([at('2026-10-25T06:59:59.999Z'), at('2026-10-25T07:00Z')]).toEqual([true, false]);
});

describe('a reminder that is due', () => {
  const span = (lastTextAt: string) => ({
    askedAt: Date.parse('2026-11-23T05:00Z'),
    expiresAt: Date.parse('2026-11-24T05:00Z'),
    lastTextAt: Date.parse(lastTextAt),
  });
  const may = (now: string, last = '2026-11-23T05:00Z') => mayRemind(rulesOf(), NAIROBI, span(last), Date.parse(now));
  const owed = (now: string, last = '2026-11-23T05:00Z') => {
    const next = nextReminder(rulesOf(), NAIROBI, span(last), Date.parse(now), true);
    return next === null ? null : new Date(next).toISOString();
  };

  test('goes also when it is late, but not in the last half hour, at night, or within an hour of another text', () => {
    expect([may('2026-11-23T11:00Z'), may('2026-11-23T16:00Z')]).toEqual([true, true]);
    expect([may('2026-11-24T04:30Z'), may('2026-11-24T04:31Z'), may('2026-11-25T10:00Z')]).toEqual([
      true,
      false,
      false,
    ]);
    expect([may('2026-11-23T17:49Z'), may('2026-11-23T17:50Z'), may('2026-11-24T03:59Z')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(may('2026-11-23T11:00Z', '2026-11-23T10:00:00.000Z')).toBe(false);
    expect(may('2026-11-23T11:00Z', '2026-11-23T09:59:59.999Z')).toBe(true);
  });

  test('waits for the morning where it is late at night, and is given up where the end is too near by then', () => {
    expect(owed('2026-11-23T19:00Z')).toBe('2026-11-24T04:00:00.000Z');
    expect(owed('2026-11-24T04:31Z')).toBeNull();
    expect(owed('2026-11-23T19:00Z', '2026-11-24T03:00Z')).toBeNull();
  });
});
