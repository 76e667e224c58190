/** F32: SIGTERM under load, again and again: whoever was heard gets the answer, and the end is clean and soon. */
import { setTimeout as pause } from 'node:timers/promises';
import { auditOf, untilLogged } from './harness/audit.js';
import { signed, smsCallback } from './harness/callbacks.js';
import * as check from './harness/checker.js';
import { bodyOf } from './harness/client.js';
import { type Crew, keepBusy } from './harness/crew.js';
import { count, integrityOf } from './harness/database.js';
import { JudgedCalls } from './harness/judged-calls.js';
import { Random } from './harness/random.js';
import { compareTexts } from './harness/sent-texts.js';
import { type Stage, setStage, untilQuiet } from './harness/stage.js';
import { allZero, median, most, type Outcome } from './harness/verdict.js';
import { CONTRACTS, type Wish, Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const STOPS = 50;
const STOPS_SHORT = 2;
const HANDS = 6; // of each kind
const LOAD_MS = [100, 500] as const;
const EXIT_WITHIN_MS = 10_000;
const REQUEST_ID = /"request_id":"([\w-]{36})"/g;

interface Created {
  wish: Wish;
  contractId: string;
}

/** Contracts made, read and answered, all of it once. */
class Load {
  readonly calls = new JudgedCalls();
  readonly created: Created[] = [];
  readonly crews: Crew[];
  replied = 0;
  private readonly unanswered: Created[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly random: Random,
  ) {
    const wishes = new Wishes(random);
    this.crews = [
      keepBusy(HANDS, () => this.create(wishes.next())),
      keepBusy(HANDS, () => this.read()),
      keepBusy(HANDS, () => this.reply()),
    ];
  }

  private async create(wish: Wish): Promise<void> {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': wish.key };
    const answer = await this.make({ method: 'POST', path: CONTRACTS, headers, body: wish.body });
    if (!answer) return;
    const made = { wish, contractId: bodyOf(answer).contract_id as string };
    this.created.push(made);
    this.unanswered.push(made);
  }

  private async read(): Promise<void> {
    const known = this.created.at(-1);
    if (known) await this.make({ path: `${CONTRACTS}/${known.contractId}` });
    else await pause(5);
  }

  private async reply(): Promise<void> {
    const next = this.unanswered.shift();
    if (!next) return pause(5);
    for (const from of next.wish.phones) {
      const code = this.stage.texts.codeFor(from);
      if (code === undefined) {
        this.unanswered.push(next); // its text has not left yet
        return pause(20);
      }
      const text = { from, text: `YES-${code}`, id: `reply-${next.wish.key}-${from}` };
      if (await this.make(smsCallback(text, signed(this.stage.webhookSecret)))) this.replied += 1;
    }
  }

  private async make(one: Parameters<JudgedCalls['make']>[1]) {
    const answer = await this.calls.make(this.stage.service.url, one);
    await pause(answer ? this.random.between(0, 10) : 20);
    return answer;
  }
}

export async function stops({ isShort, seed }: DrillOptions): Promise<Outcome> {
  const rounds = isShort ? STOPS_SHORT : STOPS;
  const random = new Random(seed);
  const heard = new Set<string>();
  const onOutput = (text: string) => {
    for (const [, id] of text.matchAll(REQUEST_ID)) heard.add(id!);
  };
  const stage = await setStage({ env: { LOG_LEVEL: 'info' }, onOutput });
  const load = new Load(stage, random);
  const [exitMs, codes]: [number[], (number | null)[]] = [[], []];
  let inFlight = 0;
  for (let n = 1; n <= rounds; n += 1) {
    await pause(random.between(...LOAD_MS));
    inFlight += load.calls.underWay;
    const began = performance.now();
    codes.push(await stage.service.stop());
    exitMs.push(Math.round(performance.now() - began));
    await stage.service.start();
    if (n % 10 === 0 || n === rounds) say(`${n} stops, ${load.calls.answered} answers`);
  }
  await Promise.all(load.crews.map((crew) => crew.stop()));
  await untilQuiet(stage.database);
  await untilLogged(stage.database);
  await stage.close();
  const ends = { exits_not_clean: codes.filter((code) => code !== 0).length, exit_ms_median: median(exitMs) };
  return judge(stage, load, heard, { stops: rounds, in_flight: inFlight, ...ends, exit_ms_max: most(exitMs) });
}

async function judge(stage: Stage, load: Load, heard: Set<string>, seen: Record<string, number>): Promise<Outcome> {
  const { calls, created } = load;
  const { database, texts } = stage;
  const sent = await compareTexts(database, texts);
  const contracts = await count(database, 'SELECT count(*) AS n FROM contracts');
  const figures = {
    ...seen,
    ...{ answered: calls.answered, replied: load.replied, refused: calls.refused },
    failed: calls.failed,
    ...(calls.firstFailure && { first_failure: calls.firstFailure }),
    broken_unheard: [...calls.broken].filter((id) => !heard.has(id)).length,
    broken_heard: [...calls.broken].filter((id) => heard.has(id)).length,
    contracts_unanswered: contracts - created.length,
    doubles: check.countDoubles(await check.readContracts(database)),
    wrongly_concluded: await check.countWronglyConcluded(database),
    contracts_stuck: await check.countStuck(database),
    ...{ texts_repeated: sent.repeated, texts_sent_unseen: sent.sent_unseen, texts_unsettled: sent.unsettled },
    audit: await auditOf(stage),
    integrity: await integrityOf(database),
  };
  const none = `failed broken_heard contracts_unanswered exits_not_clean doubles wrongly_concluded contracts_stuck
    texts_repeated texts_sent_unseen texts_unsettled`;
  const target = {
    ...allZero(none),
    // The closing and a request may still meet on the way, several at once.
    broken_unheard: { atMost: seen.stops! + HANDS },
    ...{ in_flight: { atLeast: seen.stops! }, exit_ms_max: { atMost: EXIT_WITHIN_MS } },
    ...{ audit: 'holds', integrity: 'ok' },
  };
  return { figures, target };
}
