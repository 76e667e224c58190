/** Copies of a service that goes on working, and their way back. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { aContract } from '../factories.js';
import { type App, freshDataDir, startApp } from '../start-app.js';
import { databaseEnv, IS_POSTGRES } from '../story-database.js';
import { type Agreement, CONTRACTS, proposeAndConfirm, read } from './agreement.js';
import { runCli, verify } from './command-line.js';
import { untilQuiet } from './database.js';

const SECRETS = ['secret.key', 'signing-key.pem'];
const onSqlite = IS_POSTGRES ? test.skip : test;
const onPostgres = IS_POSTGRES ? test : test.skip;

let app: App;
let confirmed: Agreement;
let since: Agreement;
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
  app = await startApp();
  confirmed = await proposeAndConfirm(app);
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
  expect(output).toMatch(/^ok {5}pages and references\nok {5}of this release\nok {5}public keys: 1\nok {5}leaves/m);
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

onSqlite('a true copy of a record that does not hold is kept, but not under the name of a good one', async () => {
  const dataDir = newMachine('unsound');
  copyFileSync(at('changed.sqlite'), join(dataDir, 'ndiyo.sqlite'));
  const { code, output } = await cli(dataDir, 'backup', join(dataDir, 'copy.sqlite'));
  expect([code, output]).toEqual([
    1,
    expect.stringContaining(`WRONG  Event 1 of contract ${confirmed.id} does not match`),
  ]);
  expect(readdirSync(dataDir)).toContain('copy.sqlite.unsound');
  expect(readdirSync(dataDir).filter((name) => /^copy\.sqlite($|.*part)/.test(name))).toEqual([]);
});

onSqlite('it is restored where no database is, by whoever has the secrets, and what is lost is signed', async () => {
  const bare = at('bare');
  mkdirSync(bare);
  expect(await cli(bare, 'restore', at('copy.sqlite'))).toEqual({
    code: 2,
    output: expect.stringMatching(/^SECRET_KEY and SIGNATURE_PRIVATE_KEY of this database: not configured/),
  });
  expect(readdirSync(bare)).toEqual([]);
  const dataDir = newMachine('new');
  const { text: later } = await app.http.get('/api/v1/log/checkpoint');
  writeFileSync(join(dataDir, 'checkpoint.txt'), later);
  const { code, output } = await cli(dataDir, 'restore', at('copy.sqlite'));
  expect([code, statSync(join(dataDir, 'ndiyo.sqlite')).mode & 0o777]).toEqual([0, 0o600]);
  expect(output).toMatch(
    /\nThe last thing this copy knows is of 2.*\. What was agreed, .* after that is not in it\.\n/,
  );
  const [, size = ''] = later.split('\n');
  expect(output).toMatch(new RegExp(`checkpoint.txt said ${size} leaves, this copy has \\d+\\. Signed for all to see`));

  const signed = readFileSync(join(dataDir, 'checkpoint.txt'), 'utf8');
  expect(signed).toMatch(new RegExp(`\ndiscontinuity \\S+ from ${size} `));

  const again = await startApp({ dataDir });
  expect(await read(again, confirmed.id)).toEqual(await read(app, confirmed.id));
  expect((await verify(again, (await again.http.get(`${confirmed.path}/receipt`)).text)).code).toBe(0);
  since = await proposeAndConfirm(again);
  await again.close({ keepData: true });
});

onSqlite(
  'a database that is there stays, unless it is to be replaced; then it is kept, and told what only it has',
  async () => {
    const refused = await cli(at('new'), 'restore', at('copy.sqlite'));
    expect([refused.code, idsIn(join(at('new'), 'ndiyo.sqlite'))]).toEqual([2, expect.arrayContaining([since.id])]);
    expect(refused.output).toMatch(/^There is a database already, .*(\n {2}.*)+\nTo put the copy in its place: stop/);
    const inUse = await cli(app.dataDir, 'restore', at('copy.sqlite'), '--replace');
    expect(inUse).toEqual({ code: 2, output: expect.stringMatching(/^another Ndiyo server uses .*\. Stop it first/) });

    const { code, output } = await cli(at('new'), 'restore', at('copy.sqlite'), '--replace');
    expect([code, output]).toEqual([0, expect.stringMatching(/Lost, .*: 1 contracts, 2 decisions, \d+ texts\./)]);
    expect(output).toContain(`tell their parties, and ask again:\n  ${since.id}\n`);
    const [, aside = ''] = /The former one is kept as (.*)/.exec(output) ?? [];
    expect([idsIn(aside), statSync(dirname(aside)).mode & 0o777]).toEqual([expect.arrayContaining([since.id]), 0o700]);
    expect(idsIn(join(at('new'), 'ndiyo.sqlite'))).not.toContain(since.id);
  },
);
