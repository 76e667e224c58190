/** A release back, and one ahead: the schema before the last migration, and what a migration of tomorrow may do under a server of today. */
import pg from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceFor } from '../../src/persistence/data-source.js';
import type { Database } from './database.js';

/** All tables, but as the release before this one left them. */
export async function migrateAllButTheLast(url: string): Promise<void> {
  const { options } = dataSourceFor({ kind: 'postgres', url }, 'write');
  const migrations = (options.migrations as (() => void)[]).slice(0, -1);
  const source = await new DataSource({ ...options, migrations }).initialize();
  await source.runMigrations();
  await source.destroy();
}

const TABLES = `contracts contract_versions parties events receipts messages outbox callbacks idempotency_keys accounts
  log_leaves log_checkpoints one_time_codes account_events webhook_endpoints`.split(/\s+/);

/** A column to every table that is written, an index, a table, and the row that says it was done. */
export async function migrateFromTomorrow(url: string, n: number): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const table of TABLES) {
      await client.query('SET lock_timeout = 5000');
      await client.query(`ALTER TABLE "${table}" ADD "of_tomorrow_${n}" varchar(24)`);
      await client.query(`ALTER TABLE "${table}" ADD "counted_${n}" integer NOT NULL DEFAULT (0)`);
    }
    await client.query(`CREATE INDEX "by_tomorrow_${n}" ON "messages" ("of_tomorrow_${n}")`);
    await client.query(`CREATE TABLE "tomorrow_${n}" ("id" integer PRIMARY KEY)`);
    const name = `Tomorrow${9_000_000_000_000 + n}`;
    await client.query('INSERT INTO migrations (timestamp, name) VALUES ($1, $2)', [9_000_000_000_000 + n, name]);
  } finally {
    await client.end();
  }
  return TABLES.length;
}

/** Roots that one size of the log was signed with: more than one would be two histories. */
export async function countForks(database: Database): Promise<number> {
  const forks = await database.rows<{ tree_size: number }>(
    'SELECT tree_size FROM log_checkpoints GROUP BY tree_size HAVING count(DISTINCT root) > 1',
  );
  return forks.length;
}
