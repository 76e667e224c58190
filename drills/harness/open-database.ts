/** The database as somebody who owns the machine has it: every trigger is off. */
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { undoAtEnd } from './cleanup.js';
import type { OpenDatabase, Row, Value } from './tampering.js';

export function openSqlite(path: string): OpenDatabase {
  const db = new Sqlite(path, { timeout: 5_000 });
  undoAtEnd(async () => void db.close());
  for (const pragma of ['foreign_keys = OFF', 'synchronous = OFF']) db.pragma(pragma);
  const triggers = db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").pluck().all() as string[];
  for (const name of triggers) db.exec(`DROP TRIGGER ${name}`);
  return {
    rows: async (sql: string, ...values: Value[]) => db.prepare(sql).all(...values) as Row[],
    run: async (sql: string, ...values: Value[]) => void db.prepare(sql).run(...values),
  };
}

export async function openPostgres(url: string): Promise<OpenDatabase> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  client.on('error', () => undefined); // dropping the database ends it from outside
  undoAtEnd(() => client.end().catch(() => undefined));
  await client.query('SET session_replication_role = replica');
  const ask = (sql: string, values: Value[]) => {
    let n = 0;
    return client.query(
      sql.replace(/\?/g, () => `$${++n}`),
      values,
    );
  };
  return {
    rows: async (sql: string, ...values: Value[]) => (await ask(sql, values)).rows as Row[],
    run: async (sql: string, ...values: Value[]) => void (await ask(sql, values)),
  };
}
