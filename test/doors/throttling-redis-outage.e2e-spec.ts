/** What services do whose Redis is killed, hangs, and comes back (F4). */
import { startWire, type Wire } from '../fakes/wire.js';
import type { Answer } from '../http.js';
import { describeRedis, emptyRedis, type TestRedis } from '../redis.js';
import type { App } from '../start-app.js';
import { until } from '../until.js';
import { anAddress, closeStarted, PATH, remainingOf, start } from './limits.js';

const AWAY = /Redis is away \([\w ]+\): limits are counted in each process/g;
const BACK = /Redis is back/g;

describeRedis(() => {
  let redis: TestRedis;
  let wire: Wire;
  let apps: App[];
  beforeAll(async () => {
    redis = await emptyRedis(3);
    wire = await startWire(redis);
    const env = { THROTTLE_OTHERS: '10', TRUST_PROXY: '1', REDIS_URL: redis.url(wire.port) };
    apps = await Promise.all([start(env), start(env)]);
  }, 60_000);
  beforeEach(async () => {
    await wire.mend();
    await untilCountedIn('redis');
  });
  afterAll(async () => {
    await closeStarted();
    await wire.close();
    await redis.close();
  });

  const from = (app: App, address: string): Promise<Answer> => app.http.get(PATH, { 'X-Forwarded-For': address });
  const untilCountedIn = (place: 'redis' | 'memory') =>
    until(
      () => Promise.all(apps.map(async ({ http }) => (await http.get('/health')).body.limits_counted_in)),
      (places) => places.every((one) => one === place),
    );
  const said = (words: RegExp) => apps.map((app) => app.output().match(words)?.length ?? 0);

  test('killed: each counts on from where Redis was, is ready, and says so once; and once when it is back', async () => {
    const one = anAddress();
    const left: number[] = [];
    const callBoth = async () => {
      for (const app of apps) left.push(remainingOf(await from(app, one)));
    };
    const before = [said(AWAY), said(BACK)].flat();
    for (let i = 0; i < 2; i++) await callBoth();
    await wire.cut();
    for (let i = 0; i < 2; i++) await callBoth();
    await untilCountedIn('memory');
    for (const { http } of apps) expect((await http.get('/readyz')).status).toBe(200);
    await wire.mend();
    await untilCountedIn('redis');
    await callBoth();
    expect(left).toEqual([9, 8, 7, 6, ...[6, 5, 5, 4], ...[4, 3]]);
    expect([said(AWAY), said(BACK)].flat()).toEqual(before.map((times) => times + 1));
  });

  test('hanging: whoever is on the way waits once, nobody after that, and limits stay', async () => {
    wire.hold();
    const one = anAddress();
    const began = performance.now();
    const calls = apps.flatMap((app) => Array.from({ length: 20 }, () => from(app, one)));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(20); // 10 in each
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
    for (let i = 0; i < 20; i++) await from(apps[0]!, anAddress());
    expect(performance.now() - began).toBeLessThan(5_000); // half a second each would be ten
    expect((await apps[0]!.http.get('/readyz')).status).toBe(200);
  });

  test('killed and back three times: every loss and every return is told once', async () => {
    for (let round = 0; round < 3; round++) {
      await wire.cut();
      await untilCountedIn('memory');
      await wire.mend();
      await untilCountedIn('redis');
    }
    expect(said(AWAY)).toEqual(said(BACK));
  });

  test.each(['mend', 'hold', 'cut'] as const)('SIGTERM ends a service in peace (%s)', async (change) => {
    const app = await start({ REDIS_URL: redis.url(wire.port) });
    await wire[change]();
    expect(await app.close()).toBe(0);
  });
});
