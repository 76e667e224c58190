/** Data folders that both servers start from: an empty one, and one whose parties have been asked and may reply. */
import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Carrier } from './carrier.js';
import { columnOf, numberOf } from './database.js';
import { putLoad } from './load.js';
import { NUMBERS, numbersOf } from './numbers.js';
import { startService } from './servers.js';
import { fileIn, freshFolder, progress } from './workplace.js';

/** Sellers of so many contracts reply, then their buyers: half the replies conclude a contract, at any moment. */
const BLOCK = 32;
/** So many contracts are asked at a time: a short backlog, for the backlog has a measurement of its own. */
const BATCH = 256;
const REPORT_MS = 4_000;
const STALLED_MS = 60_000;

export interface Prepared {
  dataDir: string;
  contracts: number;
  /** A line a contract. */
  idsFile: string;
  /** A line a reply, two a contract. */
  repliesFile: string;
}

/** The service makes its tables, indexes and triggers, and goes. */
export async function prepareEmpty(carrier: Carrier): Promise<string> {
  const dataDir = freshFolder('empty');
  await (await startService(dataDir, carrier.url)).stop();
  return dataDir;
}

/** Creates contracts and lets the carrier take every invitation. */
export async function prepareContracts(empty: string, contracts: number, carrier: Carrier): Promise<Prepared> {
  if (2 * contracts > NUMBERS) throw new Error(`at most ${NUMBERS / 2} contracts can be prepared`);
  progress(`preparing ${contracts} contracts, each party asked by a text`);
  const dataDir = freshFolder('prepared', empty);
  carrier.acceptAll();
  const service = await startService(dataDir, carrier.url);
  let toldAt = Date.now();
  for (let from = 0; from < contracts; from += BATCH) {
    const limit = Math.min(BATCH, contracts - from);
    await putLoad({ urls: [service.url], load: { kind: 'create', from }, limit });
    await untilSent(carrier, 2 * (from + limit));
    if (Date.now() - toldAt < REPORT_MS) continue;
    toldAt = Date.now();
    progress(`… ${carrier.count} of ${2 * contracts} texts sent`);
  }
  await service.stop();
  const codes = new Map(carrier.takeTexts().map(({ to, message }) => [to, codeIn(message)]));
  const left = numberOf(dataDir, 'SELECT count(*) FROM outbox');
  if (left > 0) throw new Error(`${left} texts were not sent in preparation`);
  const idsFile = fileIn('ids');
  const repliesFile = fileIn('replies');
  writeFileSync(idsFile, columnOf(dataDir, 'SELECT id FROM contracts ORDER BY id').join('\n'));
  writeFileSync(repliesFile, replyLines(contracts, codes).join('\n'));
  return { dataDir, contracts, idsFile, repliesFile };
}

async function untilSent(carrier: Carrier, texts: number): Promise<void> {
  const deadline = Date.now() + STALLED_MS;
  while (carrier.count < texts) {
    if (Date.now() > deadline) throw new Error(`only ${carrier.count} of ${texts} texts reached the carrier`);
    await pause(5);
  }
}

const codeIn = (message: string): string => /(?:YES|NDIYO)-(\d{6})/.exec(message)?.[1] ?? '';

function replyLines(contracts: number, codes: Map<string, string>): string[] {
  const lines: string[] = [];
  for (let block = 0; block < contracts; block += BLOCK) {
    const last = Math.min(block + BLOCK, contracts);
    for (const party of [0, 1] as const) {
      for (let contract = block; contract < last; contract += 1) {
        const number = numbersOf(contract)[party];
        const code = codes.get(number);
        if (!code) throw new Error(`no code reached ${number} in preparation`);
        lines.push(`${number} YES-${code}`);
      }
    }
  }
  return lines;
}
