/** The database of the release before the log, opened by this one with a new signing key. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { dataSourceFor } from '../../src/persistence/data-source.js';
import { Initial1795000000000 } from '../../src/persistence/migrations/1795000000000-initial.js';
import { IdempotencyAndBudgets1796000000000 } from '../../src/persistence/migrations/1796000000000-idempotency-and-budgets.js';
import { Access1797000000000 } from '../../src/persistence/migrations/1797000000000-access.js';
import { type App, freshDataDir, startApp } from '../start-app.js';
import { databaseEnv, IS_POSTGRES, rows } from '../story-database.js';
import { until } from '../until.js';
import { BEFORE_THE_LOG, jwksBeforeTheLog, receiptsBeforeTheLog } from '../verifier/earlier-receipts.js';
import { verifyReceipt } from '../verifier/unsandboxed.js';
import { CONTRACTS, statuses } from './agreement.js';

const MIGRATIONS = [Initial1795000000000, IdempotencyAndBudgets1796000000000, Access1797000000000];
const TABLES = ['contracts', 'contract_versions', 'parties', 'events', 'receipts', 'signing_keys', 'messages'];
const { open, tables } = BEFORE_THE_LOG;
// Whichever day this test runs.
const STILL_OPEN = '2099-01-01T00:00:00.000Z';
const ISSUER = 'https://ndiyo.example';

async function restore(dataDir: string): Promise<void> {
  const { DATABASE_URL: url } = databaseEnv(dataDir);
  const place = url ? ({ kind: 'postgres', url } as const) : ({ kind: 'sqlite', path: fileIn(dataDir) } as const);
  const source = await new DataSource({
    ...dataSourceFor(place, 'write').options,
    migrations: MIGRATIONS,
  }).initialize();
  await source.runMigrations();
  for (const table of TABLES) {
    for (const row of tables[table]!) {
      const isOpen = row.id === open.id || row.contract_id === open.id;
      const given = isOpen && table === 'contract_versions' ? { ...row, expires_at: STILL_OPEN } : row;
      const names = Object.keys(given);
      const marks = names.map((_, i) => (IS_POSTGRES ? `$${i + 1}` : '?'));
      await source.query(`INSERT INTO ${table} (${names}) VALUES (${marks})`, Object.values(given));
    }
  }
  const until = `UPDATE parties SET open_until = '${STILL_OPEN}' WHERE contract_id = '${open.id}' AND open_until IS NOT NULL`;
  await source.query(until);
  await source.destroy();
}

const fileIn = (dataDir: string) => join(dataDir, 'ndiyo.sqlite');

let app: App;
beforeAll(async () => {
  const dataDir = freshDataDir();
  await restore(dataDir);
  const env = { ISSUER, SECRET_KEY: randomBytes(32).toString('hex') };
  app = await startApp({ dataDir, env });
});
afterAll(() => app.close());

const jwks = async () => (await app.http.get('/.well-known/jwks.json')).body;

test('every event recorded before is in the log', async () => {
  const waiting = () => rows(app.dataDir, 'SELECT seq FROM events WHERE leaf_index IS NULL');
  await until(waiting, (events) => events.length === 0);
  const leaves = rows(app.dataDir, 'SELECT leaf_index FROM log_leaves ORDER BY leaf_index');
  expect(leaves.map(({ leaf_index }) => leaf_index)).toEqual(tables.events!.map((_, i) => i));
});

test('the former key stands in the key set after the new one', async () => {
  const { keys } = await jwks();
  expect(keys).toHaveLength(2);
  expect(keys[1]).toEqual(jwksBeforeTheLog.keys[0]);
});

test.each(receiptsBeforeTheLog)(
  'the receipt of $name is served as it was issued, with a proof, and verifies',
  async (earlier) => {
    const { document } = JSON.parse(earlier.text);
    const { contract_id, version } = JSON.parse(document);
    const { text } = await app.http.get(`${CONTRACTS}/${contract_id}/receipt?version=${version}`);
    expect(text.startsWith(`${earlier.text.slice(0, -1)},"proof":`)).toBe(true);
    const verdict = verifyReceipt(text, { jwks: await jwks() });
    expect(verdict.outcome).toBe('valid');
    expect(verdict.checks).toContainEqual(expect.objectContaining({ name: 'log', ok: true }));
  },
);

test('a contract that was open is confirmed, and its receipt holds the former attestation and the new signature', async () => {
  await app.phones.reply(open.buyer, `YES-${open.id}`);
  expect(await statuses(app, open.id)).toEqual(['confirmed', 'confirmed', 'confirmed']);
  const { text } = await app.http.get(`${CONTRACTS}/${open.id}/receipt`);
  const kids = [JSON.parse(text).attestation, JSON.parse(text).signature].map(
    (jws: string) => JSON.parse(Buffer.from(jws.split('.')[0]!, 'base64url').toString()).kid,
  );
  const { keys } = await jwks();
  expect(kids).toEqual([keys[1].kid, keys[0].kid]);
  expect(verifyReceipt(text, { jwks: { keys } }).outcome).toBe('valid');
});
