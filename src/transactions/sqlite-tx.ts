/** The open transaction of the one SQLite writer: prepared statements, each compiled once. */
import type { Database, Statement } from 'better-sqlite3';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { compileTemplate, Fragment, insertText, onlyValues, type SqlValue, updateText } from './sql.js';
import type { TableColumnsIndex } from './table-columns.js';
import type { Tx } from './tx.js';

interface Prepared {
  statement: Statement;
  isReader: boolean;
  hasFragments: boolean;
}

/** Prepared statements of one connection. */
export class SqliteStatements {
  private readonly byTemplate = new WeakMap<TemplateStringsArray, Prepared>();
  private readonly byText = new Map<string, Statement>();

  constructor(private readonly db: Database) {}

  /** False once a full disk or an I/O error has ended the transaction by itself. */
  get isInTransaction(): boolean {
    return this.db.inTransaction;
  }

  private ofTemplate(strings: TemplateStringsArray, values: (SqlValue | Fragment)[]): Prepared {
    let prepared = this.byTemplate.get(strings);
    if (!prepared) {
      const statement = this.db.prepare(compileTemplate('sqlite', strings, values));
      const hasFragments = values.some((value) => value instanceof Fragment);
      prepared = { statement, isReader: statement.reader, hasFragments };
      this.byTemplate.set(strings, prepared);
    }
    return prepared;
  }

  ofText(key: string, text: () => string): Statement {
    let statement = this.byText.get(key);
    if (!statement) {
      statement = this.db.prepare(text());
      this.byText.set(key, statement);
    }
    return statement;
  }

  query<Row>(strings: TemplateStringsArray, values: (SqlValue | Fragment)[]): Row[] {
    const { statement, isReader, hasFragments } = this.ofTemplate(strings, values);
    const bound = hasFragments ? onlyValues(values) : values;
    if (isReader) return statement.all(bound) as Row[];
    statement.run(bound);
    return [];
  }
}

export class SqliteTx implements Tx {
  readonly committed: (() => void)[] = [];

  constructor(
    private readonly statements: SqliteStatements,
    private readonly tables: TableColumnsIndex,
  ) {}

  readonly sql = async <Row>(strings: TemplateStringsArray, ...values: (SqlValue | Fragment)[]): Promise<Row[]> =>
    this.statements.query<Row>(strings, values);

  async insert<T extends ObjectLiteral>(entity: EntityTarget<T>, ...rows: Partial<T>[]): Promise<void> {
    for (const row of rows) this.insertRow(entity, row, 'fail');
  }

  async insertNew<T extends ObjectLiteral>(entity: EntityTarget<T>, row: Partial<T>): Promise<boolean> {
    return this.insertRow(entity, row, 'ignore') === 1;
  }

  private insertRow<T extends ObjectLiteral>(entity: EntityTarget<T>, row: Partial<T>, conflict: 'fail' | 'ignore') {
    const { table, columns } = this.tables.of(entity);
    const text = () => insertText('sqlite', table, columns, 1, conflict);
    const values = columns.map((name) => (row as ObjectLiteral)[name] ?? null);
    return this.statements.ofText(`insert ${conflict} ${table}`, text).run(values).changes;
  }

  async update<T extends ObjectLiteral>(
    entity: EntityTarget<T>,
    where: { [K in keyof T]?: SqlValue },
    changes: { [K in keyof T]?: SqlValue },
  ): Promise<number> {
    const { table } = this.tables.of(entity);
    const [set, by] = [Object.keys(changes), Object.keys(where)];
    const text = () => updateText('sqlite', table, set, by);
    const statement = this.statements.ofText(`update ${table} ${set} where ${by}`, text);
    return statement.run(...Object.values(changes), ...Object.values(where)).changes;
  }

  /** There is one writer at a time. */
  async lock(): Promise<void> {}

  async attempt<T>(work: () => Promise<T>): Promise<T> {
    const run = (text: string) => this.statements.ofText(text, () => text).run();
    const callbacks = this.committed.length;
    run('SAVEPOINT attempt');
    try {
      const value = await work();
      run('RELEASE attempt');
      return value;
    } catch (error) {
      this.committed.length = callbacks;
      if (this.statements.isInTransaction) {
        run('ROLLBACK TO attempt');
        run('RELEASE attempt');
      }
      throw error;
    }
  }

  afterCommit(callback: () => void): void {
    this.committed.push(callback);
  }
}
