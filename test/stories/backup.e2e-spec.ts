/** Copies of a service that goes on working, their way back, and everything as files. */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { blake2b } from '@noble/hashes/blake2.js';
import Sqlite from 'better-sqlite3';
import { verifyReceipt } from '../../src/verifier/verify-receipt.js';
import { aContract } from '../factories.js';
import { type App, freshDataDir, startApp } from '../start-app.js';
import { change, databaseEnv, IS_POSTGRES, rows } from '../story-database.js';
import { type Agreement, CONTRACTS, issuerOf, messagesOf, propose, proposeAndConfirm, read } from './agreement.js';
import { runCli } from './command-line.js';
import { untilQuiet } from './database.js';

const SECRETS = ['secret.key', 'signing-key.pem'];
const onSqlite = IS_POSTGRES ? test.skip : test;
const onPostgres = IS_POSTGRES ? test : test.skip;

let app: App;
let confirmed: Agreement;
let amended: Agreement;
let codes: string[];
const folder = freshDataDir();
const at = (name: string) => join(folder, name);
const cli = (dataDir: string, ...args: string[]) => runCli(args, { DATA_DIR: dataDir, ...databaseEnv(dataDir) });
const idsIn = (file: string): string[] => {
  const copy = new Sqlite(file, { readonly: true });
  const ids = copy.prepare('SELECT id FROM contracts').pluck().all() as string[];
  copy.close();
  return ids;
};

/** As on a new machine: nothing but the secrets. */
function newMachine(name: string): string {
  mkdirSync(at(name), { mode: 0o700 });
  for (const secret of SECRETS) copyFileSync(join(app.dataDir, secret), join(at(name), secret));
  return at(name);
}

