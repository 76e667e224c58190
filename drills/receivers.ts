/** F15: receivers of webhooks that hang, drip, never end, redirect or lead inside; and one good one beside them. */
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LITERALS } from '../test/outbound-webhooks/literals.js';
import { type Sink, startSink } from '../test/outbound-webhooks/sink.js';
import { until } from '../test/until.js';
import { bodyOf, call, get, postJson } from './harness/client.js';
import { METADATA, OTHERS, SLOW } from './harness/hostile-receivers.js';
import { openSqlite } from './harness/open-database.js';
import { Random } from './harness/random.js';
import { tryRebinding, tryRefusedAddresses } from './harness/refused-addresses.js';
import type { Service } from './harness/service.js';
import { type Stage, setStage } from './harness/stage.js';
import { allZero, most, type Outcome } from './harness/verdict.js';
import { CONTRACTS, Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const ENDPOINTS = '/api/v1/webhook-endpoints';
const [CONTRACT_COUNT, CONTRACT_COUNT_SHORT] = [2_000, 130];
const [ALONE, ALONE_SHORT] = [200, 5];
const PACE_MS = 100;
const LIMIT_MS = 15_000;
const MARGIN_MS = 2_000;
const P99_MS = 5_000;

export async function receivers({ isShort, seed }: DrillOptions): Promise<Outcome> {
  const refused = { ...(await tryRefusedAddresses()), ...(await tryRebinding(20)) };
  say(`${refused.literals} literals`);
  const stage = await setStage({ env: { SMS_GATEWAY: 'simulator' } });
  const [sink, inside] = [await startSink(), await startSink('0.0.0.0')];
  for (const [path, reaction] of Object.entries({ ...SLOW, ...OTHERS })) sink.react(path, reaction);
  const { url } = stage.service;
  const literals_taken = await countTaken(url);
  const alone = await timeAlone(stage.service.url, sink, seed, isShort ? ALONE_SHORT : ALONE);
  const slow = await endpointsAt(url, sink, Object.keys(SLOW));
  const others = await endpointsAt(url, sink, Object.keys(OTHERS));
  await leadInside(stage, sink, inside.port);
  const [good] = await endpointsAt(url, sink, ['/good']);
  const arrivals = timeArrivals(sink, '/good');
  const made = await createMany(url, seed, isShort ? CONTRACT_COUNT_SHORT : CONTRACT_COUNT);
  await untilAll(arrivals, made);
  const gaveUp = await Promise.all(slow.map((id) => firstAttempt(url, id)));
  const firsts = await Promise.all(others.map((id) => firstAttempt(url, id)));
  const figures = {
    ...{ ...refused, literals_taken, contracts: made, connections_inside: inside.connections() },
    ...{ redirects_followed: sink.at('/redirected').length, good_missing: made - arrivals.size },
    ...{ good_repeated: sink.at('/good').length - arrivals.size, good_p99_ms: p99([...arrivals.values()]) },
    good_p99_ms_alone: p99([...alone.values()]),
    ...{ slow: slow.length, slow_over_time: gaveUp.filter(({ duration_ms: ms }) => !isInTime(ms)).length },
    longest_ms: most([...gaveUp, ...firsts].map(({ duration_ms }) => duration_ms)),
    good_failing: bodyOf(await get(url, `${ENDPOINTS}/${good}`)).failing_since !== null ? 1 : 0,
  };
  await Promise.all([sink.close(), inside.close()]);
  await stage.close();
  return { figures, target: targets() };
}

function targets() {
  const none = `sockets_to_refused not_refused rebinding_connected literals_taken connections_inside redirects_followed
    good_missing good_repeated slow_over_time good_failing`;
  return { ...allZero(none), literals: { atLeast: 31 }, rebinding_sent: 20, good_p99_ms: { atMost: P99_MS } };
}

const isInTime = (ms: number): boolean => ms >= LIMIT_MS - 100 && ms <= LIMIT_MS + MARGIN_MS;

/** Addresses of the machine itself are allowed outside production; no other may be. */
async function countTaken(url: string): Promise<number> {
  const others = LITERALS.filter(([, what]) => !what.startsWith('loopback'));
  const answers = await Promise.all(
    others.map(([host]) => postJson(url, ENDPOINTS, JSON.stringify({ url: `http://${host}/` }))),
  );
  return answers.filter(({ status }) => status !== 422).length;
}

async function endpointsAt(url: string, sink: Sink, paths: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const path of paths) {
    const body = JSON.stringify({ url: sink.url(path), event_types: ['contract.created'] });
    ids.push(bodyOf(await postJson(url, ENDPOINTS, body)).endpoint_id);
  }
  return ids;
}

