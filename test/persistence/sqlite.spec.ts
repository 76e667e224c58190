import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import Sqlite from 'better-sqlite3';
import { Account } from '../../src/persistence/contract.entities.js';
import type { DatabaseAddress } from '../../src/persistence/data-source.js';
import { Database } from '../../src/persistence/database.js';
import { Problem } from '../../src/problems/problem.js';
import type { Tx } from '../../src/transactions/tx.js';
import { freshSqlite, type Place, refusalOf } from './engines.js';
import { AT } from './rows.js';

let place: Place;
let path: string;
let database: Database;
beforeEach(async () => {
  place = await freshSqlite();
  path = (place.address as DatabaseAddress & { kind: 'sqlite' }).path;
  database = await Database.open(place.address);
});
afterEach(async () => {
  await database.close();
  await place.drop();
});

const insert = (id: string) =>
  database.transactions.run((tx) => tx.insert(Account, { id, name: 'A', created_at: AT }).then(() => id));
const countAccounts = async (from: Pick<Tx, 'sql'> = database.reads) =>
  (await from.sql<{ n: number }>`SELECT COUNT(*) AS n FROM accounts`)[0]!.n;

/** The kinds of the problems among what came of many attempts. */
const kindsOf = (settled: PromiseSettledResult<unknown>[]) =>
  settled.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Problem).kind] : []));

test('the writer runs WAL with synchronous=FULL and foreign keys on; the file is its owner’s alone', async () => {
  type Pragmas = Record<string, string | number>;
  const [pragmas] = await database.transactions.run(
    (tx) => tx.sql<Pragmas>`
    SELECT (SELECT journal_mode FROM pragma_journal_mode) AS mode,
      (SELECT synchronous FROM pragma_synchronous) AS synchronous,
      (SELECT foreign_keys FROM pragma_foreign_keys) AS keys,
      (SELECT timeout FROM pragma_busy_timeout) AS timeout`,
  );
  expect(pragmas).toEqual({ mode: 'wal', synchronous: 2, keys: 1, timeout: 20 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a reader cannot write', async () => {
  expect(await refusalOf(database.reads.sql`UPDATE accounts SET name = ${'x'}`)).toMatch(/readonly/);
});

test('callers that wait at the same moment are committed together: a thousand of them in a few commits', async () => {
  const watch = new Sqlite(path, { readonly: true });
  const seen = new Set<number>();
  const look = () => seen.add((watch.prepare('SELECT COUNT(*) AS n FROM accounts').get() as { n: number }).n);
  const writers = Array.from({ length: 1_000 }, (_, i) => insert(`n${i}`).then(look));
  await Promise.all(writers);
  watch.close();
  // At most 64 a commit, and never a count between two commits.
  expect(Math.max(...seen)).toBe(1_001);
  expect(seen.size).toBeLessThanOrEqual(Math.ceil(1_000 / 64));
  for (const count of seen) expect((count - 1) % 64 === 0 || count === 1_001).toBe(true);
});

test('the event loop turns between the groups of a long queue', async () => {
  let turns = 0;
  let isDone = false;
  const turn = () => {
    turns++;
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  await Promise.all(Array.from({ length: 640 }, (_, i) => insert(`n${i}`)));
  isDone = true;
  expect(turns).toBeGreaterThanOrEqual(640 / 64 - 1);
});

test('a full queue answers 503 with Retry-After, what stood in it is stored, and then there is room again', async () => {
  const settled = await Promise.allSettled(Array.from({ length: 5_010 }, (_, i) => insert(`n${i}`)));
  expect(kindsOf(settled)).toEqual(Array(10).fill('unavailable'));
  const [refused] = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as Problem] : []));
  expect(refused).toMatchObject({
    status: 503,
    extras: { headers: { 'Retry-After': expect.stringMatching(/^\d+$/) } },
  });
  expect(await countAccounts()).toBe(5_001);
  await insert('later');
  expect(await countAccounts()).toBe(5_002);
}, 30_000);

describe('while another process holds the file locked', () => {
  let holder: ChildProcess;
  beforeEach(async () => {
    const script = `const db = new (require('better-sqlite3'))(process.argv[1]);
      db.exec('BEGIN IMMEDIATE'); console.log('held'); process.stdin.on('end', () => db.exec('COMMIT')).resume();`;
    holder = spawn(process.execPath, ['-e', script, path], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(holder.stdout!, 'data');
  });
  afterEach(() => release());

  const release = async () => {
    if (holder.exitCode !== null) return;
    const exit = once(holder, 'exit');
    holder.stdin!.end();
    await exit;
  };

  test('every one of 200 waiting writers gets 503 within 3 s, reads go on, and it recovers by itself', async () => {
    const startedAt = performance.now();
    const waits: number[] = [];
    const attempts = Array.from({ length: 200 }, (_, i) =>
      insert(`n${i}`).finally(() => waits.push(performance.now() - startedAt)),
    );
    expect(await countAccounts()).toBe(1);
    expect(kindsOf(await Promise.allSettled(attempts))).toEqual(Array(200).fill('unavailable'));
    expect(Math.max(...waits)).toBeLessThan(3_000);
    await release();
    expect(await insert('afterwards')).toBe('afterwards');
    expect(await countAccounts()).toBe(2);
  }, 30_000);

  test('a lock that is let go in time is waited for, and nobody notices', async () => {
    const attempt = insert('patient');
    await release();
    expect(await attempt).toBe('patient');
  }, 30_000);
});

test('a second server on the same file is refused, and says what to do', async () => {
  expect(await refusalOf(Database.open(place.address))).toMatch(/another Ndiyo server uses .*DATA_DIR/);
});

test('close waits for what is still being written', async () => {
  const writers = Array.from({ length: 200 }, (_, i) => insert(`n${i}`));
  await database.close();
  expect(await Promise.all(writers)).toHaveLength(200);
  database = await Database.open(place.address);
  expect(await countAccounts()).toBe(201);
});

test('a crowd that knocks is let in before the next group of writes, however long groups are', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  let letIn = 0;
  server.on('connection', () => (letIn += 1));
  const { port } = server.address() as AddressInfo;
  const crowd = Array.from({ length: 50 }, () => createConnection(port, '127.0.0.1'));
  expect(await database.transactions.run(async () => letIn)).toBe(50);
  for (const socket of crowd) socket.destroy();
  server.close();
});
