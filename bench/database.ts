/** Looks into a server's database from outside. */
import Sqlite from 'better-sqlite3';
import { databaseOf } from './servers.js';

export function lookInto<T>(dataDir: string, look: (db: Sqlite.Database) => T): T {
  const db = new Sqlite(databaseOf(dataDir), { readonly: true, timeout: 5_000 });
  try {
    return look(db);
  } finally {
    db.close();
  }
}

export const numberOf = (dataDir: string, sql: string): number =>
  lookInto(dataDir, (db) => Number(db.prepare(sql).pluck().get()));

export const columnOf = (dataDir: string, sql: string): string[] =>
  lookInto(dataDir, (db) => db.prepare(sql).pluck().all() as string[]);
