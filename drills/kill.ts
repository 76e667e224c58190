/** F1: `kill -9` under load, restart on the same data; clients repeat the same key and body until they know. */
import { setTimeout as pause } from 'node:timers/promises';
import { listBrokenChains, listBrokenDocuments } from './harness/chains.js';
import * as check from './harness/checker.js';
import { startClients } from './harness/clients.js';
import { count, integrityOf } from './harness/database.js';
import { Issuer } from './harness/issuer.js';
import { Random } from './harness/random.js';
import { compareTexts, type SentTexts } from './harness/sent-texts.js';
import { type Stage, setStage, untilQuiet } from './harness/stage.js';
import { allZero, median, most, type Outcome } from './harness/verdict.js';
import { Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const KILLS = 200;
const KILLS_SHORT = 3;
// Long enough to be in the middle of creating, committing, sending and hearing; short enough to stay bounded.
const LOAD_MS = [50, 700] as const;
// A machine that runs the short form for every change is shared: there the time is told, and only bounded.
const READY_MS = 2_000;
const READY_SHORT_MS = 6_000;
const QUIET_MS = 120_000;
const REPLAYS = 30;

export async function kill({ isShort, seed, kills: asked }: DrillOptions): Promise<Outcome> {
  const kills = asked ?? (isShort ? KILLS_SHORT : KILLS);
  const random = new Random(seed);
  const stage = await setStage();
  const { service } = stage;
  const issuer = new Issuer(() => service.url);
  const stopClients = startClients(stage, issuer, new Wishes(random), random);
  for (let n = 1; n <= kills; n += 1) {
    await pause(random.between(...LOAD_MS));
    await service.kill();
    await service.start();
    if (n % 10 === 0 || n === kills) say(`${n} kills, ${issuer.told.size} contracts acknowledged`);
  }
  await pause(LOAD_MS[0]);
  await stopClients();
  await untilQuiet(stage.database, QUIET_MS);
  const replaysChanged = await issuer.countChangedReplays(random.shuffled([...issuer.told.values()]).slice(0, REPLAYS));
  await untilQuiet(stage.database, QUIET_MS);
  await stage.close();
  return judge(stage, issuer, { kills, isShort, replays_changed: replaysChanged });
}

interface Seen {
  isShort: boolean;
  kills: number;
  replays_changed: number;
}

async function judge({ database, texts, service }: Stage, issuer: Issuer, seen: Seen): Promise<Outcome> {
  const contracts = await check.readContracts(database);
  // The first start is of an empty folder: only the others come back after a kill.
  const readyMs = service.readyMs.slice(1);
  const figures = {
    ...{ kills: seen.kills, replays_changed: seen.replays_changed },
    acknowledged: issuer.told.size,
    replies_acknowledged: issuer.heard.size,
    retries: issuer.retries,
    retries_refused: issuer.refused.length,
    ...(issuer.refused[0] && { first_refused: issuer.refused[0] }),
    contracts: await count(database, 'SELECT count(*) AS n FROM contracts'),
    acknowledged_lost: check.listLost(contracts, issuer).length,
    replies_lost: await check.countUnheard(database, issuer),
    doubles: check.countDoubles(contracts),
    contracts_unasked: await check.countUnasked(database),
    contracts_stuck: await check.countStuck(database),
    wrongly_concluded: await check.countWronglyConcluded(database),
    ...textFigures(await compareTexts(database, texts)),
    chains_broken: (await listBrokenChains(database)).length,
    documents_broken: (await listBrokenDocuments(database)).length,
    integrity: await integrityOf(database),
    ready_ms_median: median(readyMs),
    ready_ms_max: most(readyMs),
  };
  const none = `retries_refused replays_changed acknowledged_lost replies_lost doubles contracts_unasked
    contracts_stuck wrongly_concluded texts_repeated_unflagged texts_sent_unseen texts_unsettled
    chains_broken documents_broken`;
  const target = { ...allZero(none), integrity: 'ok' };
  return {
    figures,
    target: {
      ...target,
      acknowledged: { atLeast: seen.kills },
      ready_ms_median: { atMost: seen.isShort ? READY_SHORT_MS : READY_MS },
    },
  };
}

const textFigures = (sent: SentTexts) => ({
  texts_repeated: sent.repeated,
  texts_repeated_unflagged: sent.repeated_unflagged,
  texts_sent_unseen: sent.sent_unseen,
  texts_suppressed_seen: sent.suppressed_seen,
  texts_unsettled: sent.unsettled,
  texts_put_aside: sent.put_aside,
});
