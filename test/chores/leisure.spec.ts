import { atLeisure, restAfter } from '../../src/chores/leisure.js';

const never = () => new AbortController().signal;

test('long work goes on part by part until nothing is left, resting nine times as long as a part took', async () => {
  const began = performance.now();
  let [left, workedMs] = [3, 0];
  await atLeisure(never(), async () => {
    const partBegan = performance.now();
    while (performance.now() - partBegan < 5);
    left -= 1;
    if (left > 0) workedMs += performance.now() - partBegan;
    return left > 0;
  });
  expect(left).toBe(0);
  expect(performance.now() - began).toBeGreaterThan(9 * workedMs);
});

test('it rests five times as long while there is other work', async () => {
  let isResting = true;
  const work = () => void (isResting && setImmediate(work)); // never idle
  work();
  const began = performance.now();
  await restAfter(1, never());
  isResting = false;
  expect(performance.now() - began).toBeGreaterThan(5 * 9);
});

test('long work that is stopped ends the part it is at, and does not sit out its rest', async () => {
  const stopped = new AbortController();
  const parts: string[] = [];
  await atLeisure(stopped.signal, async () => {
    parts.push('begun');
    stopped.abort();
    await new Promise((resolve) => setTimeout(resolve, 5));
    parts.push('ended');
    return true;
  });
  expect(parts).toEqual(['begun', 'ended']);
});
