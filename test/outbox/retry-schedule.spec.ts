import fc from 'fast-check';
import { DAY_LONG, retryDelayMs as delayMs } from '../../src/outbox/retry-schedule.js';

/** Seconds, written out a second time on purpose: a change of the schedule is a decision. */
const SCHEDULE = [1, 5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800];
const MIDDLE = 0.5;
const retryDelayMs = (failures: number, random: number) => delayMs(DAY_LONG, failures, random);

test.each(SCHEDULE.map((seconds, i) => [i + 1, seconds]))(
  'after try %d the next follows in about %d s',
  (attempt, s) => {
    expect(retryDelayMs(attempt, MIDDLE)).toBe(s * 1_000);
  },
);

test('after the twelfth try there is no other', () => {
  expect(retryDelayMs(SCHEDULE.length + 1, MIDDLE)).toBeNull();
  expect(retryDelayMs(1_000, MIDDLE)).toBeNull();
});

test('all tries together take about a day: longer than most outages, shorter than an invitation is of use', () => {
  const hours = SCHEDULE.reduce((sum, seconds) => sum + seconds, 0) / 3_600;
  expect(hours).toBeGreaterThan(23);
  expect(hours).toBeLessThan(25);
});

test('chance moves a delay by at most a fifth, so that what failed together does not come back together', () => {
  const attempts = fc.integer({ min: 1, max: SCHEDULE.length });
  const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(attempts, chances, (attempt, chance) => {
      const delay = retryDelayMs(attempt, chance)!;
      const middle = SCHEDULE[attempt - 1]! * 1_000;
      expect(Number.isInteger(delay)).toBe(true);
      expect(Math.abs(delay - middle)).toBeLessThanOrEqual(middle * 0.2 + 1);
    }),
  );
  expect(retryDelayMs(3, 0)).toBe(24_000);
  expect(retryDelayMs(3, 1)).toBe(36_000);
});
