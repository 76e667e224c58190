/** Opens the database, brings it up to date, and hands out its two sides: transactions to write, reads to read. */
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database as SqliteDatabase } from 'better-sqlite3';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { type DatabaseAddress, dataSourceFor } from './data-source.js';
import { PostgresTransactions } from './postgres-transactions.js';
import { PostgresReads, type Reads, SqliteReads } from './reads.js';
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
  ) {}

  static async open(address: DatabaseAddress): Promise<Database> {
    if (address.kind === 'sqlite') mkdirSync(dirname(address.path), { recursive: true, mode: 0o700 });
    const writer = await dataSourceFor(address, 'write').initialize();
    await writer.runMigrations();
    const tables = new TableColumnsIndex(writer);
    if (address.kind === 'postgres') {
      const pool = poolOf(writer);
      return new Database(new PostgresTransactions(pool, tables), new PostgresReads(writer, pool), [writer]);
    }
    chmodSync(address.path, 0o600); // telephone numbers are in it
    const db = sqliteOf(writer).databaseConnection;
    assertDurable(db);
    const reader = await dataSourceFor(address, 'read-only').initialize();
    const reads = new SqliteReads(reader, sqliteOf(reader).databaseConnection);
    return new Database(new SqliteTransactions(db, tables), reads, [reader, writer]);
  }

  async close(): Promise<void> {
    await this.transactions.close();
    for (const source of this.sources) await source.destroy();
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
