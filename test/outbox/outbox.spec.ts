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
    await change({ attempt: 4, due_at: PAST });
    const later = await rowWhen(({ attempt, worker }) => attempt === 5 && worker === null);
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
    await run((tx) => tx.update(OutboxItem, { payload: 'a1' }, { attempt: LAST_TRY - 2 }));
    const told: boolean[] = [];
    const record = async (_: unknown, isDead: boolean) => void told.push(isDead);
    const { payloads } = startWorker(({ payload }) =>
      payload === 'a1' ? { state: 'retry', error: 'still down', record } : { state: 'done' },
    );
    await rowWhen(({ attempt, worker }) => attempt === LAST_TRY - 1 && worker === null);
    expect(told).toEqual([false]);
    await run((tx) => tx.update(OutboxItem, { payload: 'a1' }, { due_at: PAST }));
    const dead = await rowWhen(({ status }) => status === 'dead');
    expect(dead).toMatchObject({ attempt: LAST_TRY, last_error: 'still down', worker: null, lease_until: null });
    expect(told).toEqual([false, true]);
    await until(payloads, (seen) => seen.includes('a2')); // a dead item holds nobody up
    expect(payloads()).toEqual(['a1', 'a1', 'a2']);
  });

  test('a parked item stays as it is and does not hold up its key', async () => {
    await add('a1', 'a');
    await add('a2', 'a');
    const { payloads } = startWorker(({ payload }) =>
      payload === 'a1' ? { state: 'parked', error: 'may have been sent' } : { state: 'done' },
    );
    const [left] = await until(rows, (seen) => seen.length === 1);
    expect(left).toMatchObject({ payload: 'a1', status: 'parked', last_error: 'may have been sent', worker: null });
    expect(payloads()).toEqual(['a1', 'a2']);
  });

  test('a topic nobody handles is dead at once, and says so', async () => {
    await add('a', 'a');
    await change({ topic: 'unknown' });
    startWorker();
    const row = await rowWhen(({ status }) => status === 'dead');
    expect(row.last_error).toBe('nothing here handles unknown');
  });
});
