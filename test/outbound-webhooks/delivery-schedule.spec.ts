import { holdMs, retryDelayMs } from '../../src/outbound-webhooks/delivery-schedule.js';
import { EVENT_TYPES, wants } from '../../src/outbound-webhooks/event-types.js';

const HOUR_MS = 3_600_000;

test('ten attempts are spread over about 75 hours, each a fifth earlier or later', () => {
  const total = (random: number) => {
    let [sum, attempts] = [0, 1];
    for (let delay = retryDelayMs(1, random); delay !== null; delay = retryDelayMs(attempts, random)) {
      sum += delay;
      attempts += 1;
    }
    return [attempts, Math.round(sum / HOUR_MS)];
  };
  expect([total(0), total(0.5), total(1)]).toEqual([
    [10, 60],
    [10, 76],
    [10, 91],
  ]);
  expect(retryDelayMs(1, 0.5)).toBe(5_000);
});

test.each([
  [429, '120', 120_000],
  [503, '120', 120_000],
  [503, 'Thu, 01 Jan 1970 00:01:00 GMT', 60_000],
  [503, '31536000', 24 * HOUR_MS],
  [429, null, 0],
  [429, 'soon', 0],
  [429, '-5', 0],
  [500, '120', 0],
  [200, '120', 0],
  [null, '120', 0],
])('an answer %j with Retry-After %j holds for %i ms', (status, header, hold) => {
  expect(holdMs(status, header, 0)).toBe(hold);
});

test('without a filter everything is wanted but checkpoints; with one, what it names', () => {
  expect(EVENT_TYPES.filter((type) => !wants(null, type))).toEqual(['log.checkpoint']);
  expect(wants(null, 'a.type.of.tomorrow')).toBe(true);
  expect(EVENT_TYPES.filter((type) => wants('message.failed log.checkpoint', type))).toEqual([
    ...['message.failed', 'log.checkpoint'],
  ]);
});
