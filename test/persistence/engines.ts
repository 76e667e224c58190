/** Runs the same tests on each engine, every spec file on a database of its own. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { DatabaseAddress } from '../../src/persistence/data-source.js';
import { freshDataDir } from '../start-app.js';

const POSTGRES_URL = process.env.TEST_POSTGRES_URL;

export interface Place {
  address: DatabaseAddress;
  drop(): Promise<void>;
}

export async function freshSqlite(): Promise<Place> {
  const folder = freshDataDir();
  const drop = async () => rmSync(folder, { recursive: true, force: true });
  return { address: { kind: 'sqlite', path: join(folder, 'test.sqlite') }, drop };
}

export async function freshPostgres(): Promise<Place> {
  const name = `ndiyo_test_${randomBytes(6).toString('hex')}`;
  await administer(`CREATE DATABASE ${name}`);
  const url = new URL(POSTGRES_URL!);
  url.pathname = `/${name}`;
  return {
    address: { kind: 'postgres', url: url.href },
    drop: () => administer(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: POSTGRES_URL });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** Skipped by name where no PostgreSQL was given. */
export const describePostgres = (tests: () => void): void => {
  if (POSTGRES_URL) describe('on PostgreSQL', tests);
  else describe.skip('on PostgreSQL (TEST_POSTGRES_URL is not set)', tests);
};

export function onEveryEngine(tests: (freshPlace: () => Promise<Place>) => void): void {
  describe('on SQLite', () => tests(freshSqlite));
  describePostgres(() => tests(freshPostgres));
}

/** Why it was refused. The native module's errors are not of the test's own realm, so `rejects.toThrow` may miss them. */
export const refusalOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'it was not refused',
    (error: Error) => error.message,
  );
