/** The reference's writing connection, and one prepared insert a table, made from the table itself. */
import Sqlite from 'better-sqlite3';

export type Row = Record<string, string | number | null>;

export function openWriter(file: string): Sqlite.Database {
  const db = new Sqlite(file);
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON']) db.pragma(pragma);
  return db;
}

export const openReader = (file: string): Sqlite.Database => new Sqlite(file, { readonly: true });

/** Inserts a row whose columns are always the same ones; those not named are null. */
export function insertInto(db: Sqlite.Database, table: string, columns: string): (...values: unknown[]) => void {
  const names = columns.split(' ');
  const places = names.map(() => '?').join(',');
  const statement = db.prepare(`INSERT INTO ${table} (${names.join(',')}) VALUES (${places})`);
  return (...values) => void statement.run(...values);
}
