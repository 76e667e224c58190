/** F6: another process holds the SQLite file for ten seconds under load. Writers hear 503 soon, readers notice nothing. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { listBrokenChains } from './harness/chains.js';
import * as check from './harness/checker.js';
import { holdLock, type Latencies, watchLivez } from './harness/children.js';
import { integrityOf } from './harness/database.js';
import { Issuer } from './harness/issuer.js';
import { Random } from './harness/random.js';
import { compareTexts } from './harness/sent-texts.js';
import { type Stage, setStage, untilQuiet } from './harness/stage.js';
import { allZero, type Outcome } from './harness/verdict.js';
import { untilRecovered, WatchedLoad } from './harness/watched-load.js';
import { Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const HELD_MS = 10_000;
const HELD_SHORT_MS = 4_000;
const HANDS = { writers: 4, readers: 2 };
const REFUSED_WITHIN_MS = 3_000;
const STALL_MS = 250;
const RECOVERED_MS = 5_000;

export async function locked({ isShort, seed }: DrillOptions): Promise<Outcome> {
  const stage = await setStage();
  const { url, dataDir } = stage.service;
  const wishes = new Wishes(new Random(seed));
  const issuer = new Issuer(() => url);
  const load = new WatchedLoad(url, wishes, issuer, HANDS);
  const endCalm = watchLivez(url);
  await pause(isShort ? 1_500 : 4_000);
  const calm = await endCalm();
  const endStall = watchLivez(url);
  await pause(300); // the watch is a process: it needs a moment before the trouble
  const { released } = await holdLock(join(dataDir, 'ndiyo.sqlite'), isShort ? HELD_SHORT_MS : HELD_MS);
  say('the file is held');
  await released;
  const recoveredMs = await untilRecovered(url, wishes, issuer);
  const stall = await endStall();
  say(`released; the next write was acknowledged after ${recoveredMs} ms`);
  await load.stop();
  await untilQuiet(stage.database);
  await stage.close();
  return judge(stage, issuer, load, { calm, stall, recoveredMs });
}

interface Seen {
  calm: Latencies;
  stall: Latencies;
  recoveredMs: number;
}

async function judge({ database, texts }: Stage, issuer: Issuer, load: WatchedLoad, seen: Seen): Promise<Outcome> {
  const { writes, reads, readyz, firstWrong } = load;
  const contracts = await check.readContracts(database);
  const sent = await compareTexts(database, texts);
  const figures = {
    ...{ acknowledged: issuer.told.size, writes_refused: writes.refused, writes_wrong: writes.wrong },
    ...{ slowest_refusal_ms: writes.slowestRefusalMs, reads: reads.done, reads_failed: reads.failed },
    ...{ slowest_read_ms: reads.slowestMs, readyz_503: readyz.notReady, first_wrong: firstWrong },
    ...{ livez_max_ms: seen.stall.max, livez_p99_ms: seen.stall.p99, livez_p50_ms: seen.stall.p50 },
    ...{
      livez_failures: seen.stall.failures,
      watch_own_max_ms: seen.stall.ownMax,
      livez_calm_max_ms: seen.calm.max,
      recovered_ms: seen.recoveredMs,
    },
    acknowledged_lost: check.listLost(contracts, issuer).length,
    doubles: check.countDoubles(contracts),
    contracts_unasked: await check.countUnasked(database),
    texts_repeated: sent.repeated,
    texts_unsettled: sent.unsettled,
    chains_broken: (await listBrokenChains(database)).length,
    integrity: await integrityOf(database),
  };
  const none = `writes_wrong reads_failed livez_failures acknowledged_lost doubles contracts_unasked texts_repeated
    texts_unsettled chains_broken`;
  const target = {
    ...allZero(none),
    ...{ integrity: 'ok', writes_refused: { atLeast: 1 }, slowest_refusal_ms: { atMost: REFUSED_WITHIN_MS } },
    ...{ livez_max_ms: { atMost: STALL_MS }, recovered_ms: { atMost: RECOVERED_MS } },
  };
  return { figures, target };
}
