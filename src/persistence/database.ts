/** Opens the database, brings it up to date, and hands out its two sides: transactions to write, reads to read. */
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database as SqliteDatabase } from 'better-sqlite3';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { type DatabaseAddress, dataSourceFor } from './data-source.js';
import { OutboxItem } from './outbox.entities.js';
import { PostgresTransactions } from './postgres-transactions.js';
import { PostgresReads, type Reads, SqliteReads } from './reads.js';
import { type Hold, holdAlone } from './single-server.js';
import { SqliteTransactions } from './sqlite-transactions.js';
import { TableColumnsIndex } from './table-columns.js';
import type { Transactions } from './tx.js';

// What each driver of TypeORM keeps its connection in.
const sqliteOf = (source: DataSource) => source.driver as unknown as { databaseConnection: SqliteDatabase };
const poolOf = (source: DataSource) => (source.driver as unknown as { master: Pool }).master;

export class Database {
  private constructor(
    readonly transactions: Transactions,
    readonly reads: Reads,
    private readonly sources: DataSource[],
    private readonly hold: Hold | null,
  ) {}

  static open(address: DatabaseAddress): Promise<Database> {
    return address.kind === 'postgres' ? Database.openPostgres(address) : Database.openSqlite(address);
  }

  private static async openPostgres(address: DatabaseAddress): Promise<Database> {
    const source = await dataSourceFor(address, 'write').initialize();
    await source.runMigrations();
    const pool = poolOf(source);
    const transactions = new PostgresTransactions(pool, new TableColumnsIndex(source));
    return new Database(transactions, new PostgresReads(source, pool), [source], null);
  }

  private static async openSqlite(address: DatabaseAddress & { kind: 'sqlite' }): Promise<Database> {
    mkdirSync(dirname(address.path), { recursive: true, mode: 0o700 });
    const hold = holdAlone(address.path);
    const writer = await dataSourceFor(address, 'write').initialize();
    await writer.runMigrations();
    chmodSync(address.path, 0o600); // telephone numbers are in it
    const db = sqliteOf(writer).databaseConnection;
    assertDurable(db);
    // Nobody else holds a lease: whoever did is gone. Its name stays, so that a repeated text is flagged.
    await writer.createQueryBuilder().update(OutboxItem).set({ lease_until: null }).execute();
    const reader = await dataSourceFor(address, 'read-only').initialize();
    const reads = new SqliteReads(reader, sqliteOf(reader).databaseConnection);
    return new Database(new SqliteTransactions(db, new TableColumnsIndex(writer)), reads, [reader, writer], hold);
  }

  async close(): Promise<void> {
    await this.transactions.close();
    for (const source of this.sources) await source.destroy();
    this.hold?.release();
  }
}

const FULL = 2;

function assertDurable(db: SqliteDatabase): void {
  const mode = db.pragma('journal_mode', { simple: true });
  const synchronous = db.pragma('synchronous', { simple: true });
  if (mode !== 'wal' || synchronous !== FULL) {
    throw new Error(`SQLite must run in WAL with synchronous=FULL, not ${mode} and ${synchronous}`);
  }
}
