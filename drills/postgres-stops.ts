/** F3: PostgreSQL is stopped at once, as by a power cut, and started again under load. The service is never restarted. */
import { setTimeout as pause } from 'node:timers/promises';
import { auditOf, untilLogged } from './harness/audit.js';
import { signed, smsCallback } from './harness/callbacks.js';
import { listBrokenChains } from './harness/chains.js';
import * as check from './harness/checker.js';
import { type Crew, keepBusy } from './harness/crew.js';
import { postgresLooks } from './harness/database.js';
import { Issuer } from './harness/issuer.js';
import { JudgedLoad } from './harness/judged-load.js';
import { OwnPostgres } from './harness/own-postgres.js';
import { Random } from './harness/random.js';
import { compareTexts } from './harness/sent-texts.js';
import { type Stage, setStage, untilQuiet } from './harness/stage.js';
import { allZero, most, type Outcome } from './harness/verdict.js';
import { untilRecovered } from './harness/watched-load.js';
import { Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const STOPS = 20;
const STOPS_SHORT = 2;
const BEFORE_MS = [300, 1_200] as const;
const AWAY_MS = [200, 2_000] as const;
const BRIEF_MS = [200, 400] as const;
const RECOVERED_MS = 5_000;
// As long as a request waits for a connection of the pool, and a little.
const SLOWEST_MS = 12_000;
const QUIET_MS = 120_000;
const REPLAYS = 20;
const IN_FLIGHT_MS = 500;

export async function postgresStops({ isShort, seed }: DrillOptions): Promise<Outcome> {
  const postgres = await OwnPostgres.start();
  if (postgres === null) return { figures: {}, target: {}, skipped: 'needs a PostgreSQL server on this machine' };
  const random = new Random(seed);
  const started = await setStage({ env: { DATABASE_URL: postgres.url } });
  const stage = { ...started, database: postgresLooks(postgres.url) };
  const { url } = stage.service;
  const [wishes, issuer] = [new Wishes(random), new Issuer(() => url)];
  const load = new JudgedLoad(url, wishes, issuer, random);
  const answerers = answerAll(stage, issuer);
  const stops = isShort ? STOPS_SHORT : STOPS;
  const recoveredMs: number[] = [];
  for (let n = 1; n <= stops; n += 1) {
    await pause(random.between(...BEFORE_MS));
    await postgres.stop();
    const [from, to] = isShort ? BRIEF_MS : AWAY_MS;
    await pause(random.between(from, to));
    await postgres.startAgain();
    recoveredMs.push(await untilRecovered(url, wishes, issuer));
    if (n % 5 === 0 || n === stops) say(`${n} stops, ${issuer.told.size} contracts acknowledged`);
  }
  await load.stop();
  if (isShort) await passLeases(stage);
  await answerers.stop();
  await untilQuiet(stage.database, QUIET_MS);
  const replaysChanged = await issuer.countChangedReplays(random.shuffled([...issuer.told.values()]).slice(0, REPLAYS));
  await untilQuiet(stage.database, QUIET_MS);
  await untilLogged(stage.database);
  await stage.close();
  return judge(stage, issuer, load, { stops, recovered_ms_max: most(recoveredMs), replays_changed: replaysChanged });
}

/** What was claimed in the moment of a stop waits for the end of its lease, 45 seconds. The short form has no time for that. */
async function passLeases({ database }: Stage): Promise<void> {
  await pause(IN_FLIGHT_MS);
  await database.rows("UPDATE outbox SET lease_until = '2020-01-01T00:00:00.000Z' WHERE lease_until IS NOT NULL");
}

/** The first party of each contract says yes, and the second one of every other, until the carrier sees 200. */
function answerAll(stage: Stage, issuer: Issuer): Crew {
  let next = 0;
  return keepBusy(2, async () => {
    const told = [...issuer.told.values()][next];
    if (told === undefined) return pause(20);
    next += 1;
    for (const phone of told.wish.phones.slice(0, 1 + (next % 2))) {
      const code = stage.texts.codeFor(phone) ?? (await stage.texts.untilCode(phone, QUIET_MS));
      const id = `reply-${phone}`;
      await issuer.post(id, smsCallback({ from: phone, text: `YES-${code}`, id }, signed(stage.webhookSecret)));
    }
  });
}

async function judge(stage: Stage, issuer: Issuer, load: JudgedLoad, seen: Record<string, number>): Promise<Outcome> {
  const { database, texts } = stage;
  const contracts = await check.readContracts(database);
  const sent = await compareTexts(database, texts);
  const figures = {
    ...seen,
    ...{ acknowledged: issuer.told.size, replies_acknowledged: issuer.heard.size, ...load.seen },
    ...(load.firstWrong && { first_wrong: load.firstWrong }),
    ...{ retries: issuer.retries, retries_refused: issuer.refused.length },
    ...(issuer.refused[0] && { first_refused: issuer.refused[0] }),
    acknowledged_lost: check.listLost(contracts, issuer).length,
    replies_lost: await check.countUnheard(database, issuer),
    doubles: check.countDoubles(contracts),
    contracts_unasked: await check.countUnasked(database),
    contracts_stuck: await check.countStuck(database),
    wrongly_concluded: await check.countWronglyConcluded(database),
    texts_repeated: sent.repeated,
    texts_repeated_unflagged: sent.repeated_unflagged,
    texts_unsettled: sent.unsettled,
    chains_broken: (await listBrokenChains(database)).length,
    audit: await auditOf(stage),
  };
  const none = `server_errors unanswered otherwise retries_refused replays_changed acknowledged_lost replies_lost doubles
    contracts_unasked contracts_stuck wrongly_concluded texts_repeated_unflagged texts_unsettled chains_broken`;
  return {
    figures,
    target: {
      ...allZero(none),
      ...{ audit: 'holds', not_now: { atLeast: 1 }, acknowledged: { atLeast: seen.stops! } },
      ...{ recovered_ms_max: { atMost: RECOVERED_MS }, slowest_ms: { atMost: SLOWEST_MS } },
    },
  };
}
