/** F12: the carrier goes away while texts are queued, and comes back: what leaves, how fast, and who notices. */
import { setTimeout as pause } from 'node:timers/promises';
import { unavailable } from '../test/fakes/fake-carrier.js';
import { until } from '../test/until.js';
import * as check from './harness/checker.js';
import { inParallel } from './harness/crew.js';
import { count } from './harness/database.js';
import { Issuer } from './harness/issuer.js';
import { MoodyCarrier } from './harness/moody-carrier.js';
import { Random } from './harness/random.js';
import { compareTexts } from './harness/sent-texts.js';
import { type Stage, setStage } from './harness/stage.js';
import { allZero, type Outcome } from './harness/verdict.js';
import { Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

interface Form {
  before: number;
  contracts: number;
  perSecond: number;
  awayMs: number;
}

// Once the pause between probes is at its longest, an hour away is like five minutes.
const LONG: Form = { before: 600, contracts: 2_500, perSecond: 200, awayMs: 300_000 };
const SHORT: Form = { before: 90, contracts: 150, perSecond: 100, awayMs: 4_000 };
const TEXTS_A_CONTRACT = 2;
const HANDS = 4;
// Texts whose answer is lost when it goes away: each may be repeated once, flagged.
const LOST_ANSWERS = 8;
const REPEAT_AFTER_S = 2;

export async function outage({ isShort, seed }: DrillOptions): Promise<Outcome> {
  const form = isShort ? SHORT : LONG;
  const random = new Random(seed);
  const wishes = new Wishes(random);
  const stage = await setStage({ env: { SMS_RATE: `${form.perSecond}`, SMS_REPEAT_AFTER: `${REPEAT_AFTER_S}` } });
  const carrier = new MoodyCarrier(stage.carrier, form.perSecond, () => 'taken');
  const issuer = new Issuer(() => stage.service.url);
  const propose = (contracts: number) => timed(issuer, wishes, contracts);
  await propose(form.before / 3); // warm
  const before = await propose(form.before);
  await untilNothingLeft(stage, 120_000);
  const away = goAway(carrier);
  say(`the carrier is away; queueing ${form.contracts * TEXTS_A_CONTRACT} texts`);
  const during = await propose(form.contracts);
  await pause(Math.max(0, form.awayMs - (performance.now() - away.since)));
  const queued = await count(stage.database, "SELECT count(*) AS n FROM outbox WHERE status <> 'dead'");
  const halted = await haltedOf(stage);
  const tries = carrier.tries - away.tries;
  const back = comeBack(carrier);
  const newWaitsMs = await timeNewOnes(carrier, issuer, wishes, back);
  await untilNothingLeft(stage, 120_000 + (1_000 * queued) / form.perSecond);
  await stage.close();
  const seen = { queued, halted, tries, new_text_waits_ms: newWaitsMs, ...drainOf(carrier, back, form) };
  return judge(stage, issuer, carrier, { ...seen, before, during, awayMs: form.awayMs });
}

/** Milliseconds each create took. */
async function timed(issuer: Issuer, wishes: Wishes, contracts: number): Promise<number[]> {
  const times: number[] = [];
  const list = Array.from({ length: contracts }, () => wishes.next());
  await inParallel(list, HANDS, async (wish) => {
    const startedAt = performance.now();
    await issuer.propose(wish);
    times.push(performance.now() - startedAt);
  });
  return times;
}

function goAway(carrier: MoodyCarrier) {
  let lost = 0;
  carrier.mood = () => (lost++ < LOST_ANSWERS ? 'lost answer' : unavailable());
  return { since: performance.now(), tries: carrier.tries };
}

function comeBack(carrier: MoodyCarrier) {
  carrier.mood = () => 'taken';
  say('the carrier is back');
  return { at: performance.now(), arrivals: carrier.arrivals.length };
}

/** Contracts made while the long queue drains: how long until the first text of the slowest one is out. */
async function timeNewOnes(carrier: MoodyCarrier, issuer: Issuer, wishes: Wishes, back: { arrivals: number }) {
  await until(
    () => carrier.arrivals.length,
    (arrived) => arrived > back.arrivals + 20,
    60_000,
  );
  const waits: number[] = [];
  for (let n = 0; n < 3; n++) {
    const wish = wishes.next();
    const startedAt = performance.now();
    await issuer.propose(wish);
    await until(
      () => carrier.to(wish.phones[0]).length,
      (came) => came > 0,
      120_000,
    );
    waits.push(performance.now() - startedAt);
  }
  return Math.round(Math.max(...waits));
}

function drainOf(carrier: MoodyCarrier, back: { at: number; arrivals: number }, { perSecond }: Form) {
  const times = carrier.arrivals.slice(back.arrivals).map(({ at }) => at);
  // The last few wait for their repeat, or for the one before them.
  const steady = times.slice(20, Math.floor(times.length * 0.9));
  const rate = ((steady.length - 1) * 1_000) / (steady.at(-1)! - steady[0]!);
  return {
    resumed_after_ms: Math.round(times[0]! - back.at),
    drained_per_second: Math.round(rate),
    drained_share: Math.round((100 * rate) / perSecond) / 100,
  };
}

const untilNothingLeft = (stage: Stage, withinMs: number) =>
  until(
    () => count(stage.database, "SELECT count(*) AS n FROM outbox WHERE status <> 'dead'"),
    (left) => left === 0,
    withinMs,
  );

async function haltedOf({ service }: Stage): Promise<string> {
  const answer = await fetch(`${service.url}/readyz`);
  const { status, outbox_halted } = (await answer.json()) as { status: string; outbox_halted: string[] };
  return `${status}, halted: ${outbox_halted.join(' ')}`;
}

const p99 = (times: number[]): number =>
  Math.round(10 * [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.99)]!) / 10;

interface Seen extends Record<string, unknown> {
  before: number[];
  during: number[];
  awayMs: number;
}

async function judge(stage: Stage, issuer: Issuer, carrier: MoodyCarrier, seen: Seen): Promise<Outcome> {
  const { before, during, awayMs, ...rest } = seen;
  const sent = await compareTexts(stage.database, carrier);
  const phones = [...issuer.told.values()].flatMap(({ wish }) => wish.phones);
  const figures = {
    ...rest,
    away_seconds: awayMs / 1_000,
    lost: phones.filter((phone) => carrier.to(phone).length === 0).length,
    contracts_lost: check.listLost(await check.readContracts(stage.database), issuer).length,
    repeated: sent.repeated,
    repeated_unflagged: sent.repeated_unflagged,
    sent_unseen: sent.sent_unseen,
    unsettled: sent.unsettled,
    refused: issuer.refused.length,
    too_fast: carrier.tooFast,
    create_p99_ms_before: p99(before),
    create_p99_ms_during: p99(during),
    create_p99_ratio: Math.round((100 * p99(during)) / p99(before)) / 100,
  };
  const target = {
    ...allZero('lost contracts_lost repeated_unflagged sent_unseen unsettled refused'),
    halted: 'ready, halted: sms',
    repeated: { atMost: LOST_ANSWERS },
    drained_share: { atLeast: 0.95 },
    create_p99_ratio: { atMost: 1.2 },
    new_text_waits_ms: { atMost: 3_000 },
  };
  return { figures, target };
}
