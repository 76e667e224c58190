import { Pace } from '../../src/outbox/pace.js';

test('over ten seconds it admits as many as it should, whatever the moments it is asked at', () => {
  const pace = new Pace(50, 0);
  let admitted = 0;
  for (let now = 0; now <= 10_000; now += 37) {
    const count = pace.admits(now);
    pace.took(count);
    admitted += count;
  }
  expect(admitted).toBeGreaterThanOrEqual(0.98 * 500);
  expect(admitted).toBeLessThanOrEqual(500 + 10);
});

test('after a long rest it admits a fifth of a second’s worth at once, not all it has not used', () => {
  const pace = new Pace(50, 0);
  expect(pace.admits(3_600_000)).toBe(10);
});

test('one a second admits one, then none for a second', () => {
  const pace = new Pace(1, 0);
  expect(pace.admits(0)).toBe(1);
  pace.took(1);
  expect(pace.admits(500)).toBe(0);
  expect(pace.waitMs()).toBe(500);
  expect(pace.admits(1_000)).toBe(1);
});
