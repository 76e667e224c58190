/** Reads outside a transaction: they never see an uncommitted write, and never wait for one. */
import type { Database } from 'better-sqlite3';
import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { isOutdated, prepared } from './postgres-transactions.js';
import { type Fragment, onlyValues, type Sql, type SqlValue } from './sql.js';
import { SqliteStatements } from './sqlite-tx.js';

export abstract class Reads {
  /** For the hot routes. */
  abstract readonly sql: Sql;
  /** For the quiet ones. */
  abstract readonly manager: EntityManager;
}

/** SQLite: a second, read-only connection on the write-ahead log. */
export class SqliteReads extends Reads {
  readonly manager: EntityManager;
  private readonly statements: SqliteStatements;

  constructor(dataSource: DataSource, db: Database) {
    super();
    this.manager = dataSource.manager;
    this.statements = new SqliteStatements(db);
  }

  readonly sql = async <Row>(strings: TemplateStringsArray, ...values: (SqlValue | Fragment)[]): Promise<Row[]> =>
    this.statements.query<Row>(strings, values);
}

export class PostgresReads extends Reads {
  readonly manager: EntityManager;

  constructor(
    dataSource: DataSource,
    private readonly pool: Pool,
  ) {
    super();
    this.manager = dataSource.manager;
  }

  readonly sql = async <Row>(strings: TemplateStringsArray, ...values: (SqlValue | Fragment)[]): Promise<Row[]> => {
    const query = { ...prepared(strings, values), values: onlyValues(values) };
    for (let outdated = 0; ; outdated++) {
      try {
        return (await this.pool.query(query)).rows as Row[];
      } catch (error) {
        // The pool has put the connection away.
        if (!isOutdated(error) || outdated >= this.pool.options.max) throw error;
      }
    }
  };
}
