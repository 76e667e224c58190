/** F8: confirm, decline, cancel, expire, amend, ask again in any order; after every step the service stands where a model stands. */
import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { AgreementModel } from './harness/agreement-model.js';
import { agreeByText, STEPS } from './harness/agreement-steps.js';
import { integrityOf } from './harness/database.js';
import { tryEveryEdge } from './harness/edges.js';
import { LiveAgreement } from './harness/live-agreement.js';
import { Random } from './harness/random.js';
import { type Stage, setStage } from './harness/stage.js';
import { bothEngines, type Outcome } from './harness/verdict.js';
import { Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const RUNS = 1_000;
const RUNS_SHORT = 16;
const LANES = 16;
const MOST_STEPS = 14;
const TELL_EVERY = 100;

interface Tally {
  runs: number;
  steps: number;
  /** How runs ended. */
  statuses: Record<string, number>;
}

export async function model({ isShort, seed, postgresUrl }: DrillOptions): Promise<Outcome> {
  const runs = isShort ? RUNS_SHORT : RUNS;
  const onBoth = [onOneEngine(null, seed, runs), ...(postgresUrl ? [onOneEngine(postgresUrl, seed, runs)] : [])];
  const [onSqlite, onPostgres = null] = await Promise.all(onBoth);
  return bothEngines(onSqlite!, onPostgres);
}

async function onOneEngine(postgresUrl: string | null, seed: number, runs: number): Promise<Outcome> {
  const stage = await setStage({ postgresUrl });
  const wishes = new Wishes(new Random(seed));
  const tally: Tally = { runs: 0, steps: 0, statuses: {} };
  const lanes = Array.from({ length: LANES }, (_, lane) => {
    const share = Math.floor(runs / LANES) + (lane < runs % LANES ? 1 : 0);
    return findDivergence(stage, wishes, seed + lane, share, tally);
  });
  const divergences = (await Promise.all(lanes)).filter((found) => found !== null);
  for (const found of divergences) say(found);
  await stage.close();
  const edges = await tryEveryEdge(stage.database);
  const { engine } = stage.database;
  const figures = {
    ...{ runs: tally.runs, divergences: divergences.length, first_divergence: divergences[0] ?? null },
    ...{ statuses_reached: Object.keys(tally.statuses).length, by_status: tally.statuses, steps: tally.steps },
    ...edges,
    integrity: await integrityOf(stage.database),
  };
  const target = {
    ...{ runs: { atLeast: runs }, divergences: 0, illegal_edges_taken: 0, legal_edges_refused: 0 },
    ...{ statuses_reached: { atLeast: runs >= RUNS ? 8 : 5 }, integrity: engine === 'sqlite' ? 'ok' : 'not asked' },
  };
  return { figures, target };
}

/** The shortest story in which the service and the model part, with what they then said; null: they never did. */
async function findDivergence(
  stage: Stage,
  wishes: Wishes,
  seed: number,
  numRuns: number,
  tally: Tally,
): Promise<string | null> {
  const stories = fc.tuple(
    fc.constantFrom(2, 2, 3),
    fc.boolean(),
    fc.commands(STEPS, { maxCommands: MOST_STEPS, size: 'max' }),
  );
  const property = fc.asyncProperty(stories, async ([partyCount, isAgreed, steps]) => {
    const [foreseen, live] = [new AgreementModel(partyCount), new LiveAgreement(stage, wishes)];
    await live.propose(partyCount);
    if (isAgreed) await agreeByText(foreseen, live);
    await fc.asyncModelRun(() => ({ model: foreseen, real: live }), steps);
    const receipts = await Promise.all(
      foreseen
        .receipts()
        .map((_, i) => live.receipt(i + 1).then((one) => one && { status: one.status, decisions: one.decisions })),
    );
    deepStrictEqual(receipts, foreseen.receipts());
    tally.runs += 1;
    tally.steps += live.stepsDone;
    tally.statuses[foreseen.status] = (tally.statuses[foreseen.status] ?? 0) + 1;
    if (tally.runs % TELL_EVERY === 0) say(`${stage.database.engine}: ${tally.runs} runs`);
  });
  const { failed, counterexample, errorInstance, numShrinks } = await fc.check(property, { seed, numRuns });
  if (!failed) return null;
  const [[partyCount, isAgreed, steps] = []] = counterexample ?? [];
  const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return `seed ${seed}, ${partyCount} parties${isAgreed ? ' who agreed' : ''}, shrunk ${numShrinks} times: ${steps}\n${why}`;
}
