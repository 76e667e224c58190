/**
 * Two servers on one PostgreSQL behind a proxy, under load: they start together on the schema of the release before, one
 * is restarted after the other, a migration of tomorrow runs under them, and at last one is killed. Clients notice nothing.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { accept } from '../test/fakes/fake-carrier.js';
import { until } from '../test/until.js';
import { auditOf, untilLogged } from './harness/audit.js';
import { Balancer } from './harness/balancer.js';
import { listBrokenChains } from './harness/chains.js';
import * as check from './harness/checker.js';
import { get } from './harness/client.js';
import { startClients } from './harness/clients.js';
import { keepBusy } from './harness/crew.js';
import { count } from './harness/database.js';
import { countForks, migrateAllButTheLast, migrateFromTomorrow } from './harness/future-release.js';
import { Issuer } from './harness/issuer.js';
import { Random } from './harness/random.js';
import { countInvalidReceipts } from './harness/receipts.js';
import { compareTexts } from './harness/sent-texts.js';
import type { Service } from './harness/service.js';
import { type Stage, setStage, untilQuiet } from './harness/stage.js';
import { allZero, median, most, type Outcome } from './harness/verdict.js';
import { CONTRACTS, Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const ROUNDS = 10;
const CARRIER_MS = 40;
const LOAD_MS = 300;
const EXIT_WITHIN_MS = 10_000;
const LEASE_MS = 45_000;
const DRAINED_WITHIN_MS = 2 * LEASE_MS;

interface Fleet {
  stage: Stage;
  balancer: Balancer;
  issuer: Issuer;
  wishes: Wishes;
  random: Random;
  reads: { done: number; failed: number; firstFailure: string | null };
  exits: { codes: (number | null)[]; ms: number[] };
}

export async function fleet({ isShort, seed, postgresUrl }: DrillOptions): Promise<Outcome> {
  if (!postgresUrl) return { figures: {}, target: {}, skipped: 'needs PostgreSQL: --postgres url' };
  const random = new Random(seed);
  const stage = await setStage({ postgresUrl, env: { STOP_DELAY: '1' }, prepare: migrateAllButTheLast });
  stage.carrier.answerWith((text, answer) => void setTimeout(() => accept()(text, answer), CARRIER_MS));
  const balancer = await Balancer.start(() => stage.services.map(({ url }) => url));
  const issuer = new Issuer(() => balancer.url);
  const [reads, exits] = [
    { done: 0, failed: 0, firstFailure: null },
    { codes: [], ms: [] },
  ];
  const all: Fleet = { stage, balancer, issuer, wishes: new Wishes(random), random, reads, exits };
  const altered = await rollOver(all, isShort);
  const rolled = {
    ...{ failed: issuer.retries + issuer.refused.length + reads.failed, tables_altered: altered },
    texts_repeated: (await compareTexts(stage.database, stage.texts)).repeated,
  };
  const killed = await killOne(all, isShort);
  const ids = await confirmedIds(stage);
  const receipts = { receipts: ids.length, receipts_invalid: await countInvalidReceipts(balancer.url, ids) };
  await untilLogged(stage.database);
  await stage.close();
  return judge(all, { ...rolled, ...killed, ...receipts });
}

/** Nobody repeats anything here: whatever is not answered well the first time has failed. */
async function rollOver(all: Fleet, isShort: boolean): Promise<number> {
  const { stage, issuer, wishes, random } = all;
  const stopClients = startClients(stage, issuer, wishes, random);
  const readers = keepBusy(2, () => read(all));
  await pause(LOAD_MS);
  let altered = await migrateFromTomorrow(stage.env.DATABASE_URL!, 1);
  for (let n = 1; n <= (isShort ? 1 : ROUNDS); n += 1) {
    for (const service of isShort ? [stage.service] : stage.services) await restart(all, service);
    const failure = issuer.firstRetry ?? all.reads.firstFailure;
    const failed = `${issuer.retries + all.reads.failed} calls failed${failure === null ? '' : `, first: ${failure}`}`;
    say(`round ${n}: ${issuer.told.size} contracts, ${failed}`);
    if (n === ROUNDS / 2) altered += await migrateFromTomorrow(stage.env.DATABASE_URL!, 2);
  }
  await stopClients();
  await readers.stop();
  await untilQuiet(stage.database);
  return altered;
}

