import { WindowCounter } from '../../src/throttling/window-counter.js';

const MINUTE = 60_000;
const START = Date.parse('2026-11-22T10:00:00.000Z');

/** A counter whose time is told. */
function counterAt(start: number) {
  let now = start;
  const counter = new WindowCounter(() => now);
  const hit = (key = 'anybody', limit = 3, windowMs = MINUTE) => counter.increment(key, windowMs, limit);
  const at = (moment: number) => {
    now = moment;
  };
  return { hit, at };
}

test('exactly as many hits pass as the limit says, and hits that are blocked go on counting', async () => {
  const { hit } = counterAt(START);
  const seen = [];
  for (let i = 0; i < 5; i++) seen.push(await hit());
  expect(seen.map(({ totalHits, isBlocked }) => [totalHits, isBlocked])).toEqual([
    [1, false],
    [2, false],
    [3, false],
    [4, true],
    [5, true],
  ]);
});

test('the window is fixed: it ends a minute after its first hit, however many follow', async () => {
  const { hit, at } = counterAt(START);
  const left = [];
  for (const second of [0, 1, 30, 59]) {
    at(START + second * 1_000);
    left.push((await hit()).timeToExpire);
  }
  expect(left).toEqual([60, 59, 30, 1]);
});

test('the last millisecond still counts, the next begins anew with the whole limit', async () => {
  const { hit, at } = counterAt(START);
  for (let i = 0; i < 4; i++) await hit();
  at(START + MINUTE - 1);
  expect(await hit()).toMatchObject({ totalHits: 5, isBlocked: true });
  at(START + MINUTE);
  expect(await hit()).toMatchObject({ totalHits: 1, timeToExpire: 60, isBlocked: false, timeToBlockExpire: 0 });
});

test('the moment it begins anew is told as one, in epoch seconds, for the whole window', async () => {
  const { hit, at } = counterAt(START);
  const told = [];
  for (const ms of [0, 1, 999, 1_001, 30_500, 59_999]) {
    at(START + ms);
    told.push((await hit()).resetsAt);
  }
  expect(new Set(told).size).toBe(1);
  expect(Math.abs(told[0]! * 1_000 - Date.now() - MINUTE)).toBeLessThan(5_000);
});

test('one key says nothing of another', async () => {
  const { hit } = counterAt(START);
  for (let i = 0; i < 4; i++) await hit('create 203.0.113.1');
  for (const key of ['create 203.0.113.2', 'others 203.0.113.1', '__proto__', 'constructor', '']) {
    expect(await hit(key)).toMatchObject({ totalHits: 1, isBlocked: false });
  }
  expect(await hit('create 203.0.113.1')).toMatchObject({ totalHits: 5, isBlocked: true });
});

test('windows of different keys end at different times', async () => {
  const { hit, at } = counterAt(START);
  await hit('early');
  at(START + 40_000);
  await hit('late');
  at(START + MINUTE);
  expect(await hit('early')).toMatchObject({ totalHits: 1, timeToExpire: 60 });
  expect(await hit('late')).toMatchObject({ totalHits: 2, timeToExpire: 40 });
});

test.each([
  [0, 60],
  [1, 60],
  [999, 60],
  [1_000, 59],
  [58_999, 2],
  [59_000, 1],
  [59_001, 1],
  [59_999, 1],
])('after %i ms there are %i whole seconds to wait: never 0, and never too few', async (ms, seconds) => {
  const { hit, at } = counterAt(START);
  await hit('anybody', 1);
  at(START + ms);
  const blocked = await hit('anybody', 1);
  expect(blocked).toMatchObject({ isBlocked: true, timeToExpire: seconds, timeToBlockExpire: seconds });
  at(START + ms + seconds * 1_000);
  expect(await hit('anybody', 1)).toMatchObject({ isBlocked: false });
});

test('a limit that changes is judged as it now is', async () => {
  const { hit } = counterAt(START);
  await hit('anybody', 2);
  expect(await hit('anybody', 1)).toMatchObject({ totalHits: 2, isBlocked: true });
  expect(await hit('anybody', 3)).toMatchObject({ totalHits: 3, isBlocked: false });
});

test('of 300,000 callers within a window the latest 100,000 are remembered and the oldest forgotten', async () => {
  const { hit } = counterAt(START);
  for (let i = 0; i < 300_000; i++) await hit(`address ${i}`, 1);
  for (const known of [299_999, 250_000, 200_000]) {
    expect(await hit(`address ${known}`, 1)).toMatchObject({ totalHits: 2, isBlocked: true });
  }
  for (const forgotten of [99_999, 50_000, 0]) {
    expect(await hit(`address ${forgotten}`, 1)).toMatchObject({ totalHits: 1, isBlocked: false });
  }
});

test('a window that has ended takes no place from one that goes on', async () => {
  const { hit, at } = counterAt(START);
  for (let i = 0; i < 99_999; i++) await hit(`early ${i}`);
  at(START + 30_000);
  await hit('steady');
  at(START + MINUTE);
  for (let i = 0; i < 99_999; i++) await hit(`late ${i}`);
  expect(await hit('steady')).toMatchObject({ totalHits: 2, timeToExpire: 30 });
});

test('by the clock it has of itself a minute is never 61 seconds', async () => {
  const counter = new WindowCounter();
  for (let i = 0; i < 20_000; i++) {
    expect((await counter.increment(`caller ${i}`, MINUTE, 1)).timeToExpire).toBe(60);
  }
});
