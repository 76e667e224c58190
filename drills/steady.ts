/**
 * F23: contracts, replies and readings at an even pace, well under what the service can do, among many contracts of the past.
 * Nothing fails, nobody waits, every reply decides, and the memory stays as it was.
 */
import { fill } from '../bench/fill.js';
import { filledId } from '../bench/fill-rows.js';
import { count, integrityOf } from './harness/database.js';
import { MemoryWatch } from './harness/memory-watch.js';
import { type LoadResult, putOpenLoad } from './harness/open-load.js';
import { makeFolder } from './harness/service.js';
import { type Stage, setStage, untilQuiet } from './harness/stage.js';
import { allZero, type Outcome, type Target } from './harness/verdict.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

// Two parties answer each contract. A quarter of what two shared cores can do.
const PER_SECOND = { create: 25, read: 150, reply: 50 };
const CONNECTIONS = 200;
const LONG = { contracts: 100_000, warmUpSeconds: 60, seconds: 300, answeredAfterMs: 3_000 };
const SHORT = { contracts: 300, warmUpSeconds: 1, seconds: 2, answeredAfterMs: 500 };
const READ_AMONG = 10_000;
const QUIET_MS = 60_000;
const CREATE_P99_MS = 100;
const READ_P99_MS = 50;
const FLAT_MB_PER_MINUTE = 2;

export async function steady({ isShort, seed }: DrillOptions): Promise<Outcome> {
  const { contracts, ...times } = isShort ? SHORT : LONG;
  const dataDir = makeFolder();
  const stage = await setStage({ dataDir });
  await stage.service.stop();
  fill(dataDir, contracts);
  await stage.service.start();
  const before = await look(stage);
  say(`${contracts} contracts are there; now the load`);
  const memory = new MemoryWatch(stage.service.pid, times.warmUpSeconds);
  const among = Math.min(contracts, READ_AMONG);
  const load = await putOpenLoad({
    ...{ url: stage.service.url, webhookSecret: stage.webhookSecret, seed, atOnce: null },
    present: Array.from({ length: among }, (_, i) => filledId(Math.floor((i * contracts) / among), contracts)),
    ...{ perSecond: PER_SECOND, connections: CONNECTIONS, ...times },
  });
  memory.stop();
  await untilQuiet(stage.database, QUIET_MS);
  const outcome = await judge(stage, load, before, { contracts, ...memory.tell() });
  await stage.close();
  return isShort ? outcome : { ...outcome, target: { ...outcome.target, ...TIMES } };
}

// A machine that runs the short form for every change is shared: there times are told, not judged.
const TIMES: Target = {
  create_p99_ms: { atMost: CREATE_P99_MS },
  read_p99_ms: { atMost: READ_P99_MS },
  rss_mb_per_minute: { atMost: FLAT_MB_PER_MINUTE },
};

const look = async ({ database }: Stage) => ({
  made: await count(database, 'SELECT count(*) AS n FROM contracts'),
  confirmed: await count(database, "SELECT count(*) AS n FROM contracts WHERE status = 'confirmed'"),
  dead: await count(database, "SELECT count(*) AS n FROM outbox WHERE status <> 'waiting'"),
});

async function judge(
  stage: Stage,
  { sources, unanswered, ownLatestMs }: LoadResult,
  before: Awaited<ReturnType<typeof look>>,
  more: Record<string, number>,
): Promise<Outcome> {
  const after = await look(stage);
  const { create, read, reply } = sources as Required<LoadResult['sources']>;
  const all = [create, read, reply];
  const figures = {
    ...more,
    ...{ created: create.sent, read: read.sent, replies: reply.sent },
    ...{ create_p50_ms: create.right.p50, create_p99_ms: create.right.p99, create_max_ms: create.right.max },
    ...{ read_p50_ms: read.right.p50, read_p99_ms: read.right.p99, read_max_ms: read.right.max },
    ...{ reply_p50_ms: reply.right.p50, reply_p99_ms: reply.right.p99, load_own_latest_ms: ownLatestMs },
    errors: all.reduce((sum, { refused, wrong }) => sum + refused + wrong, unanswered),
    first_wrong: all.find(({ firstWrong }) => firstWrong !== null)?.firstWrong ?? null,
    created_not_stored: create.rightInAll - (after.made - before.made),
    // The two parties of a contract answer one after the other.
    replies_without_effect: Math.floor(reply.rightInAll / 2) - (after.confirmed - before.confirmed),
    texts_given_up: after.dead - before.dead,
    integrity: await integrityOf(stage.database),
  };
  const none = 'errors created_not_stored replies_without_effect texts_given_up';
  const some = { created: { atLeast: 1 }, read: { atLeast: 1 }, replies: { atLeast: 1 } };
  return { figures, target: { ...allZero(none), ...some, integrity: 'ok' } };
}
