/** Two services that share a Redis limit as one does (F25). */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { listen } from '../fakes/wire.js';
import type { Answer } from '../http.js';
import { describeRedis, emptyRedis, type TestRedis } from '../redis.js';
import { type App, freshDataDir } from '../start-app.js';
import { anAddress, closeStarted, expectStanding, expectTooMany, PATH, start } from './limits.js';

describeRedis(() => {
  let redis: TestRedis;
  let apps: App[];
  beforeAll(async () => {
    redis = await emptyRedis(2);
    const env = { THROTTLE_OTHERS: '10', TRUST_PROXY: '1', REDIS_URL: redis.url() };
    apps = await Promise.all([start(env), start(env)]);
  }, 60_000);
  afterAll(async () => {
    await closeStarted();
    await redis.close();
  });

  const from = (app: App, address: string): Promise<Answer> => app.http.get(PATH, { 'X-Forwarded-For': address });
  const passed = (answers: Answer[]) => answers.filter(({ status }) => status === 200).length;
  const refused = (answers: Answer[]) => answers.filter(({ status }) => status === 429).length;
  /** From each address once, to the services in turn, 50 at a time. */
  const sweep = async (addresses: string[]) => {
    const answers: Answer[] = [];
    for (let i = 0; i < addresses.length; i += 50) {
      const some = addresses.slice(i, i + 50);
      answers.push(...(await Promise.all(some.map((one, j) => from(apps[j % 2]!, one)))));
    }
    return answers;
  };

  test('40 calls at once to two services: exactly 10 pass', async () => {
    const answers = await sweep(new Array(40).fill(anAddress()));
    expect([passed(answers), refused(answers)]).toEqual([10, 30]);
  });

  test('both say the same of the one window, on the 429 too', async () => {
    const [one, resets] = [anAddress(), new Set<string | null>()];
    for (let i = 0; i < 14; i++) {
      const answer = await from(apps[i % 2]!, one);
      if (i < 10) expectStanding(answer, 'others', 10, 9 - i);
      else expectTooMany(answer, 'others', 10, PATH);
      resets.add(answer.headers.get('x-ratelimit-reset'));
    }
    expect(resets.size).toBe(1);
  });

  test('1,000 forged addresses before one true one, to either service, are one caller', async () => {
    const one = anAddress();
    const answers = await sweep(Array.from({ length: 1_000 }, (_, i) => `100.${64 + (i >> 8)}.${i & 255}.7, ${one}`));
    expect([passed(answers), refused(answers)]).toEqual([10, 990]);
  });

  test('sweeping through a /64 of IPv6 on both services gains nothing', async () => {
    const answers = await sweep(Array.from({ length: 200 }, (_, i) => `2001:db8:7:8:${i.toString(16)}::1`));
    expect([passed(answers), refused(answers)]).toEqual([10, 190]);
    expect((await from(apps[0]!, '2001:db8:7:9::1')).status).toBe(200);
  });

  test('a Redis that is flushed gives nobody a new count', async () => {
    const one = anAddress();
    for (let i = 0; i < 10; i++) await from(apps[i % 2]!, one);
    await redis.flush();
    const answers = await sweep(new Array(6).fill(one));
    expect(passed(answers)).toBeLessThanOrEqual(1); // one service had seen 9 of the 10
  });

  test('where limits are counted is told by /health, and asking needs no Redis', async () => {
    for (const { http } of apps) expect((await http.get('/health')).body.limits_counted_in).toBe('redis');
    expect(apps.map((app) => app.output()).join()).not.toContain('Redis');
  });

  test('over TLS as well, from a server whose certificate is trusted', async () => {
    const folder = freshDataDir();
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=redis', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1', '-nodes'];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
    execFileSync('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', cert], { stdio: 'pipe' });
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (caller) => {
      const callee = connect(redis).on('error', () => caller.destroy());
      caller
        .on('error', () => callee.destroy())
        .pipe(callee)
        .pipe(caller);
    });
    const port = await listen(server);
    const REDIS_URL = redis.url(port, 'rediss');
    const trusting = await start({ REDIS_URL, NODE_EXTRA_CA_CERTS: cert });
    expect((await trusting.http.get('/health')).body.limits_counted_in).toBe('redis');
    const wary = await start({ REDIS_URL });
    expect((await wary.http.get('/health')).body.limits_counted_in).toBe('memory');
    expect(wary.output()).toContain('Redis is away (DEPTH_ZERO_SELF_SIGNED_CERT)');
    await Promise.all([trusting.close(), wary.close()]);
    server.close();
    rmSync(folder, { recursive: true });
  });
});
