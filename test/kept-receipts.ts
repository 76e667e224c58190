/** Where KEEP_RECEIPTS names a folder: every receipt of a service that a test is done with, for test/three-verifiers.mjs. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Http } from './http.js';
import { rows } from './story-database.js';

const { KEEP_RECEIPTS: folder } = process.env;
const MOST = 100; // of a crowd that one service made at once: the portable verifier takes 25 ms for each

/** As the service answers them; as they are stored, and so without a proof, where it does not answer everybody. */
export async function keepReceipts(http: Http, dataDir: string): Promise<void> {
  // Where two services ran on one folder, the first that ends takes it away.
  if (folder === undefined || !existsSync(dataDir)) return;
  const stored = rows(dataDir, `SELECT contract_id, version, receipt FROM receipts ORDER BY issued_at LIMIT ${MOST}`);
  if (stored.length === 0) return;
  const receipts: string[] = [];
  for (const { contract_id, version, receipt } of stored) {
    const { status, text } = await http.get(`/api/v1/contracts/${contract_id}/receipt?version=${version}`);
    receipts.push(status === 200 ? text : String(receipt));
    // Issued again since: the first one stays valid.
    if (status === 200 && !text.startsWith(String(receipt).slice(0, -1))) receipts.push(String(receipt));
  }
  const jwks = (await http.get('/.well-known/jwks.json')).body;
  mkdirSync(folder, { recursive: true });
  const kept = { test: runningTest(), jwks, receipts };
  writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(kept));
}

/** The drills, which start services as well, are no tests. */
const runningTest = (): string | undefined =>
  (globalThis as { expect?: { getState(): { testPath?: string } } }).expect?.getState().testPath;