beforeAll(async () => {
  app = await startApp({ spoilsRecords: true });
  confirmed = await proposeAndConfirm(app);
  amended = await proposeAndConfirm(app);
  codes = await Promise.all([confirmed.seller, confirmed.buyer].map((phone) => app.phones.code(phone)));
  await issuerOf(app, amended).contracts.update(amended.id, { terms: { product: 'Beans' } });
  await untilQuiet(app);
}, 60_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

onPostgres('PostgreSQL makes its own copies: the command is said, without the password', async () => {
  const url = new URL(databaseEnv(app.dataDir).DATABASE_URL!);
  url.password = 'geheim-7531';
  const env = { DATA_DIR: app.dataDir, DATABASE_URL: url.href };
  for (const [command, its] of [
    ['backup', 'pg_dump'],
    ['restore', 'pg_restore'],
  ] as const) {
    const { code, output } = await runCli([command, at("it's.dump")], env);
    expect([code, output]).toEqual([2, expect.stringMatching(`Nothing was done.*\n  ${its} --.*it'\\\\''s.dump`)]);
    expect(output).not.toContain('geheim');
  }
});

onSqlite('a copy made while contracts are made holds each that was acknowledged before it began', async () => {
  const known: string[] = [];
  const make = async () => known.push((await app.http.post(CONTRACTS, aContract())).body.contract_id);
  for (let n = 0; n < 20; n += 1) await make();
  const before = [...known, confirmed.id];
  let isOver = false;
  const load = (async () => {
    while (!isOver) await make();
  })();
  const { code, output } = await cli(app.dataDir, 'backup', at('copy.sqlite'));
  isOver = true;
  await load;
  expect(output).toMatch(/^ok {5}pages and references\nok {5}of this release\nok {5}public keys: 1\nok {5}leaves/);
  expect([code, known.length > before.length]).toEqual([0, true]);
  const ids = idsIn(at('copy.sqlite'));
  expect(before.filter((id) => !ids.includes(id))).toEqual([]);
  expect(output).toContain(`${ids.length} contracts, in `);
  expect(output).toMatch(/The log in it: \d+ leaves, root [\w+/]{43}=\n/);
  for (const secret of SECRETS) expect(output).toContain(join(app.dataDir, secret));
  expect(output).toContain(join(app.dataDir, 'checkpoint.txt'));
  expect(statSync(at('copy.sqlite')).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['copy.sqlite']);
});

onSqlite('what is there already is never overwritten; a copy needs a database and a folder', async () => {
  const before = readFileSync(at('copy.sqlite'));
  const tries = [
    [app.dataDir, at('copy.sqlite'), 'is there already'],
    [app.dataDir, at('no/such/folder/x.sqlite'), 'There is no folder'],
    [at('nowhere'), at('x.sqlite'), 'There is no database at'],
  ] as const;
  const told = await Promise.all(tries.map(([dir, file]) => cli(dir, 'backup', file)));
  expect(told).toEqual(tries.map(([, , sentence]) => ({ code: 2, output: expect.stringContaining(sentence) })));
  expect(readFileSync(at('copy.sqlite')).equals(before)).toBe(true);
  expect(readdirSync(folder)).toEqual(['copy.sqlite']);
});

onSqlite('a damaged copy is refused with the reason, and leaves nothing', async () => {
  const whole = readFileSync(at('copy.sqlite'));
  const flipped = Buffer.from(whole);
  flipped.fill(0xa5, 4_096 * 3, 4_096 * 6);
  const changed = at('changed.sqlite');
  writeFileSync(changed, whole);
  const file = new Sqlite(changed);
  const guards = file.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").pluck().all();
  for (const name of guards) file.exec(`DROP TRIGGER ${name}`);
  file.prepare("UPDATE events SET type = 'contract.declined' WHERE contract_id = ? AND seq = 1").run(confirmed.id);
  file.close();
  const used = at('used.sqlite');
  writeFileSync(used, whole);
  writeFileSync(`${used}-wal`, 'half of it');
  const kinds: [name: string, bytes: Buffer | null, code: number, reason: string | RegExp][] = [
    ['flipped.sqlite', flipped, 1, /WRONG {2}SQLite says: /],
    ['cut.sqlite', whole.subarray(0, whole.length / 2), 1, /WRONG {2}SQLite says: /],
    ['empty.sqlite', Buffer.alloc(0), 1, /This is no database of Ndiyo/],
    ['letter.sqlite', Buffer.from('Dear Ndiyo, '.repeat(900)), 1, /SQLite says: file is not a database/],
    ['changed.sqlite', null, 1, `WRONG  Event 1 of contract ${confirmed.id} does not match its hash`],
    ['used.sqlite', null, 2, /used\.sqlite-wal stands beside it/],
    ['missing.sqlite', null, 2, /There is no file/],
  ];
  const refuse = async ([name, bytes, code, reason]: (typeof kinds)[number]) => {
    if (bytes) writeFileSync(at(name), bytes);
    const dataDir = newMachine(`for-${name}`);
    const told = await cli(dataDir, 'restore', at(name));
    expect([name, told]).toEqual([name, { code, output: expect.stringMatching(reason) }]);
    expect(readdirSync(dataDir).filter((found) => !/-server$/.test(found))).toEqual(SECRETS);
  };
  await Promise.all(kinds.map(refuse));
});

onSqlite(
  'it is restored into a folder without a database, by whoever has the secrets, and says what follows',
  async () => {
    const bare = at('bare');
    mkdirSync(bare);
    expect(await cli(bare, 'restore', at('copy.sqlite'))).toEqual({
      code: 2,
      output: expect.stringMatching(/^SECRET_KEY and SIGNATURE_PRIVATE_KEY of this database: not configured/),
    });
    expect(readdirSync(bare)).toEqual([]);
    const refused = await cli(app.dataDir, 'restore', at('copy.sqlite'));
    expect(refused).toEqual({ code: 2, output: expect.stringContaining(join(app.dataDir, 'ndiyo.sqlite')) });
    expect(refused.output).toMatch(/There is a database already.*(\n {2}.*)+\nTo put it aside: stop the service, then mkdir/);

    const dataDir = newMachine('new');
    writeFileSync(join(dataDir, 'checkpoint.txt'), (await app.http.get('/api/v1/log/checkpoint')).text);
    const told = await cli(dataDir, 'restore', at('copy.sqlite'));
    expect(told.code).toBe(0);
    expect(statSync(join(dataDir, 'ndiyo.sqlite')).mode & 0o777).toBe(0o600);
    expect(told.output).toMatch(
      /1\. npm run cli -- acknowledge-restore {2}\(.*checkpoint\.txt says \d+ leaves, this copy has \d+/,
    );
    expect((await cli(dataDir, 'acknowledge-restore')).output).toMatch(/discontinuity/);
    const again = await startApp({ dataDir });
    expect(await read(again, confirmed.id)).toEqual(await read(app, confirmed.id));
    const made = await again.http.post(CONTRACTS, aContract());
    expect(made.status).toBe(201);
    await again.close();
  },
);

test('everything is exported: documents that hash, receipts that verify, events, texts, and no code', async () => {
  const path = at('export');
  const { code, output } = await cli(app.dataDir, 'export', path);
  expect([code, output]).toEqual([
    0,
    expect.stringContaining('The folder holds names, numbers and texts as they are.'),
  ]);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  const index = readFileSync(join(path, 'index.jsonl'), 'utf8').trim().split('\n');
  const ids = index.map((line) => JSON.parse(line).contract_id as string);
  expect(ids).toEqual(rows(app.dataDir, 'SELECT id FROM contracts ORDER BY id').map(({ id }) => id));
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
  expect(await cli(app.dataDir, 'export', path)).toEqual({ code: 2, output: expect.stringContaining('is not empty') });
  expect((await cli(app.dataDir, 'export', dirname(path), '--continue')).output).toMatch(/no export that could go on/);
  const fingerprint = () =>
    createHash('sha256')
      .update(readFileSync(join(path, 'index.jsonl')))
      .digest('hex');
  const before = fingerprint();
  rmSync(join(path, confirmed.id), { recursive: true }); // as if it had been broken off before this one
  mkdirSync(join(path, `.${confirmed.id}.part`));
  rmSync(join(path, 'index.jsonl'));
  writeFileSync(join(path, '.index.jsonl.part'), '{"half":');
  const told = await cli(app.dataDir, 'export', path, '--continue');
  expect(told).toEqual({
    code: 0,
    output: expect.stringMatching(/\(\d+ as an earlier export left them\), 1 receipts written/),
  });
  expect(fingerprint()).toBe(before);
  expect(existsSync(join(path, confirmed.id, 'receipt.json'))).toBe(true);
  const others = [
    ['--since', '2999-01-01'],
    ['--account', 'nowhere'],
    ['--since', 'yesterday'],
  ];
  const runs = await Promise.all(others.map((words, n) => cli(app.dataDir, 'export', at(`narrow-${n}`), ...words)));
  expect(runs.map(({ code }) => code)).toEqual([0, 2, 2]);
  expect(readdirSync(at('narrow-0')).sort()).toEqual(['index.jsonl', 'jwks.json']);
});

test('an id that leads out of the folder is left out and told, and writes nothing', async () => {
  const evil = '../../outside';
  const made = await propose(app);
  const copy = `INSERT INTO contracts (id, account_id, contract_type, status, version, created_at)
    SELECT '${evil}', account_id, contract_type, status, version, created_at FROM contracts WHERE id = ?`;
  change(app.dataDir, [copy, made.id]);
  const path = at('deep/inside/export');
  const { code, output } = await cli(app.dataDir, 'export', path);
  expect([code, output]).toEqual([1, expect.stringContaining(`WRONG  "${evil}" is left out`)]);
  expect([readdirSync(at('deep')), readdirSync(at('deep/inside'))]).toEqual([['inside'], ['export']]);
  expect(existsSync(join(path, made.id, 'document.json'))).toBe(true);
});
