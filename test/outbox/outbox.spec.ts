import type { Settlement } from '../../src/outbox/outbox.service.js';
import { OutboxItem } from '../../src/persistence/outbox.entities.js';
import { onEveryEngine } from '../persistence/engines.js';
import { until } from '../until.js';
import { PAST, setStage, type Try } from './stage.js';

const TOPIC = 'test';
const LAST_TRY = 12;

onEveryEngine((freshPlace) => {
  const { run, startWorker, add, rows, rowWhen, untilEmpty, change } = setStage(freshPlace);

  test('what is added leaves at once, and is gone when it is done', async () => {
    const { outbox, payloads } = startWorker(() => ({ state: 'done' }));
    for (const payload of ['a', 'b', 'c']) await add(payload, payload, outbox);
    await untilEmpty();
    expect(payloads().sort()).toEqual(['a', 'b', 'c']);
  });

  test('what was ordered by a transaction that rolled back never leaves', async () => {
    const { outbox, tries } = startWorker(() => ({ state: 'done' }));
    const item = { topic: TOPIC, orderKey: 'k', payload: 'never', accountId: null, now: new Date() };
    const rolledBack = run(async (tx) => {
      await outbox.add(tx, item);
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    await add('later', 'later', outbox);
    await untilEmpty();
    expect(tries.map(({ payload }) => payload)).toEqual(['later']);
  });

  test('items of one key leave one after the other in the order they were added; other keys do not wait', async () => {
    for (const payload of ['a1', 'a2', 'a3']) await add(payload, 'a');
    await add('b1', 'b');
    const { tries, taken, payloads } = startWorker();
    await taken(2);
    expect(payloads().sort()).toEqual(['a1', 'b1']);
    tries.find(({ payload }) => payload === 'a1')!.settle({ state: 'done' });
    await taken(3);
    expect(payloads()[2]).toBe('a2');
    tries[2]!.settle({ state: 'done' });
    await taken(4);
    expect(payloads()[3]).toBe('a3');
  });

  test('an item that must be tried again holds up its own key, and nobody else’s', async () => {
    for (const payload of ['a1', 'a2']) await add(payload, 'a');
    await add('b1', 'b');
    const { payloads, taken } = startWorker(({ payload, attempt }) =>
      payload === 'a1' && attempt === 1 ? { state: 'retry', error: 'busy' } : { state: 'done' },
    );
    await taken(2);
    const waiting = await until(rows, (left) => left.length === 2 && left[0]!.worker === null);
    expect(waiting.map(({ payload }) => payload)).toEqual(['a1', 'a2']);
    await untilEmpty(); // the schedule's first delay is a second
    expect(payloads().filter((payload) => payload !== 'b1')).toEqual(['a1', 'a1', 'a2']);
  });

  test('a thousand items of a hundred keys leave once each, each key in order, with two workers at it', async () => {
    const keys = Array.from({ length: 100 }, (_, i) => `k${i}`);
    for (let n = 0; n < 10; n++) await Promise.all(keys.map((key) => add(`${key} ${n}`, key)));
    const log: string[] = [];
    const note = ({ payload }: Try): Settlement => {
      log.push(payload);
      return { state: 'done' };
    };
    startWorker(note);
    startWorker(note);
    await until(rows, (left) => left.length === 0, 30_000);
    expect(log).toHaveLength(1_000);
    for (const key of keys)
      expect(log.filter((payload) => payload.startsWith(`${key} `))).toEqual(
        Array.from({ length: 10 }, (_, n) => `${key} ${n}`),
      );
  }, 60_000);

  test('a failed try comes again when the schedule says, and keeps its reason', async () => {
    await add('a', 'a');
    startWorker(() => ({ state: 'retry', error: `carrier ${'x'.repeat(300)}` }));
    const startedAt = Date.now();
    const row = await rowWhen(({ attempt, worker }) => attempt === 1 && worker === null);
    expect(row).toMatchObject({ status: 'waiting', lease_until: null });
    expect(row.last_error).toMatch(/^carrier x{192}$/);
    expect(Date.parse(row.due_at) - startedAt).toBeGreaterThanOrEqual(800);
    expect(Date.parse(row.due_at) - Date.now()).toBeLessThanOrEqual(1_200);
    await change({ failures: 4, due_at: PAST });
    const later = await rowWhen(({ failures, worker }) => failures === 5 && worker === null);
    expect(Date.parse(later.due_at) - Date.now()).toBeGreaterThan(400_000);
  });

  test('a handler that names a longer delay gets it', async () => {
    await add('a', 'a');
    startWorker(() => ({ state: 'retry', retryAfterMs: 3_600_000 }));
    const row = await rowWhen(({ attempt, worker }) => attempt === 1 && worker === null);
    expect(Date.parse(row.due_at) - Date.now()).toBeGreaterThan(3_500_000);
  });

  test('after the last try an item is dead: told to whoever records it, kept for the operator, never tried again', async () => {
    await add('a1', 'a');
    await add('a2', 'a');
    await run((tx) => tx.update(OutboxItem, { payload: 'a1' }, { failures: LAST_TRY - 2 }));
    const told: boolean[] = [];
    const record = async (_: unknown, isDead: boolean) => void told.push(isDead);
    const { payloads } = startWorker(({ payload }) =>
      payload === 'a1' ? { state: 'retry', error: 'still down', record } : { state: 'done' },
    );
    await rowWhen(({ failures, worker }) => failures === LAST_TRY - 1 && worker === null);
    expect(told).toEqual([false]);
    await run((tx) => tx.update(OutboxItem, { payload: 'a1' }, { due_at: PAST }));
    const dead = await rowWhen(({ status }) => status === 'dead');
    expect(dead).toMatchObject({ failures: LAST_TRY, last_error: 'still down', worker: null, lease_until: null });
    expect(told).toEqual([false, true]);
    await until(payloads, (seen) => seen.includes('a2')); // a dead item holds nobody up
    expect(payloads()).toEqual(['a1', 'a1', 'a2']);
  });

  test('a parked item holds nobody up, and comes back when it was to, counted as interrupted', async () => {
    await add('a1', 'a');
    await add('a2', 'a');
    const { tries, payloads } = startWorker(({ payload, status }) =>
      payload === 'a1' && status === 'waiting'
        ? { state: 'parked', error: 'may have been sent', retryAfterMs: 3_600_000 }
        : { state: 'done' },
    );
    const [left] = await until(rows, (seen) => seen.length === 1);
    expect(left).toMatchObject({ payload: 'a1', status: 'parked', last_error: 'may have been sent', worker: null });
    expect(Date.parse(left!.due_at) - Date.now()).toBeGreaterThan(3_500_000);
    expect(payloads()).toEqual(['a1', 'a2']);
    await change({ due_at: PAST });
    await untilEmpty();
    expect(tries.at(-1)).toMatchObject({ payload: 'a1', status: 'parked', interruptions: 1 });
  });

  test('a fault that is nobody’s item costs it no try; after three days it is dead all the same', async () => {
    await add('a', 'a');
    await change({ failures: LAST_TRY - 1 });
    startWorker(() => ({ state: 'retry', isOutage: true, error: 'the carrier is away' }));
    const row = await rowWhen(({ attempt, worker }) => attempt === 1 && worker === null);
    expect(row).toMatchObject({ status: 'waiting', failures: LAST_TRY - 1 });
    await change({ due_at: PAST, created_at: new Date(Date.now() - 73 * 3_600_000).toISOString() });
    expect(await rowWhen(({ status }) => status === 'dead')).toMatchObject({ last_error: 'the carrier is away' });
  });

  test('while the carrier is away one item at a time tries, and once one came through the others follow', async () => {
    for (let n = 0; n < 30; n++) await add(`t${n}`);
    let isAway = true;
    const { worker, tries } = startWorker(
      () => (isAway ? { state: 'retry', isOutage: true, error: 'away' } : { state: 'done' }),
      { atOnce: 6 },
    );
    await until(
      () => worker.listHalted(),
      (halted) => halted.length === 1,
    );
    const before = tries.length;
    await until(
      () => tries,
      (seen) => seen.length > before,
    );
    expect(tries.length).toBeLessThanOrEqual(before + 2);
    isAway = false;
    await untilEmpty();
    expect(worker.listHalted()).toEqual([]);
  });

  test('of a long queue one in four is taken from the new end, and no key out of its order', async () => {
    for (let n = 0; n < 8; n++) for (const half of ['a', 'b']) await add(`k${n} ${half}`, `k${n}`);
    const { taken, payloads } = startWorker(undefined, { atOnce: 4 });
    await taken(4);
    expect(payloads()).toEqual(['k0 a', 'k1 a', 'k2 a', 'k7 a']);
  });

  test('a lane of ten a second sends no more than that', async () => {
    for (let n = 0; n < 12; n++) await add(`t${n}`);
    const startedAt = performance.now();
    startWorker(() => ({ state: 'done' }), { perSecond: 10 });
    await untilEmpty();
    expect(performance.now() - startedAt).toBeGreaterThan(900);
  });

  test('what gave up can be given all its tries again', async () => {
    await add('a', 'a');
    await change({ status: 'dead', failures: LAST_TRY, interruptions: 2 });
    const { outbox, tries } = startWorker(() => ({ state: 'done' }));
    const [{ id }] = (await rows()) as [OutboxItem];
    await run((tx) => outbox.revive(tx, id, new Date()));
    await untilEmpty();
    expect(tries).toMatchObject([{ payload: 'a', interruptions: 0, status: 'waiting' }]);
  });
});
