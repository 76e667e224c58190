/** How long the command line takes to verify a receipt, started cold, without the service. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Carrier } from './carrier.js';
import { columnOf } from './database.js';
import { putLoad } from './load.js';
import { prepareContracts } from './prepare.js';
import { startService } from './servers.js';
import { API_KEY, CONTRACTS_PATH } from './settings.js';
import { fileIn, freshFolder, progress, ROOT } from './workplace.js';

const RUNS = 7;

export async function measureVerifying(empty: string, carrier: Carrier): Promise<number[]> {
  progress(`verify: ${RUNS} receipts from the command line`);
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
  await service.kill();
  return Array.from({ length: RUNS }, () => timeOf(['verify', receipt, '--jwks', jwks]));
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
