import { once } from 'node:events';
import { setImmediate as breathe } from 'node:timers/promises';
import { Periodic } from '../../src/chores/periodic.js';
import { until } from '../until.js';

const OFTEN = { firstMs: 0, everyMs: 1 };

test('a turn comes after the last one has ended, and never two at once', async () => {
  let [turns, atOnce, mostAtOnce] = [0, 0, 0];
  const work = async () => {
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    await breathe();
    atOnce -= 1;
    turns += 1;
  };
  const chore = new Periodic(work, fail);
  chore.start(OFTEN);
  await until(
    () => turns,
    (n) => n >= 3,
  );
  await chore.stop();
  expect(mostAtOnce).toBe(1);
});

test('a turn that breaks off is told, and the next one comes nevertheless', async () => {
  const faults: string[] = [];
  let turns = 0;
  const chore = new Periodic(
    async () => {
      turns += 1;
      throw new Error(`turn ${turns}`);
    },
    ({ message }) => faults.push(message),
  );
  chore.start(OFTEN);
  await until(
    () => turns,
    (n) => n >= 2,
  );
  await chore.stop();
  expect(faults.slice(0, 2)).toEqual(['turn 1', 'turn 2']);
});

test('whoever stops it waits for the turn that runs, which hears of it; after that none comes, and no fault is told', async () => {
  let [begun, ended] = [0, 0];
  const chore = new Periodic(async (signal) => {
    begun += 1;
    await once(signal, 'abort');
    ended += 1;
    throw new Error('broken off');
  }, fail);
  chore.start(OFTEN);
  await until(
    () => begun,
    (n) => n === 1,
  );
  await chore.stop();
  expect([begun, ended]).toEqual([1, 1]);
  chore.start(OFTEN);
  await breathe();
  expect(begun).toBe(1);
});

function fail({ message }: Error): void {
  throw new Error(`no fault was expected: ${message}`);
}
