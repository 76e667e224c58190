/** Writes on PostgreSQL: a plain transaction on its own pooled connection, run again when the engine asks for it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { Problem } from '../problems/problem.js';
import { unavailable } from '../problems/unavailable.js';
import { compileTemplate, type Fragment, insertText, onlyValues, type SqlValue, updateText } from './sql.js';
import type { TableColumnsIndex } from './table-columns.js';
import { Transactions, type Tx, type Work } from './tx.js';

const TRIES = 5;
// As on SQLite: beyond that, waiting would end in a time limit anyway.
const WAITING_LIMIT = 5_000;
const REFUSING = /^(53|57P0)/; // out of disk or memory, shutting down
const RETRIED = new Set(['40001', '40P01']); // serialization failure, deadlock

/**
 * A server of a newer release has given a table another column, and what this connection had prepared of `SELECT *` no
 * longer fits. Nothing was done; on a connection that prepares it anew all is well, and each of the pool's is new once.
 */
export const isOutdated = (error: unknown): boolean =>
  (error as { routine?: unknown } | null)?.routine === 'RevalidateCachedQuery';

// What has side effects is evaluated after the sorting, so the locks are taken one after the other.
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended(name, 0))
  FROM unnest($1::text[]) WITH ORDINALITY AS asked (name, n) ORDER BY n`;

/** Text and name of each template: a name makes PostgreSQL prepare it once a connection. */
const templates = new WeakMap<TemplateStringsArray, { name: string; text: string }>();
let templateCount = 0;

export function prepared(strings: TemplateStringsArray, values: unknown[]): { name: string; text: string } {
  let found = templates.get(strings);
  if (!found) {
    found = { name: `t${++templateCount}`, text: compileTemplate('postgres', strings, values) };
    templates.set(strings, found);
  }
  return found;
}

/** The same for text made from an entity; there are as many as tables, changes and numbers of rows. */
const names = new Map<string, string>();

function named(text: string): { name: string; text: string } {
  const name = names.get(text) ?? `e${names.size + 1}`;
  names.set(text, name);
  return { name, text };
}

class PostgresTx implements Tx {
  readonly committed: (() => void)[] = [];

  constructor(
    private readonly client: PoolClient,
    private readonly tables: TableColumnsIndex,
  ) {}

  readonly sql = async <Row>(strings: TemplateStringsArray, ...values: (SqlValue | Fragment)[]): Promise<Row[]> => {
    const { rows } = await this.client.query({ ...prepared(strings, values), values: onlyValues(values) });
    return rows as Row[];
  };

  async insert<T extends ObjectLiteral>(entity: EntityTarget<T>, ...rows: Partial<T>[]): Promise<void> {
    if (rows.length > 0) await this.insertRows(entity, rows, 'fail');
  }

  async insertNew<T extends ObjectLiteral>(entity: EntityTarget<T>, row: Partial<T>): Promise<boolean> {
    return (await this.insertRows(entity, [row], 'ignore')) === 1;
  }

  private async insertRows<T extends ObjectLiteral>(
    entity: EntityTarget<T>,
    rows: Partial<T>[],
    conflict: 'fail' | 'ignore',
  ): Promise<number> {
    const { table, columns } = this.tables.of(entity);
    const text = insertText('postgres', table, columns, rows.length, conflict);
    const values = rows.flatMap((row) => columns.map((name) => (row as ObjectLiteral)[name] ?? null));
    return (await this.client.query({ ...named(text), values })).rowCount ?? 0;
  }

  async update<T extends ObjectLiteral>(
    entity: EntityTarget<T>,
    where: { [K in keyof T]?: SqlValue },
    changes: { [K in keyof T]?: SqlValue },
  ): Promise<number> {
    const text = updateText('postgres', this.tables.of(entity).table, Object.keys(changes), Object.keys(where));
    const values = [...Object.values(changes), ...Object.values(where)];
    return (await this.client.query({ ...named(text), values })).rowCount ?? 0;
  }

  async lock(...names: string[]): Promise<void> {
    await this.client.query({ name: 'lock', text: LOCK, values: [names] });
  }

  async attempt<T>(work: () => Promise<T>): Promise<T> {
    const callbacks = this.committed.length;
    await this.client.query('SAVEPOINT attempt');
    try {
      const value = await work();
      await this.client.query('RELEASE attempt');
      return value;
    } catch (error) {
      this.committed.length = callbacks;
      await this.client.query('ROLLBACK TO attempt');
      throw error;
    }
  }

  afterCommit(callback: () => void): void {
    this.committed.push(callback);
  }
}

export class PostgresTransactions extends Transactions {
  constructor(
    private readonly pool: Pool,
    private readonly tables: TableColumnsIndex,
  ) {
    super();
  }

  async run<T>(work: Work<T>): Promise<T> {
    if (this.pool.waitingCount >= WAITING_LIMIT) {
      this.refusals += 1;
      throw unreachable('too many wait for a connection');
    }
    for (let [tries, outdated] = [1, 0]; ; ) {
      try {
        return await this.runOnce(work);
      } catch (error) {
        if (isOutdated(error) && outdated++ < this.pool.options.max) continue;
        if (tries === TRIES || !RETRIED.has(String((error as { code?: unknown }).code))) throw error;
        await pause(Math.random() * 20 * tries++);
      }
    }
  }

  get waitingCount(): number {
    return this.pool.waitingCount;
  }

  override get connections() {
    const { totalCount, idleCount, options } = this.pool;
    return { busy: totalCount - idleCount, idle: idleCount, most: options.max };
  }

  async close(): Promise<void> {}

  private async runOnce<T>(work: Work<T>): Promise<T> {
    const since = performance.now();
    const client = await this.pool.connect().catch((cause) => {
      // With every connection taken it is we who are busy, not the database that is away.
      if (this.pool.totalCount < this.pool.options.max) this.noteRefusal();
      throw unreachable(cause);
    });
    const begunAt = performance.now();
    this.waitedSeconds.add((begunAt - since) / 1_000);
    client.off('error', ignoreCut).on('error', ignoreCut);
    const tx = new PostgresTx(client, this.tables);
    try {
      await client.query('BEGIN');
      const value = await work(tx);
      await client.query('COMMIT').catch((cause) => {
        throw unknownEnd(cause);
      });
      client.release();
      this.committedSeconds.add((performance.now() - begunAt) / 1_000);
      for (const callback of tx.committed) callback();
      return value;
    } catch (error) {
      const broken = await client.query('ROLLBACK').then(
        () => false,
        () => true,
      );
      client.release(broken || isOutdated(error));
      if (broken || REFUSING.test(String((error as { code?: unknown }).code))) this.noteRefusal();
      throw broken && !(error instanceof Problem) ? unreachable(error) : error;
    }
  }
}

/** A connection that is cut fails the query that waits on it; told a second time to nobody, it would end the process. */
const ignoreCut = (): void => {};

const unreachable = (cause: unknown) =>
  unavailable('The database cannot be reached at this moment; please try again', cause);

const unknownEnd = (cause: unknown) =>
  unavailable('The database went away at the last moment: look whether it was stored before you repeat', cause);