async function read({ balancer, issuer, random, reads }: Fleet): Promise<void> {
  await pause(random.between(5, 20));
  const told = [...issuer.told.values()].at(-1);
  if (!told) return;
  const answer = await get(balancer.url, `${CONTRACTS}/${told.contractId}`).catch((error: Error) => error);
  if (!(answer instanceof Error) && answer.status === 200) {
    reads.done += 1;
    return;
  }
  reads.failed += 1;
  reads.firstFailure ??= answer instanceof Error ? answer.message : `${answer.status} ${answer.text.slice(0, 300)}`;
}

async function restart({ balancer, exits }: Fleet, service: Service): Promise<void> {
  const began = performance.now();
  exits.codes.push(await service.stop());
  exits.ms.push(Math.round(performance.now() - began));
  await service.start();
  await until(
    () => balancer.isReady(service.url),
    (isReady) => isReady,
  );
  await pause(LOAD_MS);
}

/** Clients of this part repeat what broke off; the other server takes over what the killed one had in its hands. */
async function killOne({ stage, issuer, wishes, random }: Fleet, isShort: boolean) {
  const stopClients = startClients(stage, issuer, wishes, random);
  await pause(2 * LOAD_MS);
  await stage.services[1]!.kill();
  const killedAt = Date.now();
  const leased = await count(stage.database, 'SELECT count(*) AS n FROM outbox WHERE lease_until IS NOT NULL');
  say('one killed; the other takes over what it held');
  if (isShort) await endLeases(stage, killedAt);
  await stopClients(); // some of them wait for a text that the killed one held
  await untilQuiet(stage.database, DRAINED_WITHIN_MS);
  return { leased_at_kill: leased };
}

/** As if the time of the leases had passed that were taken before the kill. What the survivor had taken has left by then. */
async function endLeases({ database }: Stage, killedAt: number): Promise<void> {
  await pause(20 * CARRIER_MS);
  const takenBefore = new Date(killedAt + LEASE_MS).toISOString();
  await database.rows('UPDATE outbox SET lease_until = created_at WHERE lease_until <= ? RETURNING id', takenBefore);
}

async function confirmedIds({ database }: Stage): Promise<string[]> {
  const rows = await database.rows<{ id: string }>("SELECT id FROM contracts WHERE status = 'confirmed'");
  return rows.map(({ id }) => id);
}

async function judge({ stage, issuer, balancer, reads, exits }: Fleet, seen: Record<string, number>): Promise<Outcome> {
  const { database, texts } = stage;
  const sent = await compareTexts(database, texts);
  const contracts = await check.readContracts(database);
  const figures = {
    restarts: exits.codes.length,
    ...{ acknowledged: issuer.told.size, replies: issuer.heard.size, reads: reads.done },
    ...seen,
    ...(balancer.firstReason && { first_unserved: balancer.firstReason }),
    exits_not_clean: exits.codes.filter((code) => code !== 0).length,
    ...{ exit_ms_median: median(exits.ms), exit_ms_max: most(exits.ms) },
    retries_after_kill: issuer.retries,
    lost: check.listLost(contracts, issuer).length,
    replies_lost: await check.countUnheard(database, issuer),
    doubles: check.countDoubles(contracts),
    contracts_unasked: await check.countUnasked(database),
    contracts_stuck: await check.countStuck(database),
    wrongly_concluded: await check.countWronglyConcluded(database),
    ...{ texts_repeated_after_kill: sent.repeated, texts_repeated_unflagged: sent.repeated_unflagged },
    ...{ texts_sent_unseen: sent.sent_unseen, texts_unsettled: sent.unsettled },
    chains_broken: (await listBrokenChains(database)).length,
    log_forks: await countForks(database),
    audit: await auditOf(stage),
  };
  const none = `failed texts_repeated exits_not_clean lost replies_lost doubles contracts_unasked contracts_stuck
    wrongly_concluded texts_repeated_unflagged texts_sent_unseen texts_unsettled chains_broken log_forks
    receipts_invalid`;
  const target = {
    ...{ ...allZero(none), audit: 'holds', exit_ms_max: { atMost: EXIT_WITHIN_MS } },
    ...{ acknowledged: { atLeast: 20 }, receipts: { atLeast: 1 }, tables_altered: { atLeast: 1 } },
  };
  return { figures, target };
}
