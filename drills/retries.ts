/** F9: fifty uses of one Idempotency-Key at once, another body on it, and a process killed before it could answer. */
import { listBrokenChains } from './harness/chains.js';
import * as check from './harness/checker.js';
import { count } from './harness/database.js';
import { KilledMidway } from './harness/killed-midway.js';
import { Random } from './harness/random.js';
import { Reuses } from './harness/reuses.js';
import { type Stage, setStage } from './harness/stage.js';
import { allZero, bothEngines, type Outcome } from './harness/verdict.js';
import { Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

interface Size {
  keys: number;
  uses: number;
  kills: number;
}

const FULL: Size = { keys: 200, uses: 50, kills: 20 };
const SHORT: Size = { keys: 6, uses: 50, kills: 1 };

export async function retries({ isShort, seed, postgresUrl }: DrillOptions): Promise<Outcome> {
  const size = isShort ? SHORT : FULL;
  const onSqlite = await onOneEngine(null, size, seed);
  return bothEngines(onSqlite, postgresUrl ? await onOneEngine(postgresUrl, size, seed) : null);
}

async function onOneEngine(postgresUrl: string | null, size: Size, seed: number): Promise<Outcome> {
  const random = new Random(seed);
  const wishes = new Wishes(random);
  const stage = await setStage({ postgresUrl });
  const reuses = new Reuses(() => random.pick(stage.services).url);
  for (let n = 0; n < size.keys; n += 1) await reuses.useAtOnce(wishes.next(), size.uses);
  say(`${stage.database.engine}: ${size.keys} keys, each used ${size.uses} times at once`);
  const reused = await count(stage.database, 'SELECT count(*) AS n FROM contracts');
  const midway = new KilledMidway(stage, wishes, random);
  for (let n = 0; n < size.kills; n += 1) await midway.killOnce();
  say(`${size.kills} kills with ${midway.figures.killed_in_flight} creates in flight`);
  const outcome = await judge(stage, size, reused, reuses, midway);
  await stage.close();
  return outcome;
}

async function judge(
  { database }: Stage,
  { keys }: Size,
  reused: number,
  reuses: Reuses,
  midway: KilledMidway,
): Promise<Outcome> {
  const figures = {
    ...{ keys, contracts_of_reuse: reused, ...reuses.figures, first_wrong: reuses.firstWrong ?? midway.firstWrong },
    ...midway.figures,
    doubles: check.countDoubles(await check.readContracts(database)),
    contracts_unasked: await check.countUnasked(database),
    chains_broken: (await listBrokenChains(database)).length,
  };
  const none = `not_201 bodies_differ replays_unmarked other_body_not_422 retries_not_201 retries_incomplete doubles
    contracts_unasked chains_broken`;
  const target = { ...allZero(none), contracts_of_reuse: keys };
  return { figures, target: { ...target, killed_in_flight: { atLeast: 1 } } };
}
