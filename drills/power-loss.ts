/**
 * F2: the power fails under load. On SQLite the service lives on a disk in a file, and that file is copied at random
 * moments: what it holds is what had been written out. PostgreSQL tells how often it asked its own disk to be sure.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../test/until.js';
import { listBrokenChains, listBrokenDocuments } from './harness/chains.js';
import * as check from './harness/checker.js';
import { keepBusy } from './harness/crew.js';
import { count, integrityOf, sqliteDatabase } from './harness/database.js';
import { countFsyncs } from './harness/fsyncs.js';
import { Issuer, type Told } from './harness/issuer.js';
import { CuttableDisk, copyFiles } from './harness/power-cut.js';
import { Random } from './harness/random.js';
import { type Stage, setStage } from './harness/stage.js';
import { allZero, type Outcome } from './harness/verdict.js';
import { Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const CUTS = 100;
const CUTS_SHORT = 4;
const HANDS = 6;
const LOAD_MS = [100, 600] as const;
const ONE_BY_ONE = 20;
const COUNTED_WITHIN_MS = 10_000;

export async function powerLoss({ isShort, seed, postgresUrl }: DrillOptions): Promise<Outcome> {
  const random = new Random(seed);
  const wishes = new Wishes(random);
  const disk = CuttableDisk.mount();
  const stage = await setStage(disk ? { dataDir: disk.folder } : {});
  const issuer = new Issuer(() => stage.service.url);
  const fsyncs = await countFsyncs(stage.service.pid, () => proposeOneByOne(issuer, wishes));
  const found = await cutOften(stage, disk, isShort ? CUTS_SHORT : CUTS, { issuer, wishes, random });
  await stage.close();
  const synced = postgresUrl ? await countSynced(postgresUrl, wishes) : null;
  const figures = {
    ...found,
    disk: disk ? 'as of the last write to it' : 'files as they were seen: this user may not mount',
    one_by_one: ONE_BY_ONE,
    fsyncs: fsyncs ?? 'not counted: needs strace',
    ...(synced !== null && { postgres_fsyncs: synced }),
  };
  return {
    figures,
    target: {
      ...allZero('acknowledged_lost chains_broken documents_broken damaged doubles'),
      acknowledged_before: { atLeast: isShort ? CUTS_SHORT : CUTS },
      ...(fsyncs !== null && { fsyncs: { atLeast: ONE_BY_ONE } }),
      ...(synced !== null && { postgres_fsyncs: { atLeast: ONE_BY_ONE } }),
    },
  };
}

async function proposeOneByOne(issuer: Issuer, wishes: Wishes): Promise<void> {
  for (let n = 0; n < ONE_BY_ONE; n += 1) await issuer.propose(wishes.next());
}

interface Clients {
  issuer: Issuer;
  wishes: Wishes;
  random: Random;
}

/** Each cut in the middle of the load; the process stands still meanwhile, as it would. */
async function cutOften({ service }: Stage, disk: CuttableDisk | null, cuts: number, clients: Clients) {
  const { issuer, wishes, random } = clients;
  const found = { cuts, acknowledged_before: 0, acknowledged_lost: 0, chains_broken: 0, documents_broken: 0 };
  const more = { damaged: 0, doubles: 0 };
  const crew = keepBusy(HANDS, async () => void (await issuer.propose(wishes.next())));
  for (let n = 1; n <= cuts; n += 1) {
    await pause(random.between(...LOAD_MS));
    const told = new Map<string, Told>();
    const files = await service.standStill(() => {
      for (const [key, one] of issuer.told) told.set(key, one);
      return disk ? disk.cut() : copyFiles(service.dataDir);
    });
    const copy = sqliteDatabase(join(files, 'ndiyo.sqlite'), 'write');
    const contracts = await check.readContracts(copy);
    found.acknowledged_before = told.size;
    found.acknowledged_lost += check.listLost(contracts, { told }).length;
    more.doubles += check.countDoubles(contracts);
    found.chains_broken += (await listBrokenChains(copy)).length;
    found.documents_broken += (await listBrokenDocuments(copy)).length;
    if ((await integrityOf(copy)) !== 'ok') more.damaged += 1;
    if (n % 10 === 0 || n === cuts) say(`${n} cuts, ${told.size} contracts acknowledged before the last`);
  }
  await crew.stop();
  return { ...found, ...more };
}

/** One after the other: nobody shares a commit. */
async function countSynced(postgresUrl: string, wishes: Wishes): Promise<number> {
  const stage = await setStage({ postgresUrl });
  const synced = () => count(stage.database, 'SELECT wal_sync AS n FROM pg_stat_wal');
  const before = await synced();
  await proposeOneByOne(new Issuer(() => stage.service.url), wishes);
  // Its processes tell what they did a moment later.
  const enough = (n: number) => n - before >= ONE_BY_ONE;
  const after = await until(synced, enough, COUNTED_WITHIN_MS).catch(synced);
  await stage.close();
  return after - before;
}
