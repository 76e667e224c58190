/** What several servers on one PostgreSQL stand on: one migrates, each hears the others, none is stopped by a newer one's columns. */
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { Account } from '../../src/persistence/contract.entities.js';
import { type DatabaseAddress, dataSourceFor } from '../../src/persistence/data-source.js';
import { Database } from '../../src/persistence/database.js';
import type { Reads } from '../../src/transactions/reads.js';
import type { Tx } from '../../src/transactions/tx.js';
import { until } from '../until.js';
import { describePostgres, freshPostgres, type Place } from './engines.js';
import { AT } from './rows.js';

const CONNECTIONS = 3;

describePostgres(() => {
  let place: Place;
  let address: DatabaseAddress & { kind: 'postgres' };
  let servers: Database[];
  let admin: Client;

  beforeAll(async () => {
    place = await freshPostgres();
    address = { ...(place.address as typeof address), connections: CONNECTIONS };
    await migrateAllButTheLast();
    admin = new Client({ connectionString: address.url });
    await admin.connect();
    servers = await Promise.all([Database.open(address), Database.open(address), Database.open(address)]);
  }, 60_000);
  afterAll(async () => {
    for (const server of servers) await server.close();
    await admin.end();
    await place.drop();
  });

  async function migrateAllButTheLast(): Promise<void> {
    const { options } = dataSourceFor(address, 'write');
    const migrations = (options.migrations as (() => void)[]).slice(0, -1);
    const source = await new DataSource({ ...options, migrations }).initialize();
    await source.runMigrations();
    await source.destroy();
  }

  test('of three that start at once on an older database one migrates, and the others wait for it', async () => {
    const done = await servers[1]!.reads.sql<{ name: string }>`SELECT name FROM migrations`;
    const { migrations } = dataSourceFor(address, 'write').options;
    expect(done.map(({ name }) => name)).toEqual((migrations as { name: string }[]).map(({ name }) => name));
    const locks = await admin.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'");
    expect(locks.rows).toEqual([]);
  });

  /** On every connection, so that each has prepared it. */
  const everywhere = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: 4 * CONNECTIONS }, work));

  test('a column that a newer release adds stops no server that has prepared its statements without it', async () => {
    const [{ transactions, reads }] = servers as [Database];
    const read = (from: Pick<Tx, 'sql'> | Reads) => from.sql<Account>`SELECT * FROM accounts WHERE id = ${'community'}`;
    const renamed = (tx: Tx) =>
      tx.sql<Account>`UPDATE accounts SET name = ${'same'} WHERE id = ${'community'} RETURNING *`;
    const all = async () => [
      ...(await everywhere(() => read(reads))),
      ...(await everywhere(() => transactions.run(read))),
      ...(await everywhere(() => transactions.run(renamed))),
    ];
    await all();
    await admin.query('ALTER TABLE accounts ADD "of_tomorrow" varchar(10)');
    expect(new Set((await all()).map(([row]) => row!.id))).toEqual(new Set(['community']));
    await transactions.run((tx) => tx.insert(Account, { id: 'after', name: 'A', created_at: AT }));
  });

  test('what one tells, the others hear; and after their line was cut, each looks because it may have missed something', async () => {
    const [teller, listener] = servers as [Database, Database];
    const heard = { teller: 0, listener: 0 };
    teller.tidings.whenTold('bread', () => heard.teller++);
    listener.tidings.whenTold('bread', () => heard.listener++);
    await until(
      () => heard,
      (both) => both.teller === 1 && both.listener === 1, // connected: something may have been missed before
    );
    for (let n = 0; n < 5; n++) teller.tidings.tell('bread');
    teller.tidings.tell('wine');
    await until(
      () => heard.listener,
      (times) => times === 2, // told five times in a moment is told once
    );
    const cut =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()";
    expect((await admin.query(cut)).rowCount).toBe(1); // the teller's last words were others
    await until(
      () => heard.listener,
      (times) => times === 3,
    );
    teller.tidings.tell('bread');
    await until(
      () => heard.listener,
      (times) => times === 4,
    );
    expect(heard.teller).toBe(1); // never by itself
  }, 20_000);

  test('no statement, no lock and no transaction that does nothing is waited for without end', async () => {
    const limits = await servers[0]!.transactions.run(
      (tx) => tx.sql<{ name: string; setting: string }>`SELECT name, setting FROM pg_settings
        WHERE name IN ('lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout') ORDER BY name`,
    );
    expect(Object.fromEntries(limits.map(({ name, setting }) => [name, Number(setting)]))).toEqual({
      idle_in_transaction_session_timeout: 15_000,
      lock_timeout: 5_000,
      statement_timeout: 30_000,
    });
    const frozen = servers[0]!.transactions.run(async (tx) => {
      await tx.sql`SET LOCAL idle_in_transaction_session_timeout = 50`;
      await tx.lock('anything');
      await servers[1]!.transactions.run((other) => other.lock('anything')); // has it once the frozen one is cut
      await tx.sql`SELECT 1`;
    });
    await expect(frozen).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('with every connection taken the next one hears 503 after five seconds, and all is well once one is free', async () => {
    const { transactions, reads } = servers[2]!;
    let free = () => {};
    const held = new Promise<void>((resolve) => {
      free = resolve;
    });
    const busy = everywhereOnce(() => transactions.run(() => held));
    const began = performance.now();
    const late = await Promise.allSettled([transactions.run((tx) => tx.sql`SELECT 1`), reads.sql`SELECT 1`]);
    expect(performance.now() - began).toBeLessThan(8_000);
    const [write, read] = late.map((one) => (one as PromiseRejectedResult).reason);
    expect(write).toMatchObject({ kind: 'unavailable' });
    expect(read.message).toMatch(/^timeout exceeded when trying to connect/); // the filter makes it a 503
    free();
    await busy;
    expect(await reads.sql`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  }, 20_000);

  const everywhereOnce = (work: () => Promise<void>) => Promise.all(Array.from({ length: CONNECTIONS }, work));
});
