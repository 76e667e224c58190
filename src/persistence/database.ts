/** Opens the database, brings it up to date, and hands out its two sides: transactions to write, reads to read. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database as SqliteDatabase } from 'better-sqlite3';
import type { Pool } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { PostgresTidings } from '../transactions/postgres-tidings.js';
import { PostgresTransactions } from '../transactions/postgres-transactions.js';
import { PostgresReads, type Reads, SqliteReads } from '../transactions/reads.js';
import { SqliteTransactions } from '../transactions/sqlite-transactions.js';
import { TableColumnsIndex } from '../transactions/table-columns.js';
import { NoTidings, type Tidings } from '../transactions/tidings.js';
import type { Transactions } from '../transactions/tx.js';
import { type DatabaseAddress, dataSourceFor } from './data-source.js';
import { type Hold, holdAlone, tryHoldAlone } from './single-server.js';

// What each driver of TypeORM keeps its connection in.
const sqliteOf = (source: DataSource) => source.driver as unknown as { databaseConnection: SqliteDatabase };
const poolOf = (source: DataSource) => (source.driver as unknown as { master: Pool }).master;

export class Database {
  private constructor(
    readonly transactions: Transactions,
    readonly reads: Reads,
    readonly tidings: Tidings,
    private readonly sources: DataSource[],
    private readonly hold: Hold | null,
    /** After a person was erased: clears what the engine's own files still hold, as far as it can; says how far that is. */
    readonly forget: () => Promise<string>,
  ) {}

  static open(address: DatabaseAddress): Promise<Database> {
    return address.kind === 'postgres' ? Database.openPostgres(address) : Database.openSqlite(address);
  }

  /** For a command: also while a server runs, which then has migrated already; leases are the server's. */
  static async openBeside(address: DatabaseAddress): Promise<Database> {
    if (address.kind === 'postgres') return Database.openPostgres(address);
    mkdirSync(dirname(address.path), { recursive: true, mode: 0o700 });
    for (const path of [address.path, `${address.path}-server`]) touchPrivate(path);
    const hold = tryHoldAlone(address.path);
    return Database.openSqliteFile(address, hold);
  }

  /** A SQLite file that nobody else uses, and that is to stay as it is. */
  static async openToRead(path: string): Promise<Database> {
    const source = await dataSourceFor({ kind: 'sqlite', path }, 'read-only').initialize();
    const db = sqliteOf(source).databaseConnection;
    const transactions = new SqliteTransactions(db, new TableColumnsIndex(source)); // which the connection refuses
    return new Database(
      transactions,
      new SqliteReads(source, db),
      new NoTidings(),
      [source],
      null,
      async () => NOT_ALONE,
    );
  }

  private static async openPostgres(address: DatabaseAddress & { kind: 'postgres' }): Promise<Database> {
    const source = await dataSourceFor(address, 'write').initialize();
    await migrateAlone(source);
    const pool = poolOf(source);
    const transactions = new PostgresTransactions(pool, new TableColumnsIndex(source));
    const reads = new PostgresReads(source, pool);
    return new Database(transactions, reads, new PostgresTidings(address.url), [source], null, () => vacuum(source));
  }

  private static async openSqlite(address: DatabaseAddress & { kind: 'sqlite' }): Promise<Database> {
    mkdirSync(dirname(address.path), { recursive: true, mode: 0o700 });
    for (const path of [address.path, `${address.path}-server`]) touchPrivate(path);
    const database = await Database.openSqliteFile(address, holdAlone(address.path));
    // Nobody else holds a lease: whoever did is gone. Its name stays, so that a repeated text is flagged.
    await database.transactions.run(async (tx) => {
      await tx.sql`UPDATE outbox SET lease_until = NULL WHERE lease_until IS NOT NULL`;
      await tx.sql`UPDATE webhook_endpoints SET lease_until = NULL WHERE lease_until IS NOT NULL`;
    });
    return database;
  }

  private static async openSqliteFile(
    address: DatabaseAddress & { kind: 'sqlite' },
    hold: Hold | null,
  ): Promise<Database> {
    const writer = await dataSourceFor(address, 'write').initialize();
    if (hold) await writer.runMigrations();
    else if (await writer.showMigrations()) throw new Error(OTHER_RELEASE);
    const db = sqliteOf(writer).databaseConnection;
    assertDurable(db);
    const reader = await dataSourceFor(address, 'read-only').initialize();
    const reads = new SqliteReads(reader, sqliteOf(reader).databaseConnection);
    const transactions = new SqliteTransactions(db, new TableColumnsIndex(writer));
    const forget = async () => (hold ? writeAnew(db) : NOT_ALONE);
    return new Database(transactions, reads, new NoTidings(), [reader, writer], hold, forget);
  }

  async close(): Promise<void> {
    await this.transactions.close();
    await this.tidings.close();
    for (const source of this.sources) await source.destroy();
    this.hold?.release();
  }
}

const OTHER_RELEASE = 'The server that runs is of another release than this command: stop it, or use its own command.';

/** Telephone numbers are in it; what SQLite keeps beside it gets the same mode. */
const touchPrivate = (path: string): void => closeSync(openSync(path, 'a', 0o600));

/**
 * Of servers that start at once one migrates, and the others wait for it. A former release may serve meanwhile: a step
 * that gets no lock on its table soon is given up, rather than holding up everybody who queues behind it.
 */
async function migrateAlone(source: DataSource): Promise<void> {
  await onOneConnection(source, ['lock_timeout', 'statement_timeout'], async (lock) => {
    await lock.query('SELECT pg_advisory_lock(hashtext($1))', ['ndiyo migrations']);
    try {
      await source.runMigrations();
    } finally {
      await lock.query('SELECT pg_advisory_unlock(hashtext($1))', ['ndiyo migrations']);
    }
  });
}

/** Without those time limits, on a connection that then goes back to the others. */
async function onOneConnection(
  source: DataSource,
  limits: string[],
  work: (runner: QueryRunner) => Promise<unknown>,
): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    for (const limit of limits) await runner.query(`SET ${limit} = 0`);
    await work(runner);
    for (const limit of limits) await runner.query(`RESET ${limit}`);
  } finally {
    await runner.release();
  }
}

/** Free space in pages and journal still has what stood there before: only a file written anew has not. */
function writeAnew(db: SqliteDatabase): string {
  db.exec('VACUUM');
  db.pragma('wal_checkpoint(TRUNCATE)');
  return 'The database file was written anew: nothing of it is left there.';
}

const NOT_ALONE = `Free space in the database file may still hold it, and a server is using that file.
To clear it, stop the server and give the same command once more.`;

async function vacuum(source: DataSource): Promise<string> {
  await onOneConnection(source, ['statement_timeout'], (runner) =>
    runner.query('VACUUM contract_versions, parties, messages, receipts, events, callbacks'),
  );
  return 'PostgreSQL has freed the rows; its write-ahead log and its archives keep them as long as you set.';
}

const FULL = 2;

function assertDurable(db: SqliteDatabase): void {
  const mode = db.pragma('journal_mode', { simple: true });
  const synchronous = db.pragma('synchronous', { simple: true });
  if (mode !== 'wal' || synchronous !== FULL) {
    throw new Error(`SQLite must run in WAL with synchronous=FULL, not ${mode} and ${synchronous}`);
  }
}
