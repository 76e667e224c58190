import { CircuitBreaker } from '../../src/outbox/circuit-breaker.js';

const MIDDLE = 0.5; // no jitter

function fail(breaker: CircuitBreaker, times: number, now = 0): boolean[] {
  return Array.from({ length: times }, () => breaker.failed(now, MIDDLE));
}

test('four failures in a row are borne, the fifth opens it; a success between them starts the count anew', () => {
  const breaker = new CircuitBreaker();
  expect(fail(breaker, 4)).toEqual([false, false, false, false]);
  breaker.succeeded();
  expect(fail(breaker, 5)).toEqual([false, false, false, false, true]);
  expect(breaker.isOpen).toBe(true);
});

test('open, it admits nothing for a second, then one', () => {
  const breaker = new CircuitBreaker();
  fail(breaker, 5);
  expect(breaker.admits(64, 999)).toBe(0);
  expect(breaker.waitMs(400)).toBe(600);
  expect(breaker.admits(64, 1_000)).toBe(1);
  breaker.took(1);
  expect(breaker.admits(63, 1_000)).toBe(0);
});

test('each probe that fails makes the next pause longer, up to half a minute', () => {
  const breaker = new CircuitBreaker();
  fail(breaker, 5);
  const pauses: number[] = [];
  for (let now = 1_000, n = 0; n < 8; n++) {
    breaker.took(breaker.admits(64, now));
    breaker.failed(now, MIDDLE);
    pauses.push(breaker.waitMs(now));
    now += breaker.waitMs(now);
  }
  expect(pauses).toEqual([2_000, 5_000, 10_000, 20_000, 30_000, 30_000, 30_000, 30_000]);
});

test('a probe that comes through opens the door to all', () => {
  const breaker = new CircuitBreaker();
  fail(breaker, 5);
  breaker.took(breaker.admits(64, 1_000));
  expect(breaker.succeeded()).toBe(true);
  expect(breaker.admits(64, 1_000)).toBe(64);
  expect(breaker.succeeded()).toBe(false);
});

test('failures of what was on its way when it opened do not make the pause longer', () => {
  const breaker = new CircuitBreaker();
  fail(breaker, 60);
  expect(breaker.waitMs(0)).toBe(1_000);
});

test('a pause the carrier asks for holds even before it opens', () => {
  const breaker = new CircuitBreaker();
  breaker.failed(0, MIDDLE, 30_000);
  expect(breaker.isOpen).toBe(false);
  expect(breaker.admits(64, 29_999)).toBe(0);
  expect(breaker.admits(64, 30_000)).toBe(64);
});

test('a probe of which nothing was learned lets another go', () => {
  const breaker = new CircuitBreaker();
  fail(breaker, 5);
  breaker.took(breaker.admits(64, 1_000));
  breaker.released();
  expect(breaker.admits(64, 1_000)).toBe(1);
});
