import type { Settlement } from '../../src/outbox/outbox.service.js';
import { onEveryEngine } from '../persistence/engines.js';
import { until } from '../until.js';
import { PAST, setStage } from './stage.js';

onEveryEngine((freshPlace) => {
  const { run, startWorker, add, rows, rowWhen, untilEmpty, change, passTime, stopFirst } = setStage(freshPlace);

  test('while a lease runs no other worker takes the item', async () => {
    await add('a', 'a');
    const first = startWorker();
    await first.taken(1);
    const second = startWorker();
    await add('b', 'b', second.outbox);
    await second.taken(1);
    expect(second.payloads()).toEqual(['b']);
  });

  test('when a lease has run out a second worker wins, and the first settles nothing', async () => {
    await add('a', 'a');
    const first = startWorker();
    await first.taken(1);
    await passTime();
    const second = startWorker();
    const [again] = await second.taken(1);
    expect(again).toMatchObject({ payload: 'a', attempt: 2, interruptions: 1 });
    const recorded: string[] = [];
    const settlement = (name: string): Settlement => ({ state: 'done', record: async () => void recorded.push(name) });
    first.tries[0]!.settle(settlement('first'));
    await add('b', 'b', first.outbox);
    await until(
      () => [...first.tries.slice(1), ...second.tries.slice(1)],
      (seen) => seen.length === 1,
    );
    expect(recorded).toEqual([]);
    expect((await rows()).map(({ payload }) => payload)).toEqual(['a', 'b']);
    again!.settle(settlement('second'));
    await until(rows, (left) => left.length === 1);
    expect(recorded).toEqual(['second']);
  });

  test.each<Settlement>([{ state: 'retry', error: 'x' }, { state: 'parked' }, { state: 'dead' }])(
    'a worker that lost its lease cannot say $state either',
    async (settlement) => {
      await add('a', 'a');
      const first = startWorker();
      await first.taken(1);
      await passTime();
      const second = startWorker();
      const [again] = await second.taken(1);
      const [before] = await rows();
      first.tries[0]!.settle({ ...settlement, record: () => Promise.reject(new Error('must not be called')) });
      await stopFirst(); // when it has stopped, it has settled
      expect((await rows())[0]).toEqual(before);
      again!.settle({ state: 'done' });
      await untilEmpty();
    },
  );

  test('a try that was never settled is counted as interrupted, for every try to come; one that was settled is not', async () => {
    await add('a', 'a');
    await change({ attempt: 1, worker: 'a process that is gone', lease_until: PAST });
    const { tries, taken } = startWorker();
    await taken(1);
    expect(tries[0]).toMatchObject({ attempt: 2, interruptions: 1 });
    tries[0]!.settle({ state: 'retry', error: 'refused' });
    await rowWhen(({ attempt, worker }) => attempt === 2 && worker === null);
    await passTime();
    await taken(2);
    expect(tries[1]).toMatchObject({ attempt: 3, interruptions: 1 });
  });

  test('what is recorded with a settlement is stored with it, or neither is', async () => {
    await add('a', 'a');
    let tries = 0;
    const { taken } = startWorker(() => ({
      state: 'done',
      record: async (tx) => {
        await tx.sql`UPDATE accounts SET name = ${`after try ${++tries}`} WHERE id = ${'community'}`;
        if (tries === 1) throw new Error('the database is away');
      },
    }));
    await taken(1);
    await rowWhen(({ worker }) => worker !== null && tries === 1);
    const name = async () => (await run((tx) => tx.sql<{ name: string }>`SELECT name FROM accounts`))[0]!.name;
    expect(await name()).toBe('Community');
    await passTime();
    await untilEmpty();
    expect(await name()).toBe('after try 2');
  });
});
