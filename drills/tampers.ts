/** F21: somebody who has the database changes what was recorded, cuts off its end, or brings back an old one. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { untilLogged } from './harness/audit.js';
import { postJson } from './harness/client.js';
import { inParallel } from './harness/crew.js';
import { Issuer, type Told } from './harness/issuer.js';
import { openPostgres, openSqlite } from './harness/open-database.js';
import { Random } from './harness/random.js';
import { makeFolder } from './harness/service.js';
import { type Stage, setStage } from './harness/stage.js';
import { type OpenDatabase, Tampering } from './harness/tampering.js';
import { bothEngines, type Outcome } from './harness/verdict.js';
import { CONTRACTS, Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const TAMPERS = 10_000;
const TAMPERS_SHORT = 30;
// Four events each: enough leaves for a whole subtree of 256.
const CONTRACT_COUNT = 70;
const CUTS = 20;
const CUTS_SHORT = 1;
const HANDS = 8;
const POSTGRES_SHARE = 0.2;
const TELL_EVERY = 500;

export async function tampers({ isShort, seed, postgresUrl }: DrillOptions): Promise<Outcome> {
  const wanted = isShort ? TAMPERS_SHORT : TAMPERS;
  const cuts = isShort ? CUTS_SHORT : CUTS;
  const onSqlite = await onOneEngine(null, seed, wanted, cuts);
  if (isShort) return onSqlite; // the tests try a few on both engines
  const share = Math.round(wanted * POSTGRES_SHARE);
  return bothEngines(onSqlite, postgresUrl ? await onOneEngine(postgresUrl, seed, share, cuts) : null);
}

async function onOneEngine(postgresUrl: string | null, seed: number, wanted: number, cuts: number): Promise<Outcome> {
  const random = new Random(seed);
  const wishes = new Wishes(random);
  const stage = await setStage({ postgresUrl });
  const old = join(makeFolder(), 'old.sqlite');
  await agree(stage, wishes, CONTRACT_COUNT);
  await untilLogged(stage.database);
  const { database, service } = stage;
  const file = join(service.dataDir, 'ndiyo.sqlite');
  if (database.engine === 'sqlite') await restartAround(stage, () => copyFileSync(file, old));
  await agree(stage, wishes, 1);
  await untilLogged(database);
  await stage.close();
  const env = { ...stage.env, DATA_DIR: service.dataDir };
  const open = postgresUrl ? await openPostgres(stage.env.DATABASE_URL!) : openSqlite(file);
  const found = await tamper(open, env, random, wanted, database.engine);
  const unseen = await cutOff(stage, open, cuts, random);
  const isOldStarted = database.engine === 'sqlite' ? await startsWith(stage, () => copyFileSync(old, file)) : false;
  const figures = {
    ...{ tampers: wanted, ...found, ends_cut_off: cuts, cuts_not_found: unseen },
    old_database: database.engine === 'sqlite' ? (isOldStarted ? 'started' : 'refused') : 'not tried',
  };
  const target = {
    ...{ tampers: wanted, not_found: 0, not_named: 0, wrong_alarms: 0, cuts_not_found: 0 },
    old_database: database.engine === 'sqlite' ? 'refused' : 'not tried',
  };
  return { figures, target };
}

async function agree(stage: Stage, wishes: Wishes, contracts: number): Promise<void> {
  const issuer = new Issuer(() => stage.service.url);
  const wanted = Array.from({ length: contracts }, () => wishes.next());
  await inParallel(wanted, HANDS, async (wish) => {
    const told = (await issuer.propose(wish)) as Told;
    for (const phone_number of wish.phones) {
      const body = JSON.stringify({ phone_number });
      await postJson(stage.service.url, `${CONTRACTS}/${told.contractId}/confirm`, body);
    }
  });
}

async function restartAround({ service }: Stage, work: () => void): Promise<void> {
  await service.stop();
  work();
  await service.start();
}

/** The audit command's own work, in this process: ten thousand starts of it would take hours. */
async function openAudit(env: Record<string, string>) {
  Object.assign(process.env, env, { NODE_ENV: 'test' });
  const built = (path: string) => import(join(process.cwd(), 'dist/cli', path));
  const { atWorkbench } = (await built('workbench.js')) as typeof import('../src/cli/workbench.js');
  const { findFault, ROOMS } = (await built('audit.js')) as typeof import('../src/cli/audit.js');
  return <T>(work: (audit: () => Promise<string | null>) => Promise<T>): Promise<T> =>
    atWorkbench((rooms) => work(() => findFault(rooms, () => {})), ROOMS);
}

async function tamper(
  open: OpenDatabase,
  env: Record<string, string>,
  random: Random,
  wanted: number,
  engine: string,
): Promise<Record<string, unknown>> {
  const tampering = new Tampering(open, random);
  const figures = { not_found: 0, not_named: 0, wrong_alarms: 0, kinds: {} as Record<string, number> };
  const withAudit = await openAudit(env);
  return withAudit(async (audit) => {
    for (let n = 1; n <= wanted; n += 1) {
      const { what, places, undo } = await tampering.next();
      const fault = await audit();
      await undo();
      figures.kinds[what] = (figures.kinds[what] ?? 0) + 1;
      if (fault === null) figures.not_found += 1;
      else if (!places.some((place) => fault.includes(place))) figures.not_named += 1;
      if (fault === null || !places.some((place) => fault.includes(place))) {
        process.stderr.write(`${what} at ${places.join(' or ')}: ${fault ?? 'not found'}\n`);
      }
      if (n % 50 === 0 && (await audit()) !== null) figures.wrong_alarms += 1;
      if (n % TELL_EVERY === 0) say(`${engine}: ${n} of ${wanted} tampers`);
    }
    return figures;
  });
}

/** The last events with their leaves and checkpoints, as if they had never been: only what was signed outside knows. */
async function cutOff(stage: Stage, open: OpenDatabase, cuts: number, random: Random): Promise<number> {
  let unseen = 0;
  for (let n = 0; n < cuts; n += 1) {
    const [{ size } = { size: 0 }] = await open.rows('SELECT max(leaf_index) + 1 AS size FROM log_leaves');
    const left = Number(size) - 1 - random.below(3);
    for (const sql of [
      'DELETE FROM events WHERE leaf_index >= ?',
      'DELETE FROM log_leaves WHERE leaf_index >= ?',
      'DELETE FROM log_checkpoints WHERE tree_size > ?',
    ])
      await open.run(sql, left);
    if (await startsWith(stage, () => {})) unseen += 1;
  }
  return unseen;
}

async function startsWith({ service }: Stage, prepare: () => void): Promise<boolean> {
  prepare();
  try {
    await service.start();
  } catch (error) {
    if (/acknowledge-restore/.test((error as Error).message)) return false;
    throw error;
  }
  await service.stop();
  return true;
}
