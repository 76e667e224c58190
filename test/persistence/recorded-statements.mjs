/**
 * The service on SQLite, which writes down what it asks its database: each text once, as SQLite gets it and as PostgreSQL
 * would.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { loadEnv } from '../../dist/config/env.js';
import { compileTemplate } from '../../dist/transactions/sql.js';
import { SqliteStatements } from '../../dist/transactions/sqlite-tx.js';

const FILE = join(process.env.DATA_DIR, 'statements.jsonl');
const kept = new Set();

function keep(sqlite, postgres) {
  if (kept.has(sqlite) || !/^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(sqlite)) return;
  kept.add(sqlite);
  appendFileSync(FILE, `${JSON.stringify({ sqlite, postgres })}\n`);
}

// Templates know both texts; what is made from an entity or by the query builder differs in nothing but its marks.
const { query } = SqliteStatements.prototype;
SqliteStatements.prototype.query = function (strings, values) {
  const [sqlite, postgres] = ['sqlite', 'postgres'].map((engine) => compileTemplate(engine, strings, values));
  keep(sqlite, postgres);
  return query.call(this, strings, values);
};

const { prepare } = Sqlite.prototype;
Sqlite.prototype.prepare = function (text, ...more) {
  let n = 0;
  keep(
    text,
    text.replace(/\?/g, () => `$${++n}`),
  );
  return prepare.call(this, text, ...more);
};

const { startService } = await import('../../dist/service.js');
const service = await startService(loadEnv());
process.once('SIGTERM', () => service.close().then(() => process.exit(0)));
process.stdout.write(`${service.url}\n`);
