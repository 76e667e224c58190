/** Contracts as files, for whoever has no Ndiyo: documents hash, receipts verify, and nobody erased is in them. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { blake2b } from '@noble/hashes/blake2.js';
import { verifyReceipt } from '../../src/verifier/verify-receipt.js';
import { type App, freshDataDir, startApp } from '../start-app.js';
import { change, databaseEnv, rows } from '../story-database.js';
import { type Agreement, issuerOf, messagesOf, propose, proposeAndConfirm } from './agreement.js';
import { runCli } from './command-line.js';
import { untilQuiet } from './database.js';

const NAME = 'Nyambura Wairimu';
let app: App;
let confirmed: Agreement;
let amended: Agreement;
let codes: string[];
const folder = freshDataDir();
const at = (name: string) => join(folder, name);
const cli = (...args: string[]) => runCli(args, { DATA_DIR: app.dataDir, ...databaseEnv(app.dataDir) });
const everythingIn = (path: string): string =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((name) => statSync(name).isFile())
    .map((name) => readFileSync(name, 'utf8'))
    .join('\n');

beforeAll(async () => {
  app = await startApp({ spoilsRecords: true });
  confirmed = await proposeAndConfirm(app, { transcript: `${NAME}: beans` });
  amended = await proposeAndConfirm(app);
  codes = await Promise.all([confirmed.seller, confirmed.buyer].map((phone) => app.phones.code(phone)));
  await issuerOf(app, amended).contracts.update(amended.id, { terms: { product: 'Beans' } });
  await untilQuiet(app);
}, 60_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

test('everything is exported: documents that hash, receipts that verify, events, texts, and no code', async () => {
  const path = at('export');
  const { code, output } = await cli('export', path);
  expect([code, output]).toEqual([
    0,
    expect.stringContaining('The folder holds names, numbers and texts as they are.'),
  ]);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  const index = readFileSync(join(path, 'index.jsonl'), 'utf8').trim().split('\n');
  const ids = index.map((line) => JSON.parse(line).contract_id as string);
  expect(ids).toEqual(rows(app.dataDir, 'SELECT id FROM contracts ORDER BY created_at, id').map(({ id }) => id));
  expect(readdirSync(path).sort()).toEqual([...ids, 'index.jsonl', 'jwks.json'].sort());

  const one = JSON.parse(index[ids.indexOf(confirmed.id)]!);
  expect(one.files).toEqual(['document.json', 'receipt.json', 'events.json', 'messages.json']);
  const text = (id: string, name: string) => readFileSync(join(path, id, name), 'utf8');
  const hash = Buffer.from(blake2b(Buffer.from(text(confirmed.id, 'document.json')), { dkLen: 32 })).toString('hex');
  expect([one.contract_hash, one.status, one.manage_token_hash]).toEqual([hash, 'confirmed', undefined]);
  const jwks = JSON.parse(readFileSync(join(path, 'jwks.json'), 'utf8'));
  for (const id of [confirmed.id, amended.id]) {
    const { outcome, checks } = verifyReceipt(text(id, 'receipt.json'), { jwks }, 'en');
    expect([outcome, checks.find(({ name }) => name === 'log')?.ok]).toEqual(['valid', true]);
  }
  const { events } = await app.client.contracts.events(confirmed.id);
  expect(JSON.parse(text(confirmed.id, 'events.json'))).toEqual({ events });
  const { messages } = JSON.parse(text(confirmed.id, 'messages.json'));
  expect(messages.map(({ id }: { id: string }) => id)).toEqual(
    (await messagesOf(app, confirmed.id)).map(({ id }) => id),
  );
  expect(messages[0].text).toContain('••••••');
  expect(JSON.parse(index[ids.indexOf(amended.id)]!).files).toContain('document-2.json');
  for (const name of one.files) for (const secret of codes) expect(text(confirmed.id, name)).not.toContain(secret);
});

test('a folder in use is refused; a broken export goes on; a narrower one holds what was asked for', async () => {
  const path = at('export');
  expect(await cli('export', path)).toEqual({ code: 2, output: expect.stringContaining('is not empty') });
  expect((await cli('export', dirname(path), '--continue')).output).toMatch(/no export that could go on/);
  const index = () => readFileSync(join(path, 'index.jsonl'), 'utf8');
  const before = index();
  rmSync(join(path, confirmed.id), { recursive: true }); // as if it had been broken off before this one
  mkdirSync(join(path, `.${confirmed.id}.part`));
  rmSync(join(path, 'index.jsonl'));
  writeFileSync(join(path, '.index.jsonl.part'), '{"half":');
  const told = await cli('export', path, '--continue');
  expect(told).toEqual({
    code: 0,
    output: expect.stringMatching(/\(\d+ as an earlier export left them\), 1 receipts written/),
  });
  expect(index()).toBe(before);
  expect(existsSync(join(path, confirmed.id, 'receipt.json'))).toBe(true);
  const others = [
    ['--since', '2999-01-01'],
    ['--status', 'confirmed', '--until', '2999-01-01'],
    ['--status', 'pending'],
    ['--account', 'nowhere'],
  ];
  const wrong = [
    ['--since', 'yesterday'],
    ['--status', 'agreed'],
  ];
  const runs = await Promise.all([...others, ...wrong].map((words, n) => cli('export', at(`narrow-${n}`), ...words)));
  expect(runs.map((run) => run.code)).toEqual([0, 0, 0, 2, 2, 2]);
  expect(readdirSync(at('narrow-0')).sort()).toEqual(['index.jsonl', 'jwks.json']);
  expect(readdirSync(at('narrow-1')).sort()).toEqual([confirmed.id, amended.id, 'index.jsonl', 'jwks.json'].sort());
  expect(readdirSync(at('narrow-2'))).toHaveLength(2);
});

test('whoever was erased is in no export, nor stays in one that goes on', async () => {
  const path = at('export');
  expect(everythingIn(path)).toMatch(NAME);
  expect((await cli('erase', confirmed.seller, '--yes')).code).toBe(0);
  const { output } = await cli('export', path, '--continue');
  expect(output).toMatch(/\(1 as an earlier export left them\), 0 receipts written/);
  expect(everythingIn(path)).not.toMatch(new RegExp(`${NAME}|${confirmed.seller.slice(1)}`));
  const { files, erased_at } = JSON.parse(readFileSync(join(path, confirmed.id, 'contract.json'), 'utf8'));
  expect([files, erased_at]).toEqual([['events.json', 'messages.json'], expect.any(String)]);
});

test('an id that leads out of the folder is left out and told, and writes nothing', async () => {
  const evil = '../../outside';
  const made = await propose(app);
  const copy = `INSERT INTO contracts (id, account_id, contract_type, status, version, created_at)
    SELECT '${evil}', account_id, contract_type, status, version, created_at FROM contracts WHERE id = ?`;
  change(app.dataDir, [copy, made.id]);
  const path = at('deep/inside/export');
  const { code, output } = await cli('export', path);
  expect([code, output]).toEqual([1, expect.stringContaining(`WRONG  "${evil}" is left out`)]);
  expect([readdirSync(at('deep')), readdirSync(at('deep/inside'))]).toEqual([['inside'], ['export']]);
  expect(existsSync(join(path, made.id, 'document.json'))).toBe(true);
});
