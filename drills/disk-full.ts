/** F5: the disk fills up under load, and is later emptied. Nothing acknowledged may be lost, and reads go on. */
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../test/until.js';
import { listBrokenChains } from './harness/chains.js';
import * as check from './harness/checker.js';
import { integrityOf } from './harness/database.js';
import { Issuer } from './harness/issuer.js';
import { Random } from './harness/random.js';
import { compareTexts } from './harness/sent-texts.js';
import { fill, mountSmallDisk } from './harness/small-disk.js';
import { type Stage, setStage, untilQuiet } from './harness/stage.js';
import { allZero, type Outcome } from './harness/verdict.js';
import { untilRecovered, WatchedLoad } from './harness/watched-load.js';
import { Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const DISK_MB = 32;
const HANDS = { writers: 4, readers: 2 };
// SQLite goes on writing into the room its log already has, so the first refusal may take a while.
const FULL_WITHIN_MS = 60_000;
const TOLD_WITHIN_MS = 5_000;
const RECOVERED_MS = 5_000;

export async function diskFull({ isShort, seed }: DrillOptions): Promise<Outcome> {
  const dataDir = mountSmallDisk(DISK_MB);
  if (dataDir === null) return { figures: {}, target: {}, skipped: 'needs the right to mount' };
  const stage = await setStage({ dataDir });
  const { url } = stage.service;
  const wishes = new Wishes(new Random(seed));
  const issuer = new Issuer(() => url);
  const load = new WatchedLoad(url, wishes, issuer, HANDS);
  await pause(isShort ? 800 : 3_000);
  const before = { ...load.writes };
  const emptyIt = fill(dataDir);
  say(`the disk is full after ${before.done} writes`);
  await untilSo(() => load.firstRefusalAt !== null, FULL_WITHIN_MS);
  const doneAtFirst = load.writes.done - before.done;
  await untilSo(() => load.firstNotReadyAt !== null, 2 * TOLD_WITHIN_MS);
  await pause(isShort ? 2_000 : 10_000);
  say(`${load.writes.refused} writes refused, ${load.reads.done} reads answered`);
  emptyIt();
  const recoveredMs = await untilRecovered(url, wishes, issuer);
  await pause(isShort ? 300 : 2_000);
  await load.stop();
  await untilQuiet(stage.database);
  await stage.close();
  return judge(stage, issuer, load, { written_while_full: doneAtFirst, recovered_ms: recoveredMs });
}

/** Gives up quietly: what did not come true is judged at the end. */
const untilSo = (isSo: () => boolean, withinMs: number) =>
  until(isSo, (so) => so, withinMs).catch(() => say('that did not show in time'));

async function judge(
  { database, texts }: Stage,
  issuer: Issuer,
  { writes, reads, readyz, firstWrong, firstRefusalAt, firstNotReadyAt }: WatchedLoad,
  seen: { written_while_full: number; recovered_ms: number },
): Promise<Outcome> {
  const contracts = await check.readContracts(database);
  const sent = await compareTexts(database, texts);
  const figures = {
    ...{ acknowledged: issuer.told.size, ...seen, writes_refused: writes.refused, writes_wrong: writes.wrong },
    ...{ slowest_refusal_ms: writes.slowestRefusalMs, reads: reads.done, reads_failed: reads.failed },
    ...{ slowest_read_ms: reads.slowestMs, readyz_503: readyz.notReady, first_wrong: firstWrong },
    // Below zero: /readyz knew before the first client did.
    readyz_503_after_ms: Math.round((firstNotReadyAt ?? Number.NaN) - (firstRefusalAt ?? Number.NaN)),
    acknowledged_lost: check.listLost(contracts, issuer).length,
    doubles: check.countDoubles(contracts),
    contracts_unasked: await check.countUnasked(database),
    texts_repeated: sent.repeated,
    texts_repeated_unflagged: sent.repeated_unflagged,
    texts_unsettled: sent.unsettled,
    chains_broken: (await listBrokenChains(database)).length,
    integrity: await integrityOf(database),
  };
  const none = `writes_wrong reads_failed acknowledged_lost doubles contracts_unasked texts_repeated_unflagged
    texts_unsettled chains_broken`;
  const target = {
    ...allZero(none),
    ...{
      integrity: 'ok',
      writes_refused: { atLeast: 1 },
      readyz_503_after_ms: { atMost: TOLD_WITHIN_MS },
      reads: { atLeast: 1 },
    },
    recovered_ms: { atMost: RECOVERED_MS },
  };
  return { figures, target };
}
