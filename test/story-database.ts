/**
 * The database beside a running service, for what no answer shows: the SQLite file in its data folder or, where
 * TEST_ENGINE=postgres, a database of its own on the server that TEST_POSTGRES_URL names, reached by `psql`.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';

export type Row = Record<string, string | number | null>;
type Value = string | number;

const { TEST_ENGINE, TEST_POSTGRES_URL = '' } = process.env;
export const IS_POSTGRES = TEST_ENGINE === 'postgres';

/** What a service started on this data folder must be told of its database. */
export function databaseEnv(dataDir: string): Record<string, string> {
  if (!IS_POSTGRES) return {};
  const known = psql(TEST_POSTGRES_URL, `SELECT 1 FROM pg_database WHERE datname = '${nameFor(dataDir)}'`);
  if (known === '') psql(TEST_POSTGRES_URL, `CREATE DATABASE ${nameFor(dataDir)}`);
  return { DATABASE_URL: urlFor(dataDir) };
}

export function dropDatabase(dataDir: string): void {
  if (IS_POSTGRES) psql(TEST_POSTGRES_URL, `DROP DATABASE IF EXISTS ${nameFor(dataDir)} WITH (FORCE)`);
}

/** Rows of a SELECT; `?` stands for a value. */
export function rows(dataDir: string, sql: string, ...values: Value[]): Row[] {
  if (IS_POSTGRES) {
    const list = `SELECT coalesce(json_agg(t), '[]') FROM (${withValues(sql, values)}) t`;
    return JSON.parse(psql(urlFor(dataDir), list)) as Row[];
  }
  return inFile(dataDir, (file) => file.prepare<unknown[], Row>(sql).all(...values));
}

export function change(dataDir: string, ...statements: [sql: string, ...values: Value[]][]): void {
  for (const [sql, ...values] of statements) {
    if (IS_POSTGRES) psql(urlFor(dataDir), withValues(sql, values));
    else inFile(dataDir, (file) => file.prepare(sql).run(...values));
  }
}

/** All that is stored, as text to search in: the bytes of the data folder but for the service's own secrets, or every table. */
export function storedBytes(dataDir: string): Map<string, string> {
  if (IS_POSTGRES) {
    const tables = rows(dataDir, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    return new Map(
      tables.map(({ tablename }) => [`${tablename}`, JSON.stringify(rows(dataDir, `TABLE ${tablename}`))]),
    );
  }
  const files = readdirSync(dataDir).filter((name) => !/\.(key|pem)$/.test(name));
  if (!files.includes('ndiyo.sqlite')) throw new Error(`no database in ${dataDir}`);
  return new Map(files.map((name) => [name, readFileSync(join(dataDir, name)).toString('latin1')]));
}

function inFile<T>(dataDir: string, work: (file: Sqlite.Database) => T): T {
  const file = new Sqlite(join(dataDir, 'ndiyo.sqlite'), { timeout: 5_000 });
  try {
    return work(file);
  } finally {
    file.close();
  }
}

const nameFor = (dataDir: string): string =>
  `ndiyo_story_${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`;

function urlFor(dataDir: string): string {
  const url = new URL(TEST_POSTGRES_URL);
  url.pathname = `/${nameFor(dataDir)}`;
  return url.href;
}

const withValues = (sql: string, values: Value[]): string => {
  const left = [...values];
  return sql.replace(/\?/g, () => `'${String(left.shift()).replaceAll("'", "''")}'`);
};

const psql = (url: string, statement: string): string =>
  execFileSync('psql', [url, '-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', statement], {
    encoding: 'utf8',
    env: { ...process.env, PGOPTIONS: '--client-min-messages=warning' },
  }).trim();
