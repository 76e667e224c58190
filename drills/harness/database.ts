/** The database as an independent reader sees it: no code of the service between the rows and the verdict. */
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { undoAtEnd } from './cleanup.js';

export interface Database {
  readonly engine: 'sqlite' | 'postgres';
  /** `?` stands for a value on either engine. */
  rows<Row>(sql: string, ...values: (string | number)[]): Promise<Row[]>;
  /** Changes rows behind the service's back. */
  change(sql: string, ...values: (string | number)[]): Promise<void>;
}

/** `write`: a copy whose journal nobody has read yet. Opened for each look, so that nothing of ours is in the way of a service that starts, stops or is killed. */
export function sqliteDatabase(path: string, access: 'read' | 'write' = 'read'): Database {
  return {
    engine: 'sqlite',
    rows: async <Row>(sql: string, ...values: (string | number)[]) => {
      const file = new Sqlite(path, { readonly: access === 'read', timeout: 5_000 });
      try {
        return file.prepare(sql).all(...values) as Row[];
      } finally {
        file.close();
      }
    },
    change: async (sql: string, ...values: (string | number)[]) => {
      const file = new Sqlite(path, { timeout: 5_000 });
      try {
        file.prepare(sql).run(...values);
      } finally {
        file.close();
      }
    },
  };
}

/** Connected for each look: the server may have gone and come back between two of them. */
export function postgresLooks(url: string): Database {
  const ask = async (sql: string, values: (string | number)[]) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await client.query(numbered(sql), values);
    } finally {
      await client.end();
    }
  };
  return {
    engine: 'postgres',
    rows: async <Row>(sql: string, ...values: (string | number)[]) => (await ask(sql, values)).rows as Row[],
    change: async (sql: string, ...values: (string | number)[]) => void (await ask(sql, values)),
  };
}

const numbered = (sql: string): string => {
  let n = 0;
  return sql.replace(/\?/g, () => `$${++n}`);
};

/** A fresh database on the server that `serverUrl` names, dropped when the drill is over. */
export async function postgresDatabase(serverUrl: string): Promise<Database & { url: string }> {
  const name = `ndiyo_drill_${process.pid}_${Date.now().toString(36)}`;
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const client = new pg.Pool({ connectionString: url.href, max: 4 }); // several hands look at once
  client.on('error', () => undefined); // dropping the database ends it from outside
  undoAtEnd(async () => {
    await client.end().catch(() => undefined);
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.end();
  });
  const ask = (sql: string, values: (string | number)[]) => {
    let n = 0;
    return client.query(
      sql.replace(/\?/g, () => `$${++n}`),
      values,
    );
  };
  return {
    engine: 'postgres',
    url: url.href,
    rows: async <Row>(sql: string, ...values: (string | number)[]) => (await ask(sql, values)).rows as Row[],
    change: async (sql: string, ...values: (string | number)[]) => void (await ask(sql, values)),
  };
}

export async function count(database: Database, sql: string, ...values: (string | number)[]): Promise<number> {
  const [row] = await database.rows<{ n: number | string }>(sql, ...values);
  return Number(row?.n ?? 0);
}

/** What SQLite says of its own file; PostgreSQL has no such question. */
export async function integrityOf(database: Database): Promise<string> {
  if (database.engine === 'postgres') return 'not asked';
  const rows = await database.rows<{ integrity_check: string }>('PRAGMA integrity_check');
  return rows.map((row) => row.integrity_check).join('; ');
}
