/** Fills a database with contracts of the past: bulk inserts, indexes made anew afterwards, the log grown and signed. */
import Sqlite from 'better-sqlite3';
import { type FilledRow, type FilledRows, rowsOf } from './fill-rows.js';
import { ReferenceLog } from './reference-log.js';
import { databaseOf } from './servers.js';
import { progress } from './workplace.js';

const BATCH = 5_000;
const REPORT_MS = 4_000;

export function fill(dataDir: string, contracts: number): void {
  const db = new Sqlite(databaseOf(dataDir));
  // Nobody else is there, and a broken fill is thrown away.
  for (const pragma of ['journal_mode = OFF', 'synchronous = OFF', 'foreign_keys = OFF', 'cache_size = -500000']) {
    db.pragma(pragma);
  }
  const indexes = db.prepare(`SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`).all() as {
    name: string;
    sql: string;
  }[];
  for (const { name } of indexes) db.exec(`DROP INDEX "${name}"`);
  const log = new ReferenceLog(db);
  insertAll(db, contracts, log);
  log.sign();
  for (const { sql } of indexes) {
    progress(`fill: ${/ON "(\w+)" \(.*\)/.exec(sql)?.[0] ?? sql}`);
    db.exec(sql);
  }
  db.pragma('journal_mode = WAL');
  db.close();
}

function insertAll(db: Sqlite.Database, contracts: number, log: ReferenceLog): void {
  const insert = inserter(db);
  const nowMs = Date.now();
  let toldAt = nowMs;
  for (let from = 0; from < contracts; from += BATCH) {
    const to = Math.min(from + BATCH, contracts);
    db.exec('BEGIN');
    for (let n = from; n < to; n += 1) {
      const rows = rowsOf(n, contracts, nowMs);
      for (const event of rows.events) Object.assign(event, log.append(String(event.hash)));
      insert(rows);
    }
    db.exec('COMMIT');
    if (Date.now() - toldAt < REPORT_MS) continue;
    toldAt = Date.now();
    progress(`fill: ${to} of ${contracts} contracts`);
  }
}

function inserter(db: Sqlite.Database): (rows: FilledRows) => void {
  const statements = new Map<string, { statement: Sqlite.Statement; columns: string[] }>();
  const statementFor = (table: string) => {
    const columns = (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name);
    const statement = db.prepare(`INSERT INTO ${table} VALUES (${columns.map(() => '?').join(',')})`);
    const made = { statement, columns };
    statements.set(table, made);
    return made;
  };
  const insertRow = (table: string, row: FilledRow) => {
    const { statement, columns } = statements.get(table) ?? statementFor(table);
    statement.run(columns.map((name) => row[name] ?? null));
  };
  return (rows) => {
    for (const [table, some] of Object.entries(rows)) for (const row of some) insertRow(table, row);
  };
}
