/** What a writer gets: one open transaction. Whoever joins it takes it as first parameter. */
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { Distribution, SECONDS } from '../measures/distribution.js';
import type { Sql, SqlValue } from './sql.js';

export interface Tx {
  /** Rows of a SELECT or of RETURNING; an empty list for any other statement. */
  readonly sql: Sql;
  insert<T extends ObjectLiteral>(entity: EntityTarget<T>, ...rows: Partial<T>[]): Promise<void>;
  /** False, and nothing written, where a row of that key is already there. */
  insertNew<T extends ObjectLiteral>(entity: EntityTarget<T>, row: Partial<T>): Promise<boolean>;
  /** How many rows changed. `where` is never empty. */
  update<T extends ObjectLiteral>(
    entity: EntityTarget<T>,
    where: { [K in keyof T]?: SqlValue },
    changes: { [K in keyof T]?: SqlValue },
  ): Promise<number>;
  /**
   * Holds off every other transaction that locks the same name until this one ends; for what has no row to lock.
   * Several are locked in the order given.
   */
  lock(...names: string[]): Promise<void>;
  /** What `work` wrote is undone when it throws; the transaction goes on. */
  attempt<T>(work: () => Promise<T>): Promise<T>;
  /** Runs once the transaction is durable; not at all if it is rolled back. */
  afterCommit(callback: () => void): void;
}

export type Work<T> = (tx: Tx) => Promise<T>;

export abstract class Transactions {
  /** When the database last refused a write (full, locked, away), by `performance.now()`. */
  refusedAt = Number.NEGATIVE_INFINITY;
  /** How often it did, or the queue was full. */
  refusals = 0;
  /** From asking to write until the transaction began. */
  readonly waitedSeconds = new Distribution(SECONDS);
  /** From the beginning of a transaction until it was durable; on SQLite that of a whole group. */
  readonly committedSeconds = new Distribution(SECONDS);
  /** Callers committed together; on PostgreSQL each goes alone, and none is counted. */
  readonly groupSizes = new Distribution([1, 2, 4, 8, 16, 32, 64]);

  /** Callers whose transaction has not begun. */
  abstract readonly waitingCount: number;

  /** To a database server, and how many there may be; null where there is no server. */
  get connections(): { busy: number; idle: number; most: number } | null {
    return null;
  }

  /**
   * Runs `work` and answers only when its writes are durable; whatever it throws rolls back its own writes alone.
   * `work` may run twice (a retry on PostgreSQL): no input or output in it but `tx`.
   */
  abstract run<T>(work: Work<T>): Promise<T>;
  abstract close(): Promise<void>;

  protected noteRefusal(): void {
    this.refusedAt = performance.now();
    this.refusals += 1;
  }
}