/** Endpoints whose address was changed behind the service's back: only the look before each connection is left. */
async function leadInside({ service }: Stage, sink: Sink, port: number): Promise<void> {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outer = own.filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address);
  const targets = [
    METADATA,
    'http://[64:ff9b::a9fe:a9fe]/',
    ...outer.slice(0, 2).map((one) => `http://${one}:${port}/`),
  ];
  const ids = await endpointsAt(
    service.url,
    sink,
    targets.map((_, i) => `/inside-${i}`),
  );
  const database = openSqlite(join(service.dataDir, 'ndiyo.sqlite'));
  for (const [i, id] of ids.entries()) {
    await database.run('UPDATE webhook_endpoints SET url = ? WHERE id = ?', targets[i]!, id);
  }
}

/** From the moment the contract was made to the moment the good endpoint has heard of it, in milliseconds, by event. */
function timeArrivals(sink: Sink, path: string): Map<string, number> {
  const arrivals = new Map<string, number>();
  sink.react(path, ({ headers, event }, response) => {
    const id = String(headers['webhook-id']);
    if (!arrivals.has(id)) arrivals.set(id, Date.now() - Date.parse(event.timestamp));
    response.end();
  });
  return arrivals;
}

/** The same with nobody else about. */
async function timeAlone(url: string, sink: Sink, seed: number, wanted: number): Promise<Map<string, number>> {
  const [id] = await endpointsAt(url, sink, ['/alone']);
  const arrivals = timeArrivals(sink, '/alone');
  await untilAll(arrivals, await createMany(url, seed + 1, wanted));
  await call(url, { method: 'DELETE', path: `${ENDPOINTS}/${id}` });
  return arrivals;
}

const untilAll = (arrivals: Map<string, number>, wanted: number) =>
  until(
    () => arrivals.size,
    (size) => size >= wanted,
    60_000,
  ).catch(() => undefined);

/** At a steady pace: what is measured is the way of an event, not the length of a queue. */
async function createMany(url: Service['url'], seed: number, wanted: number): Promise<number> {
  const wishes = new Wishes(new Random(seed));
  const began = Date.now();
  let made = 0;
  for (let i = 0; i < wanted; i += 1) {
    if ((await postJson(url, CONTRACTS, wishes.next().body)).status === 201) made += 1;
    await pause(Math.max(0, began + (i + 1) * PACE_MS - Date.now()));
  }
  say(`${made} contracts`);
  return made;
}

interface Attempt {
  duration_ms: number;
}

/** Of the first that was sent: the last of the log. */
async function firstAttempt(url: string, id: string): Promise<Attempt> {
  const oldest = async (): Promise<Attempt | undefined> => {
    let cursor = '';
    for (;;) {
      const page = bodyOf(await get(url, `${ENDPOINTS}/${id}/deliveries?limit=100${cursor}`));
      if (page.next_cursor === null) return page.deliveries.at(-1)?.attempts[0];
      cursor = `&cursor=${page.next_cursor}`;
    }
  };
  return (await until(oldest, (attempt) => attempt !== undefined, 2 * LIMIT_MS))!;
}

function p99(times: number[]): number {
  return times.sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN;
}
