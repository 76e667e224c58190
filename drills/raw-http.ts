/** F17: bytes that are no HTTP, two requests in one, senders that never end. The service answers others meanwhile. */
import { setTimeout as pause } from 'node:timers/promises';
import { memoryOf } from '../bench/servers.js';
import { HIDDEN, HIDDEN_ORDER, type RawCase, RawRequests } from './corpus/raw-requests.js';
import { type Answer, get, postJson } from './harness/client.js';
import { inParallel, keepBusy } from './harness/crew.js';
import { count } from './harness/database.js';
import { Random } from './harness/random.js';
import { exchangeBytes, type RawExchange } from './harness/raw-exchange.js';
import { SlowSenders } from './harness/slow-senders.js';
import { setStage } from './harness/stage.js';
import { allZero, most, type Outcome } from './harness/verdict.js';
import { CONTRACTS, Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const CASES = 10_000;
const CASES_SHORT = 600;
const HANDS = 32;
const SLOW_EACH = 20;
const CLOSED_WITHIN_S = 30;
const MEMORY_MB = 300;
const OTHERS_PAUSE_MS = 20;
const LISTED = 10;
const TELL_EVERY = 2_000;
// What only somebody who has the code should see.
const INTERNALS = /node_modules|\bat [\w.<>]+ \(|\.(js|ts):\d+|HPE_|FST_ERR|ERR_[A-Z]|SQLITE|dist\//;
// Node says these by itself: not a version, nor an expectation, that it knows.
const HONEST_5XX = new Set([501, 505]);

interface Tally {
  cases: Record<string, number>;
  byStatus: Record<string, number>;
  hungUp: number;
  faults: Record<
    | 'server_errors'
    | 'internals_told'
    | 'too_many_answers'
    | 'too_few_answers'
    | 'hidden_answered'
    | 'wrong_status'
    | 'never_closed',
    string[]
  >;
}

export async function rawHttp({ isShort, seed, requests }: DrillOptions): Promise<Outcome> {
  const random = new Random(seed);
  const stage = await setStage();
  const { service, database } = stage;
  const [pid, port] = [service.pid, Number(new URL(service.url).port)];
  const made = new RawRequests(random, stage.webhookSecret);
  const cases = Array.from({ length: requests ?? (isShort ? CASES_SHORT : CASES) }, () => made.next());
  const slow = isShort ? null : new SlowSenders(port, SLOW_EACH);
  // Connections are taken in turn: once this one is answered, the slow ones are all in.
  await exchangeBytes(port, [Buffer.from('GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')], false);
  const others = watchOthers(service.url, new Wishes(new Random(seed + 1)));
  const tally = await sendAll(port, cases);
  await slow?.untilClosed();
  const { answered, failed, slowestMs } = await others.stop();
  const { peakMb } = memoryOf(pid);
  const figures = {
    ...{ cases: cases.length, kinds: tally.cases, by_status: tally.byStatus, hung_up_on: tally.hungUp },
    ...Object.fromEntries(Object.entries(tally.faults).map(([name, list]) => [name, list.length])),
    hidden_orders: await count(
      database,
      `SELECT count(*) AS n FROM contracts WHERE external_id LIKE '${HIDDEN_ORDER}%'`,
    ),
    callbacks_taken: await count(database, `SELECT count(*) AS n FROM callbacks`),
    ...{ others_answered: answered, others_failed: failed, others_slowest_ms: Math.round(slowestMs) },
    is_same_process: service.pid === pid && (await service.isReady()),
    memory_peak_mb: Math.round(peakMb),
    ...(slow && {
      slow_senders: slow.count,
      slow_seconds: slow.secondsOpen,
      slow_seconds_max: most(Object.values(slow.secondsOpen)),
    }),
  };
  await stage.close();
  for (const [name, list] of Object.entries(tally.faults))
    for (const fault of list.slice(0, LISTED)) say(`${name}: ${fault}`);
  const target = {
    ...allZero(`server_errors internals_told too_many_answers too_few_answers hidden_answered wrong_status never_closed
      hidden_orders callbacks_taken others_failed`),
    ...{
      is_same_process: true,
      memory_peak_mb: { atMost: MEMORY_MB },
      others_answered: { atLeast: isShort ? 10 : 100 },
    },
    ...(slow && { slow_seconds_max: { atMost: CLOSED_WITHIN_S } }),
  };
  return { figures, target };
}

async function sendAll(port: number, cases: RawCase[]): Promise<Tally> {
  const tally: Tally = {
    ...{ cases: {}, byStatus: {}, hungUp: 0 },
    faults: {
      server_errors: [],
      internals_told: [],
      too_many_answers: [],
      too_few_answers: [],
      hidden_answered: [],
      wrong_status: [],
      never_closed: [],
    },
  };
  let sent = 0;
  await inParallel(cases, HANDS, async (one) => {
    judge(tally, one, await exchangeBytes(port, one.parts, one.isHead ?? false));
    sent += 1;
    if (sent % TELL_EVERY === 0) say(`${sent} of ${cases.length}`);
  });
  return tally;
}

function judge(tally: Tally, one: RawCase, seen: RawExchange): void {
  const { answers, rest } = seen;
  const fault = (name: keyof Tally['faults']) => tally.faults[name].push(tell(one, seen));
  tally.cases[one.kind] = (tally.cases[one.kind] ?? 0) + 1;
  if (seen.isHungUp) tally.hungUp += 1;
  for (const { status } of answers) tally.byStatus[status] = (tally.byStatus[status] ?? 0) + 1;
  const text = answers.map(({ head, body }) => head + body).join('') + rest;
  if (answers.some(({ status }) => status >= 500 && !HONEST_5XX.has(status))) fault('server_errors');
  if (INTERNALS.test(text)) fault('internals_told');
  if (answers.length > one.most) fault('too_many_answers');
  if (one.answered !== undefined && answers.filter(({ status }) => status === 200).length < one.answered)
    fault('too_few_answers');
  if (one.kind === 'two lengths' && text.includes(HIDDEN)) fault('hidden_answered');
  if (one.status !== undefined && answers[0]?.status !== one.status) fault('wrong_status');
  if (!seen.isClosed) fault('never_closed');
}

function tell({ kind, parts }: RawCase, { answers, rest }: RawExchange): string {
  const sent = Buffer.concat(parts).toString('latin1');
  const came = answers.map(({ status, body }) => `${status} ${body.slice(0, 150)}`);
  return `${kind}: ${JSON.stringify(sent.slice(0, 500))} → ${JSON.stringify(came)}${rest ? ` and ${JSON.stringify(rest.slice(0, 200))}` : ''}`;
}

/** Somebody who does nothing wrong. */
function watchOthers(url: string, wishes: Wishes) {
  const seen = { answered: 0, failed: 0, slowestMs: 0 };
  const note = (answer: Answer | null, status: number) => {
    if (answer?.status === status) seen.answered += 1;
    else seen.failed += 1;
    seen.slowestMs = Math.max(seen.slowestMs, answer?.ms ?? 0);
  };
  const crew = keepBusy(1, async () => {
    note(await get(url, '/livez').catch(() => null), 200);
    note(await postJson(url, CONTRACTS, wishes.next().body).catch(() => null), 201);
    await pause(OTHERS_PAUSE_MS);
  });
  return {
    stop: async () => {
      await crew.stop();
      return seen;
    },
  };
}
