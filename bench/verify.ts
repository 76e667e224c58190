/** What a verification costs: on the command line, started cold and without the service; and on the server. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Carrier } from './carrier.js';
import { columnOf } from './database.js';
import { putLoad } from './load.js';
import { prepareContracts } from './prepare.js';
import { processorUsOf, type Server, startService } from './servers.js';
import { API_KEY, CONTRACTS_PATH } from './settings.js';
import { fileIn, freshFolder, progress, ROOT } from './workplace.js';

const RUNS = 7;
const WARM_UP_ASKS = 2_000;
const ASKS = 4_000; // a round
const ROUNDS = 3;
const AT_ONCE = 16;

export interface VerifyFigures {
  /** Of the command line, a run. */
  coldMs: number[];
  /** Of the server's processor time, a round. */
  perCoreSecond: number[];
}

export async function measureVerifying(empty: string, carrier: Carrier): Promise<VerifyFigures> {
  progress(`verify: ${RUNS} receipts from the command line, ${ROUNDS} times ${ASKS} by the server`);
  const prepared = await prepareContracts(empty, 1, carrier);
  const service = await startService(freshFolder('verify', prepared.dataDir), carrier.url);
  const load = { kind: 'inbound' as const, file: prepared.repliesFile, from: 0 };
  await putLoad({ urls: [service.url], connections: 1, load, limit: 2 });
  const [id] = columnOf(service.dataDir, 'SELECT contract_id FROM receipts');
  const fetched = async (path: string, file: string) => {
    const answer = await fetch(`${service.url}${path}`, { headers: { 'X-API-Key': API_KEY } });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    writeFileSync(file, await answer.text());
    return file;
  };
  const receipt = await fetched(`${CONTRACTS_PATH}/${id}/receipt`, fileIn('receipt.json'));
  const jwks = await fetched('/.well-known/jwks.json', fileIn('jwks.json'));
  const perCoreSecond = await measureServer(service, readFileSync(receipt, 'utf8'));
  await service.kill();
  const coldMs = Array.from({ length: RUNS }, () => timeOf(['verify', receipt, '--jwks', jwks]));
  return { coldMs, perCoreSecond };
}

async function measureServer(service: Server, receipt: string): Promise<number[]> {
  await askOften(service, receipt, WARM_UP_ASKS);
  const perCoreSecond: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = processorUsOf(service.pid);
    await askOften(service, receipt, ASKS);
    perCoreSecond.push((ASKS * 1_000_000) / (processorUsOf(service.pid) - before));
  }
  return perCoreSecond;
}

async function askOften({ url }: Server, receipt: string, asks: number): Promise<void> {
  const ask = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: receipt };
  const worker = async () => {
    for (let i = 0; i < asks / AT_ONCE; i += 1) {
      const answer = await fetch(`${url}/api/v1/receipts/verify`, ask);
      const { valid, summary } = (await answer.json()) as { valid?: boolean; summary?: string };
      if (!valid) throw new Error(`the server does not find its receipt valid: ${summary}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function timeOf(words: string[]): number {
  const began = performance.now();
  const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'dist/cli/cli.js'), ...words], {
    encoding: 'utf8',
  });
  const ms = performance.now() - began;
  if (status !== 0) throw new Error(`the receipt does not verify:\n${stdout}`);
  return ms;
}
