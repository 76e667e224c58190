/** F22: copies of a service under load, one after the other; it dies, each is restored and started, and held against what clients were told. */
import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runCli } from '../test/stories/command-line.js';
import { until } from '../test/until.js';
import { listBrokenChains, listBrokenDocuments } from './harness/chains.js';
import * as check from './harness/checker.js';
import { inParallel } from './harness/crew.js';
import { count, integrityOf, sqliteDatabase } from './harness/database.js';
import { Issuer } from './harness/issuer.js';
import { Random } from './harness/random.js';
import { makeFolder, Service } from './harness/service.js';
import { type Stage, setStage } from './harness/stage.js';
import { TimedLoad } from './harness/timed-load.js';
import { allZero, most, type Outcome } from './harness/verdict.js';
import { Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

// A copy counts when it is whole, and holds what was there when it began: begun every six seconds, it has four to be made.
const LONG = { copies: 12, everyMs: 6_000, rpoMs: 10_000, p99Ms: 250, makers: 4, restored: 12 };
// For every change, on a shared machine, where starting a command alone takes a second: there the times are only bounded.
const SHORT = { copies: 2, everyMs: 500, rpoMs: 60_000, p99Ms: 2_500, makers: 2, restored: 1 };
const HANDS = 2;
const FIRST = 5; // contracts before the first copy

interface Copy {
  file: string;
  /** What was acknowledged when the command began. */
  known: Issuer;
  /** Contracts of which it was acknowledged that both said yes. */
  confirmed: string[];
  verdict: string;
  /** When the command began and ended, in milliseconds. */
  beganAt: number;
  endedAt: number;
}

export async function backups({ isShort, seed }: DrillOptions): Promise<Outcome> {
  const form = isShort ? SHORT : LONG;
  const stage = await setStage();
  const issuer = new Issuer(() => stage.service.url);
  const load = new TimedLoad(() => stage.service.url, issuer, new Wishes(new Random(seed)), form.makers);
  const copies = await makeCopies(stage, issuer, load, form);
  await stage.service.kill(); // under load: what nobody copied is gone
  issuer.stop();
  await load.stop();
  await stage.close();
  const restored: Restored[] = [];
  await inParallel(copies.slice(-form.restored), HANDS, async (copy) => void restored.push(await restore(stage, copy)));
  const sum = (of: (one: Restored) => number) => restored.reduce((total, one) => total + of(one), 0);
  const figures = {
    ...{ acknowledged: issuer.told.size, writes_refused: issuer.refused.length },
    ...{ write_p99_ms: load.at(0.99), write_max_ms: load.at(1) },
    copies: copies.length,
    copies_refused: copies.filter(({ verdict }) => verdict !== 'verified').length,
    copy_ms_max: most(copies.map(({ beganAt, endedAt }) => endedAt - beganAt)),
    copy_kb_max: most(
      copies.map(({ file }) => Math.round((statSync(file, { throwIfNoEntry: false })?.size ?? 0) / 1_000)),
    ),
    restored: restored.filter(({ isStarted }) => isStarted).length,
    receipts_least: Math.min(...restored.map(({ receipts }) => receipts)),
    acknowledged_lost: sum(({ lost }) => lost),
    decisions_lost: sum(({ unheard }) => unheard),
    chains_broken: sum(({ broken }) => broken),
    integrity: restored.map(({ integrity }) => integrity).find((verdict) => verdict !== 'ok') ?? 'ok',
    rpo_ms: longestRisk(copies),
  };
  const target = {
    ...allZero('writes_refused copies_refused acknowledged_lost decisions_lost chains_broken'),
    ...{ acknowledged: { atLeast: form.copies }, receipts_least: { atLeast: 1 } },
    ...{ restored: form.restored, integrity: 'ok' },
    ...{ write_p99_ms: { atMost: form.p99Ms }, rpo_ms: { atMost: form.rpoMs } },
  };
  return { figures, target };
}

async function makeCopies(stage: Stage, issuer: Issuer, load: TimedLoad, form: typeof LONG): Promise<Copy[]> {
  const { service, env } = stage;
  const folder = makeFolder();
  const copies: Copy[] = [];
  await until(
    () => issuer.told.size,
    (told) => told >= FIRST,
  );
  for (let n = 1; n <= form.copies; n += 1) {
    const known = new Issuer(() => '');
    for (const [key, told] of issuer.told) known.told.set(key, told);
    const confirmed = [...load.confirmed];
    const file = join(folder, `${n}.sqlite`);
    const beganAt = Date.now();
    const { code, output } = await runCli(['backup', file], { ...env, DATA_DIR: service.dataDir });
    const endedAt = Date.now();
    if (code !== 0) process.stderr.write(output);
    copies.push({ file, known, confirmed, verdict: code === 0 ? 'verified' : output, beganAt, endedAt });
    say(`copy ${n} of ${form.copies} in ${endedAt - beganAt} ms, ${known.told.size} contracts acknowledged before it`);
    if (n < form.copies) await pause(Math.max(0, beganAt + form.everyMs - endedAt));
  }
  return copies;
}

interface Restored {
  isStarted: boolean;
  receipts: number;
  lost: number;
  unheard: number;
  broken: number;
  integrity: string;
}

/** As on another machine, to which only the copy and the last checkpoint were brought: that one knows of what is lost. */
async function restore({ env, service: dead }: Stage, { file, known, confirmed }: Copy): Promise<Restored> {
  const service = new Service(makeFolder(), env);
  copyFileSync(join(dead.dataDir, 'checkpoint.txt'), join(service.dataDir, 'checkpoint.txt'));
  const { code, output } = await runCli(['restore', file], { ...env, DATA_DIR: service.dataDir });
  if (code !== 0) process.stderr.write(output);
  const isStarted = await service.start().then(
    () => true,
    () => false,
  );
  await service.stop();
  const database = sqliteDatabase(join(service.dataDir, 'ndiyo.sqlite'));
  const rows = await database.rows<{ id: string }>("SELECT id FROM contracts WHERE status = 'confirmed'");
  const standing = new Set(rows.map(({ id }) => id));
  return {
    isStarted: code === 0 && isStarted,
    receipts: await count(database, 'SELECT count(*) AS n FROM receipts'),
    unheard: confirmed.filter((id) => !standing.has(id)).length,
    lost: check.listLost(await check.readContracts(database), known).length,
    broken: (await listBrokenChains(database)).length + (await listBrokenDocuments(database)).length,
    integrity: await integrityOf(database),
  };
}

/** Just before a copy is whole, only the one before it counts, and that holds what was there when it began. */
const longestRisk = (copies: Copy[]): number =>
  most(copies.slice(1).map(({ endedAt }, before) => endedAt - copies[before]!.beganAt));
