/** Lets the command line, which needs neither the service nor its database, judge receipts as a stranger would. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyReceipt } from '../../src/verifier/verify-receipt.js';
import { get } from './client.js';
import { inParallel } from './crew.js';
import type { Told } from './issuer.js';
import { makeFolder } from './service.js';
import { CONTRACTS } from './wishes.js';

const CLI = join(process.cwd(), 'dist/cli/cli.js');

/** How many of these are not valid under the service's published keys. */
export async function countBadReceipts(url: string, told: Told[]): Promise<number> {
  const folder = makeFolder();
  const [keyFile, receiptFile] = [join(folder, 'jwks.json'), join(folder, 'receipt.json')];
  writeFileSync(keyFile, (await get(url, '/.well-known/jwks.json')).text);
  let bad = 0;
  for (const { contractId } of told) {
    writeFileSync(receiptFile, (await get(url, `${CONTRACTS}/${contractId}/receipt`)).text);
    const { PATH = '' } = process.env;
    const words = [CLI, 'verify', receiptFile, '--jwks', keyFile];
    if (spawnSync(process.execPath, words, { env: { PATH }, stdio: 'ignore' }).status !== 0) bad += 1;
  }
  return bad;
}

/** The same of many, by the portable verifier in this process: a new one for each takes too long. */
export async function countInvalidReceipts(url: string, contractIds: string[]): Promise<number> {
  const jwks = JSON.parse((await get(url, '/.well-known/jwks.json')).text);
  let invalid = 0;
  await inParallel(contractIds, 4, async (id) => {
    const { status, text } = await get(url, `${CONTRACTS}/${id}/receipt`);
    if (status !== 200 || verifyReceipt(text, { jwks }).outcome !== 'valid') invalid += 1;
  });
  return invalid;
}
