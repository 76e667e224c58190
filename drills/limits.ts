/**
 * F25: forged addresses, a sweep through a /64, two services on one Redis: exact. F4, as far as limits and access go: Redis
 * flushed, killed and stopped under load; limits fall back, nobody hears a 5xx, and no wrong key is let in.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../test/until.js';
import { type Answer, bodyOf, get } from './harness/client.js';
import { LimitLoad } from './harness/limit-load.js';
import { Random } from './harness/random.js';
import { Redis } from './harness/redis.js';
import { makeFolder, Service } from './harness/service.js';
import { allZero, most, type Outcome } from './harness/verdict.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const LIMIT = 10;
const ROUNDS = 20;
const ROUNDS_SHORT = 2;
const CROWDS = 100;
const CROWDS_SHORT = 5;
const CROWD = 40;
const SWEEP = 1_000;
const AT_ONCE = 50;
const CALM_MS = 300;
const HANG_MS = 1_000;
const SLOWEST_MS = 3_000;

export async function limits({ isShort, seed }: DrillOptions): Promise<Outcome> {
  const random = new Random(seed);
  const redis = await Redis.start();
  const apiKey = `ndy_test_${randomBytes(24).toString('hex')}`;
  const services = [0, 1].map(() => new Service(makeFolder(), settings(redis, apiKey)));
  await Promise.all(services.map((service) => service.start()));
  const urls = services.map(({ url }) => url);
  const exact = await countExactly(urls, random, isShort ? CROWDS_SHORT : CROWDS);
  say('two services, one count; now Redis goes away');
  const rounds = isShort ? ROUNDS_SHORT : ROUNDS;
  const load = new LimitLoad(urls, apiKey, random);
  const recoveredMs: number[] = [];
  for (let n = 1; n <= rounds; n += 1) {
    load.newGreedyCaller();
    recoveredMs.push(...(await disturb(redis, urls)));
    if (n % 5 === 0 || n === rounds) say(`${n} rounds, ${load.seen.answers} answers`);
  }
  await load.stop();
  for (const service of services) await service.stop();
  return judge(load, { rounds, ...exact, slowest_back_ms: most(recoveredMs) });
}

const settings = (redis: Redis, API_KEY: string): Record<string, string> => ({
  ENVIRONMENT: 'testing',
  AUTH: 'api-key',
  API_KEY,
  SMS_GATEWAY: 'simulator',
  TRUST_PROXY: '1',
  THROTTLE_OTHERS: String(LIMIT),
  REDIS_URL: redis.url,
  LOG_LEVEL: 'warn',
});

/** How many crowds, sweeps and forgeries got through more or less often than the limit says. */
async function countExactly(urls: string[], random: Random, crowds: number) {
  let inexact = 0;
  let disagreeing = 0;
  for (let n = 0; n < crowds; n += 1) {
    const answers = await callAll(urls, new Array(CROWD).fill(`203.0.113.${n}`));
    if (passedOf(answers) !== LIMIT) inexact += 1;
    if (new Set(answers.map(({ headers }) => headers['x-ratelimit-reset'])).size !== 1) disagreeing += 1;
  }
  const byte = () => random.below(256);
  const anybody = () => `${byte()}.${byte()}.${byte()}.${byte()}`;
  const forged = Array.from({ length: SWEEP }, () => `${anybody()}, 198.51.100.7`);
  const part = () => random.below(65_536).toString(16);
  const swept = Array.from({ length: SWEEP }, () => `2001:db8:1:2:${part()}:${part()}:${part()}:${part()}`);
  return {
    ...{ crowds, crowds_inexact: inexact, ends_disagreeing: disagreeing },
    forged_passed: passedOf(await callAll(urls, forged, anybody)),
    swept_passed: passedOf(await callAll(urls, swept)),
    next_prefix_passed: passedOf(await callAll(urls, ['2001:db8:1:3::1'])),
  };
}

// Proxies of others set these; one that is believed would open a bucket for each name.
const NAMED = ['X-Real-IP', 'True-Client-IP', 'CF-Connecting-IP', 'X-Client-IP', 'X-Cluster-Client-IP'];

/** `anybody`: whom every other header names, each time another one. */
async function callAll(urls: string[], forwarded: string[], anybody?: () => string): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let i = 0; i < forwarded.length; i += AT_ONCE) {
    const some = forwarded.slice(i, i + AT_ONCE);
    const headersOf = (one: string) => ({ 'X-Forwarded-For': one, ...(anybody && forge(anybody)) });
    const calls = some.map((one, j) => get(urls[j % urls.length]!, '/.well-known/jwks.json', headersOf(one)));
    answers.push(...(await Promise.all(calls)));
  }
  return answers;
}

const forge = (anybody: () => string): Record<string, string> => ({
  ...Object.fromEntries(NAMED.map((name) => [name, anybody()])),
  Forwarded: `for=${anybody()};proto=https`,
});

const passedOf = (answers: Answer[]): number => answers.filter(({ status }) => status === 200).length;

/** Flushed, killed and started again, stopped and let go on; returns how long it took until all counted in it again. */
async function disturb(redis: Redis, urls: string[]): Promise<number[]> {
  await pause(CALM_MS);
  await redis.flush();
  await pause(CALM_MS);
  await redis.kill();
  await pause(CALM_MS);
  await redis.startAgain();
  const killed = await untilShared(urls);
  redis.hang();
  await pause(HANG_MS);
  redis.goOn();
  return [killed, await untilShared(urls)];
}

async function untilShared(urls: string[]): Promise<number> {
  const began = performance.now();
  const places = () => Promise.all(urls.map(async (url) => bodyOf(await get(url, '/health'))?.limits_counted_in));
  await until(places, (all) => all.every((place) => place === 'redis'));
  return Math.round(performance.now() - began);
}

function judge({ seen, withWrongKey, withRightKey, passes }: LimitLoad, figures: Record<string, number>): Outcome {
  const byCaller = [...passes.values()];
  return {
    figures: {
      ...figures,
      ...seen,
      ...{ wrong_key_tries: withWrongKey.answers, wrong_key_let_in: withWrongKey.let_in },
      wrong_key_not_401: withWrongKey.answers - withWrongKey.refused,
      ...{ right_key_let_in: withRightKey.let_in, right_key_refused: withRightKey.refused },
      ...{ greedy_callers: byCaller.length, most_passed: most(byCaller) },
    },
    target: {
      ...allZero('crowds_inexact ends_disagreeing server_errors cut not_ready'),
      ...allZero('wrong_key_let_in wrong_key_not_401 right_key_refused'),
      ...{ forged_passed: LIMIT, swept_passed: LIMIT, next_prefix_passed: 1 },
      ...{ wrong_key_tries: { atLeast: 100 }, right_key_let_in: { atLeast: 1 } },
      // Without Redis each of the two counts by itself, from where Redis was.
      ...{ most_passed: { atMost: 2 * LIMIT }, slowest_ms: { atMost: SLOWEST_MS } },
    },
  };
}
