/**
 * F24: ten times as many contracts a second as the service can make, and the carrier's replies among them. What is too much
 * is refused quickly, what is taken is kept, no reply is turned away, and afterwards all is as before.
 */
import { count, integrityOf } from './harness/database.js';
import type { SourceName } from './harness/load-sources.js';
import { type LoadResult, type OpenLoad, putOpenLoad } from './harness/open-load.js';
import { ReadyWatch } from './harness/ready-watch.js';
import { type Stage, setStage } from './harness/stage.js';
import { allZero, type Outcome, type Target } from './harness/verdict.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const TIMES = 10;
const AT_ONCE = 32;
const REPLIES_PER_S = 20;
const CONNECTIONS = 2_000;
// A machine that is busy otherwise makes next to nothing in a second: this is too much for any.
const LEAST_PER_S = 1_000;
// Of what was measured just before.
const CALM = 0.3;
const LEAST_CALM_PER_S = 5;
const LONG = { warmUpS: 5, peakS: 10, overloadS: 60, calmS: 10 };
const SHORT = { warmUpS: 1, peakS: 1, overloadS: 2, calmS: 1 };
const REFUSED_WITHIN_MS = 100;
const GOODPUT = 0.8;
const RECOVERED_MS = 5_000;

export async function overload({ isShort, seed }: DrillOptions): Promise<Outcome> {
  const { warmUpS, peakS, overloadS, calmS } = isShort ? SHORT : LONG;
  const stage = await setStage();
  const loads: LoadResult[] = [];
  const load = async (perSecond: Partial<Record<SourceName, number>>, more: Partial<OpenLoad>) => {
    const common = { url: stage.service.url, webhookSecret: stage.webhookSecret, present: [], answeredAfterMs: null };
    const rest = { atOnce: null, connections: CONNECTIONS, warmUpSeconds: 0, seconds: 1 };
    const result = await putOpenLoad({ ...common, ...rest, seed: seed + loads.length, perSecond, ...more });
    loads.push(result);
    return result;
  };
  const peak = await load({ create: 0 }, { atOnce: AT_ONCE, warmUpSeconds: warmUpS, seconds: peakS });
  const perSecond = peak.sources.create!.inTime / peakS;
  say(`${Math.round(perSecond)} contracts a second; now ${TIMES} times as many are asked for`);
  const ready = new ReadyWatch(stage.service.url);
  await load({ create: Math.max(TIMES * perSecond, LEAST_PER_S), reply: REPLIES_PER_S }, { seconds: overloadS });
  say('and calm again');
  await load({ create: Math.max(CALM * perSecond, LEAST_CALM_PER_S), reply: REPLIES_PER_S }, { seconds: calmS });
  await ready.stop();
  const outcome = await judge(stage, loads, { isShort, notReady: ready.notReady });
  await stage.close();
  return outcome;
}

async function judge(
  { database }: Stage,
  loads: LoadResult[],
  { isShort, notReady }: { isShort: boolean; notReady: number },
): Promise<Outcome> {
  const [peak, heavy, calm] = loads as [LoadResult, LoadResult, LoadResult];
  const sum = (figure: (load: LoadResult) => number) => loads.reduce((all, load) => all + figure(load), 0);
  const { create, reply } = heavy.sources as Required<LoadResult['sources']>;
  const [peakPerS, goodPerS] = [peak, heavy].map(({ sources, seconds }) => sources.create!.inTime / seconds) as [
    number,
    number,
  ];
  const acknowledged = sum(({ sources }) => sources.create!.rightInAll);
  const heard = sum(({ sources }) => sources.reply?.rightInAll ?? 0);
  const figures = {
    ...{ peak_per_s: Math.round(peakPerS), offered_per_s: Math.round(create.sent / heavy.seconds) },
    ...{ goodput_per_s: Math.round(goodPerS), goodput_of_peak: Math.round((100 * goodPerS) / peakPerS) / 100 },
    ...{ refused: create.refused, refusal_p50_ms: create.refusals.p50, refusal_p99_ms: create.refusals.p99 },
    ...{ refusal_max_ms: create.refusals.max, created_p99_ms: create.right.p99, load_own_latest_ms: heavy.ownLatestMs },
    ...{ replies: reply.sent, replies_refused: reply.refused, reply_p99_ms: reply.right.p99 },
    wrong: sum(({ sources }) => (sources.create?.wrong ?? 0) + (sources.reply?.wrong ?? 0)),
    first_wrong: create.firstWrong ?? reply.firstWrong,
    ...{ unanswered: sum(({ unanswered }) => unanswered), not_ready: notReady },
    acknowledged_not_stored: acknowledged - (await count(database, 'SELECT count(*) AS n FROM contracts')),
    replies_not_kept: heard - (await count(database, "SELECT count(*) AS n FROM callbacks WHERE kind = 'sms'")),
    recovered_ms: Math.max(...Object.values(calm.sources).map(({ lastBadAtMs }) => lastBadAtMs)),
    integrity: await integrityOf(database),
  };
  const none = 'replies_refused wrong unanswered not_ready acknowledged_not_stored replies_not_kept';
  const right: Target = { ...allZero(none), refused: { atLeast: 1 }, replies: { atLeast: 1 }, integrity: 'ok' };
  // A machine that runs the short form for every change is shared: there times are told, not judged.
  const times: Target = {
    goodput_of_peak: { atLeast: GOODPUT },
    refusal_p99_ms: { atMost: REFUSED_WITHIN_MS },
    recovered_ms: { atMost: RECOVERED_MS },
  };
  return { figures, target: isShort ? right : { ...right, ...times } };
}
