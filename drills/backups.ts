/** F22: copies of a service under load, one after the other; each is restored, started, and compared with what clients were told. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runCli } from '../test/stories/command-line.js';
import * as check from './harness/checker.js';
import { inParallel, keepBusy } from './harness/crew.js';
import { integrityOf, sqliteDatabase } from './harness/database.js';
import { Issuer } from './harness/issuer.js';
import { Random } from './harness/random.js';
import { makeFolder, Service } from './harness/service.js';
import { type Stage, setStage } from './harness/stage.js';
import { allZero, most, type Outcome } from './harness/verdict.js';
import { Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

// A copy's moment lies up to a second after its command begins: begun a tenth sooner than the mark.
const LONG = { copies: 12, everyMs: 9_000, rpoMs: 10_000, p99Ms: 250, makers: 4 };
// For every change, on a shared machine, where starting a command alone takes a second: there the times are only bounded.
const SHORT = { copies: 2, everyMs: 1_000, rpoMs: 5_000, p99Ms: 1_000, makers: 2 };
const HANDS = 2;

interface Copy {
  file: string;
  /** What was acknowledged when the command began. */
  known: Issuer;
  verdict: string;
  ms: number;
}

export async function backups({ isShort, seed }: DrillOptions): Promise<Outcome> {
  const form = isShort ? SHORT : LONG;
  const stage = await setStage();
  const issuer = new Issuer(() => stage.service.url);
  const load = new TimedLoad(issuer, new Wishes(new Random(seed)), form.makers);
  const copies = await makeCopies(stage, issuer, form);
  await load.stop();
  await stage.close();
  const restored: Restored[] = [];
  await inParallel(copies, HANDS, async (copy) => void restored.push(await restore(stage, copy)));
  const figures = {
    acknowledged: issuer.told.size,
    writes_refused: issuer.refused.length,
    write_p99_ms: load.at(0.99),
    write_max_ms: load.at(1),
    copies: copies.length,
    copies_refused: copies.filter(({ verdict }) => verdict !== 'verified').length,
    copy_ms_max: most(copies.map(({ ms }) => ms)),
    copy_kb_max: most(
      copies.map(({ file }) => Math.round((statSync(file, { throwIfNoEntry: false })?.size ?? 0) / 1_000)),
    ),
    restored: restored.filter(({ isStarted }) => isStarted).length,
    acknowledged_lost: restored.reduce((sum, { lost }) => sum + lost, 0),
    integrity: restored.map(({ integrity }) => integrity).find((verdict) => verdict !== 'ok') ?? 'ok',
    rpo_ms: widest(restored.map(({ newestAt }) => newestAt).sort((a, b) => a - b)),
  };
  const target = {
    ...allZero('writes_refused copies_refused acknowledged_lost'),
    ...{ acknowledged: { atLeast: form.copies }, restored: form.copies, integrity: 'ok' },
    ...{ write_p99_ms: { atMost: form.p99Ms }, rpo_ms: { atMost: form.rpoMs } },
  };
  return { figures, target };
}

/** Hands that make contracts, and how long each waited for its answer. */
class TimedLoad {
  private readonly times: number[] = [];
  private readonly crew;

  constructor(issuer: Issuer, wishes: Wishes, hands: number) {
    this.crew = keepBusy(hands, async () => {
      const began = performance.now();
      await issuer.propose(wishes.next());
      this.times.push(performance.now() - began);
      await pause(10);
    });
  }

  async stop(): Promise<void> {
    await this.crew.stop();
    this.times.sort((a, b) => a - b);
  }

  at(part: number): number {
    return Math.round(this.times[Math.floor(part * (this.times.length - 1))] ?? Number.NaN);
  }
}

async function makeCopies({ service, env }: Stage, issuer: Issuer, form: typeof LONG): Promise<Copy[]> {
  const folder = makeFolder();
  const copies: Copy[] = [];
  for (let n = 1; n <= form.copies; n += 1) {
    const began = performance.now();
    const known = new Issuer(() => '');
    for (const [key, told] of issuer.told) known.told.set(key, told);
    const file = join(folder, `${n}.sqlite`);
    const { code, output } = await runCli(['backup', file], { ...env, DATA_DIR: service.dataDir });
    const ms = Math.round(performance.now() - began);
    if (code !== 0) process.stderr.write(output);
    copies.push({ file, known, verdict: code === 0 ? 'verified' : output, ms });
    say(`copy ${n} of ${form.copies} in ${ms} ms, ${known.told.size} contracts acknowledged before it`);
    if (n < form.copies) await pause(Math.max(0, form.everyMs - ms));
  }
  return copies;
}

interface Restored {
  isStarted: boolean;
  lost: number;
  integrity: string;
  /** When the last contract in it was made, in milliseconds. */
  newestAt: number;
}

async function restore({ env }: Stage, { file, known }: Copy): Promise<Restored> {
  const service = new Service(makeFolder(), env);
  const { code, output } = await runCli(['restore', file], { ...env, DATA_DIR: service.dataDir });
  if (code !== 0) process.stderr.write(output);
  const isStarted = await service.start().then(
    () => true,
    () => false,
  );
  await service.stop();
  const database = sqliteDatabase(join(service.dataDir, 'ndiyo.sqlite'));
  const [newest] = await database.rows<{ at: string }>('SELECT max(created_at) AS at FROM contracts');
  return {
    isStarted: code === 0 && isStarted,
    lost: check.listLost(await check.readContracts(database), known).length,
    integrity: await integrityOf(database),
    newestAt: Date.parse(newest?.at ?? ''),
  };
}

/** The longest stretch between two neighbours. */
const widest = (times: number[]): number => most(times.slice(1).map((time, i) => time - times[i]!));
