import { RedisLink } from '../../src/throttling/redis-link.js';
import { SharedCounter } from '../../src/throttling/shared-counter.js';
import { WindowCounter } from '../../src/throttling/window-counter.js';
import { describeRedis, emptyRedis, type TestRedis } from '../redis.js';
import { until } from '../until.js';

const MINUTE = 60_000;

describeRedis(() => {
  let redis: TestRedis;
  let counters: SharedCounter[]; // as of two processes
  beforeAll(async () => {
    redis = await emptyRedis(1);
  });
  beforeEach(async () => {
    counters = await Promise.all([aCounter(), aCounter()]);
  });
  afterEach(() => {
    for (const counter of counters) counter.onApplicationShutdown();
  });
  afterAll(() => redis.close());

  const aCounter = async () => new SharedCounter(await RedisLink.open(redis.url()), new WindowCounter());
  const hitsOf = async (counter: SharedCounter, key: string, limit = 3) =>
    (await counter.increment(key, MINUTE, limit)).totalHits;

  test('hits of two processes are one count, and both are told the same end', async () => {
    const seen = [];
    for (let i = 0; i < 5; i++) seen.push(await counters[i % 2]!.increment('one', MINUTE, 3));
    expect(seen.map(({ totalHits, isBlocked }) => [totalHits, isBlocked])).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [4, true],
      [5, true],
    ]);
    expect(new Set(seen.map(({ resetsAt }) => resetsAt)).size).toBe(1);
    for (const { timeToExpire, timeToBlockExpire, isBlocked } of seen) {
      expect([60, 59]).toContain(timeToExpire);
      expect(timeToBlockExpire).toBe(isBlocked ? timeToExpire : 0);
    }
  });

  test('at once as one after the other, every hit has a number of its own', async () => {
    const standings = await Promise.all(
      Array.from({ length: 400 }, (_, i) => counters[i % 2]!.increment('crowd', MINUTE, 100)),
    );
    const numbers = standings.map(({ totalHits }) => totalHits).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
    expect(standings.filter(({ isBlocked }) => !isBlocked)).toHaveLength(100);
  });

  test('a window that ends ends for both: nobody carries its count into the next', async () => {
    const windows = new Map<number, number[]>();
    const hit = async (counter: SharedCounter) => {
      const { resetsAt, totalHits } = await counter.increment('ticking', 1_000, 3);
      windows.set(resetsAt, [...(windows.get(resetsAt) ?? []), totalHits]);
    };
    await until(
      () => Promise.all(counters.map(hit)).then(() => windows.size),
      (seen) => seen === 4,
    );
    for (const numbers of windows.values()) expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, i) => i + 1));
  });

  test('what ended on its way to Redis is over there', async () => {
    const link = await RedisLink.open(redis.url());
    const { endsThereAt } = (await link.count('over', 1, { hits: 0, leftMs: 0, endsThereAt: 0 }))!;
    const late = () => link.count('over', MINUTE, { hits: 116, leftMs: 2, endsThereAt });
    await until(late, (counted) => counted?.hits === 1);
    expect(await link.count('kept on', MINUTE, { hits: 116, leftMs: 2_000, endsThereAt: 0 })).toMatchObject({
      hits: 117,
    });
    link.close();
  });

  test('one key says nothing of another, whatever is in it', async () => {
    for (const key of ['create 203.0.113.1', 'others 203.0.113.1', 'x\r\ny', '{a}', '*', '', '\0']) {
      expect(await hitsOf(counters[0]!, key)).toBe(1);
      expect(await hitsOf(counters[1]!, key)).toBe(2);
    }
  });

  test('every key begins with the name of the service, and is gone after its window', async () => {
    await redis.flush();
    await counters[0]!.increment('brief', 50, 3);
    await counters[0]!.increment('long', MINUTE, 3);
    const keys = await until(
      () => redis.keys(),
      (left) => !left.join().includes('brief'),
    );
    expect(keys).toEqual(['ndiyo:limit:long']);
  });

  test('when Redis forgets, whoever remembers more puts it right', async () => {
    for (let i = 0; i < 3; i++) await hitsOf(counters[0]!, 'kept');
    await hitsOf(counters[1]!, 'kept');
    await redis.flush();
    const after = await counters[0]!.increment('kept', MINUTE, 3); // remembers 3 of the 4
    expect(after).toMatchObject({ totalHits: 4, isBlocked: true });
    expect(await hitsOf(counters[1]!, 'kept')).toBe(5);
    expect(await hitsOf(counters[0]!, 'new')).toBe(1);
  });
});
