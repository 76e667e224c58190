/** Drains a backlog of texts to a carrier that takes 50 ms for each. */
import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Carrier, Sent } from './carrier.js';
import { replyCode } from './codes.js';
import { lookInto, numberOf } from './database.js';
import { putLoad } from './load.js';
import { memoryOf, type Server, startService } from './servers.js';
import { highest } from './statistics.js';
import { fileIn, freshFolder, progress } from './workplace.js';

export const CARRIER_MS = 50;
const TEXTS_A_CONTRACT = 3; // two invitations, and the further terms one party asks for
const STALLED_MS = 60_000;
const LOOK_MS = 250;

export interface OutboxFigures {
  texts: number;
  perSecond: number;
  /** Texts of one contract that left in another order than they were queued. */
  outOfOrder: number;
  readyMb: number;
  peakMb: number;
  afterMb: number;
}

interface QueuedText {
  contract: string;
  number: string;
  kind: string;
}

export async function measureOutbox(empty: string, texts: number, carrier: Carrier): Promise<OutboxFigures> {
  const dataDir = freshFolder('outbox', empty);
  const contracts = Math.ceil(texts / TEXTS_A_CONTRACT);
  progress(`outbox: queueing ${contracts * TEXTS_A_CONTRACT} texts while the carrier is silent`);
  await queueTexts(dataDir, contracts, carrier);
  const queued = lookInto(dataDir, listQueued);
  carrier.takeTexts();
  carrier.acceptAfter(CARRIER_MS);
  progress(`outbox: draining to a carrier that answers after ${CARRIER_MS} ms`);
  const service = await startService(dataDir, carrier.url);
  const drained = await drain(service, queued.length, carrier);
  await service.kill();
  return { texts: queued.length, ...drained, outOfOrder: countOutOfOrder(queued, carrier.takeTexts()) };
}

/** Ends with a kill: what is under way is neither lost nor given up, and goes at the next start. */
async function queueTexts(dataDir: string, contracts: number, carrier: Carrier): Promise<void> {
  carrier.beSilent();
  const service = await startService(dataDir, carrier.url);
  const urls = [service.url];
  await putLoad({ urls, load: { kind: 'create', from: 0 }, limit: contracts });
  const file = fileIn('terms');
  writeFileSync(file, lookInto(dataDir, listTermsRequests).join('\n'));
  await putLoad({ urls, load: { kind: 'inbound', file, from: 0 }, limit: contracts });
  await service.kill({ atOnce: true });
}

type Database = Parameters<Parameters<typeof lookInto>[1]>[0];

function listTermsRequests(db: Database): string[] {
  const sql = `SELECT contract_id AS id, phone_number AS number, code_counter AS counter FROM parties WHERE party_id = 'p1'`;
  const sellers = db.prepare(sql).all() as { id: string; number: string; counter: number }[];
  return sellers.map(({ id, number, counter }) => `${number} TERMS ${replyCode(id, 1, 'p1', counter)}`);
}

const listQueued = (db: Database): QueuedText[] =>
  db
    .prepare(`SELECT o.order_key AS contract, m.phone_number AS number, m.kind FROM outbox o
      JOIN messages m ON m.id = o.payload WHERE o.status = 'waiting' ORDER BY o.id`)
    .all() as QueuedText[];

async function drain(service: Server, texts: number, carrier: Carrier) {
  const readyMb = memoryOf(service.pid).nowMb;
  const seen: number[] = [];
  let [count, changedAt] = [0, performance.now()];
  const began = { at: performance.now(), count: carrier.count };
  while (numberOf(service.dataDir, 'SELECT count(*) FROM outbox') > 0) {
    if (carrier.count !== count) [count, changedAt] = [carrier.count, performance.now()];
    else if (performance.now() - changedAt > STALLED_MS) throw new Error(`the outbox stopped after ${count} texts`);
    if (seen.length % 16 === 15) progress(`… ${carrier.count} of ${texts} texts`);
    seen.push(memoryOf(service.pid).nowMb);
    await pause(LOOK_MS);
  }
  const seconds = (changedAt - began.at) / 1_000;
  const afterMb = memoryOf(service.pid).nowMb;
  return { perSecond: (carrier.count - began.count) / seconds, readyMb, peakMb: highest([readyMb, ...seen]), afterMb };
}

/** A repeat after the kill counts once. */
function countOutOfOrder(queued: QueuedText[], sent: Sent[]): number {
  const contractOf = new Map(queued.map(({ number, contract }) => [number, contract]));
  const arrived = sent.map(({ to, message }): QueuedText => {
    const kind = /further terms|masharti zaidi/.test(message) ? 'terms' : 'invitation';
    return { contract: contractOf.get(to)!, number: to, kind };
  });
  const [wanted, found] = [sequences(queued), sequences(arrived)];
  return [...wanted].filter(([contract, sequence]) => found.get(contract) !== sequence).length;
}

function sequences(texts: QueuedText[]): Map<string, string> {
  const lines = new Map<string, Set<string>>();
  for (const { contract, number, kind } of texts) {
    if (!lines.has(contract)) lines.set(contract, new Set());
    lines.get(contract)!.add(`${number} ${kind}`);
  }
  return new Map([...lines].map(([contract, line]) => [contract, [...line].join(', ')]));
}
