/**
 * Every write on SQLite goes through this one queue. Callers waiting at the same moment are committed together (one
 * fsync for all), each in its own savepoint, so that a failing one is rolled back alone.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { unavailable } from '../problems/unavailable.js';
import { SqliteStatements, SqliteTx } from './sqlite-tx.js';
import type { TableColumnsIndex } from './table-columns.js';
import { Transactions, type Work } from './tx.js';

const GROUP_LIMIT = 64;
const WAITING_LIMIT = 5_000;
const TURNS_LIMIT = 256;
// Another process may hold the file for a moment: tried again for so long, and the loop breathes in between.
const BEGIN_WITHIN_MS = 2_000;
const BEGIN_PAUSE_MS = 50;

interface Waiting {
  work: Work<unknown>;
  /** By `performance.now()`. */
  since: number;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}
type Settled = { caller: Waiting; tx: SqliteTx } & ({ value: unknown } | { error: unknown });

const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));
const countEvents = (): number => performance.nodeTiming.uvMetricsInfo.events;

/**
 * What arrives meanwhile joins the group. The loop lets in one new connection a turn (libuv since 1.45), so with a single
 * turn between long groups a crowd would wait outside, the carrier among them: it turns while that brings anything.
 */
async function letIn(): Promise<void> {
  for (let turns = 0; turns < TURNS_LIMIT; turns += 1) {
    const before = countEvents();
    await breathe();
    if (countEvents() === before) return;
  }
}

export class SqliteTransactions extends Transactions {
  private readonly statements: SqliteStatements;
  private readonly waiting: Waiting[] = [];
  private draining: Promise<void> | null = null;

  constructor(
    private readonly db: Database,
    private readonly tables: TableColumnsIndex,
  ) {
    super();
    this.statements = new SqliteStatements(db);
  }

  run<T>(work: Work<T>): Promise<T> {
    if (this.waiting.length >= WAITING_LIMIT) {
      this.refusals += 1;
      return Promise.reject(unwritten());
    }
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({ work, since: performance.now(), resolve: resolve as (value: unknown) => void, reject });
      this.draining ??= this.drain();
    });
  }

  get waitingCount(): number {
    return this.waiting.length;
  }

  async close(): Promise<void> {
    await this.draining;
  }

  private async drain(): Promise<void> {
    while (true) {
      await letIn();
      const group = this.waiting.splice(0, GROUP_LIMIT);
      if (group.length === 0) break;
      await this.commitTogether(group);
    }
    this.draining = null;
  }

  private async commitTogether(group: Waiting[]): Promise<void> {
    const settled: Settled[] = [];
    try {
      await this.begin();
      const begunAt = this.measure(group);
      for (const caller of group) settled.push(await this.runOne(caller));
      this.statements.ofText('commit', () => 'COMMIT').run();
      this.committedSeconds.add((performance.now() - begunAt) / 1_000);
    } catch (error) {
      if (this.db.inTransaction) this.db.exec('ROLLBACK');
      this.noteRefusal();
      // Whoever queued up behind a locked file hears it now, and does not wait as long once more.
      const refused = isBusy(error) ? [...group, ...this.waiting.splice(0)] : group;
      for (const caller of refused) caller.reject(unwritten(error));
      return;
    }
    for (const one of settled) {
      if ('error' in one) one.caller.reject(one.error);
      else {
        one.caller.resolve(one.value);
        for (const callback of one.tx.committed) callback();
      }
    }
  }

  private measure(group: Waiting[]): number {
    const now = performance.now();
    this.groupSizes.add(group.length);
    for (const { since } of group) this.waitedSeconds.add((now - since) / 1_000);
    return now;
  }

  private async begin(): Promise<void> {
    const begin = this.statements.ofText('begin', () => 'BEGIN IMMEDIATE');
    const giveUpAt = performance.now() + BEGIN_WITHIN_MS;
    for (;;) {
      try {
        begin.run();
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > giveUpAt) throw error;
        await pause(BEGIN_PAUSE_MS);
      }
    }
  }

  private async runOne(caller: Waiting): Promise<Settled> {
    const tx = new SqliteTx(this.statements, this.tables);
    this.statements.ofText('savepoint', () => 'SAVEPOINT caller').run();
    try {
      const value = await caller.work(tx);
      this.statements.ofText('release', () => 'RELEASE caller').run();
      return { caller, tx, value };
    } catch (error) {
      // A full disk or an I/O error ends the whole transaction by itself: then nobody's writes are there.
      if (!this.db.inTransaction) throw error;
      this.statements.ofText('rollback to', () => 'ROLLBACK TO caller').run();
      this.statements.ofText('release', () => 'RELEASE caller').run();
      if (!isPassing(error)) return { caller, tx, error };
      this.noteRefusal();
      return { caller, tx, error: unwritten(error) };
    }
  }
}

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code ?? '');
const isBusy = (error: unknown) => codeOf(error).startsWith('SQLITE_BUSY');
const isPassing = (error: unknown) => /^SQLITE_(BUSY|FULL|IOERR|LOCKED|READONLY|CANTOPEN)/.test(codeOf(error));

const unwritten = (cause?: unknown) =>
  unavailable('The record cannot be written at this moment; nothing was stored, please try again', cause);
