import { readEnv } from '../../src/config/env.js';
import { faultsOf } from './configurations.js';

const HOUR = 3_600_000;

test('reminders come six hours after asking and two before the end, and none between nine and seven', () => {
  const quiet = { beginMs: 21 * HOUR, endMs: 7 * HOUR };
  expect(readEnv({}).reminders).toEqual({ afterAskingMs: [6 * HOUR], beforeExpiryMs: [2 * HOUR], quiet });
});

test.each<[string, number[], number[]]>([
  ['none', [], []],
  [' 2h , -1d,3d', [2 * HOUR, 72 * HOUR], [24 * HOUR]],
  ['-60m', [], [HOUR]],
  ['120m,150m,3h,-1h,-90d', [2 * HOUR, 2.5 * HOUR, 3 * HOUR], [HOUR, 90 * 24 * HOUR]],
])('REMINDERS=%s', (text, afterAskingMs, beforeExpiryMs) => {
  expect(readEnv({ REMINDERS: text }).reminders).toMatchObject({ afterAskingMs, beforeExpiryMs });
});

test.each(['00:00-24:00', '12:00-14:00', '22:30-05:15'])('QUIET_HOURS=%s', (text) => {
  const { beginMs, endMs } = readEnv({ QUIET_HOURS: text }).reminders.quiet;
  const shown = [beginMs, endMs].map((ms) => `${String(Math.floor(ms / HOUR)).padStart(2, '0')}:`);
  expect(shown).toEqual(text.split('-').map((time) => time.slice(0, 3)));
});

test.each([
  ...['6', '119m', '-59m', '91d', '--2h', '- 2h', '6h,never', '6h;-2h', ',', 'none,6h', '2h,3h,4h,5h,6h,7h'].map(
    (value) => ['REMINDERS', value],
  ),
  ...['21-7', '21:00', '9:00-17:00', '21:00-21:00', '24:00-07:00', '21:60-07:00', '21:00-24:01', 'none'].map(
    (value) => ['QUIET_HOURS', value],
  ),
])('%s refuses %j', (name, value) => {
  expect(faultsOf({ [name!]: value! })).toMatchObject([{ name, message: expect.stringMatching(`^${name} must be `) }]);
});
