/** What somebody who has the database, but not the signing key, may do to what is recorded; each can be undone. */
import type { Random } from './random.js';

export type Value = string | number | null;
export type Row = Record<string, Value>;

/** The database under an attacker's hands: no trigger and no foreign key is in the way. */
export interface OpenDatabase {
  rows(sql: string, ...values: Value[]): Promise<Row[]>;
  run(sql: string, ...values: Value[]): Promise<void>;
}

export interface Tampered {
  what: string;
  /** One of these stands in a sentence that names the place. */
  places: string[];
  undo(): Promise<void>;
}

interface Target {
  table: string;
  key: string[];
  columns: string[];
  places(row: Row): string[];
}

const ofContract = (row: Row) => [`${row.contract_id}`];
const TARGETS: Target[] = [
  {
    ...{
      table: 'events',
      key: ['contract_id', 'seq'],
      columns: ['type', 'at', 'data', 'prev', 'hash', 'leaf_salt', 'seq'],
    },
    // Its leaf, or the leaf that is left without it.
    places: (row) => [`${row.contract_id}`, `Leaf ${row.leaf_index} `],
  },
  {
    ...{ table: 'receipts', key: ['contract_id', 'version'], columns: ['receipt', 'receipt', 'issued_at', 'version'] },
    places: ofContract,
  },
  {
    ...{ table: 'contract_versions', key: ['contract_id', 'version'] },
    ...{ columns: ['document', 'contract_hash', 'attestation', 'created_at'], places: ofContract },
  },
  {
    ...{ table: 'log_leaves', key: ['leaf_index'], columns: ['leaf_hash'] },
    places: (row) => [`Leaf ${row.leaf_index} `, `leaf ${row.leaf_index}.`, `leaf ${row.leaf_index},`],
  },
  {
    ...{ table: 'log_subtrees', key: ['level', 'position'], columns: ['hash', 'position', 'level'] },
    places: (row) => [`Subtree ${row.position} of level ${row.level} `],
  },
  {
    ...{ table: 'log_checkpoints', key: ['seq'], columns: ['tree_size', 'root', 'note', 'note'] },
    places: (row) => [`Checkpoint ${row.seq} `, `Checkpoint ${Number(row.seq) + 1} `],
  },
  { table: 'signing_keys', key: ['kid'], columns: ['public_jwk'], places: (row) => [`${row.kid}`] },
];
/** Never the last of a table whose end only the outside knows. */
const REMOVABLE = ['events', 'receipts', 'log_leaves', 'log_subtrees', 'log_checkpoints'];

export class Tampering {
  constructor(
    private readonly database: OpenDatabase,
    private readonly random: Random,
  ) {}

  async next(): Promise<Tampered> {
    const target = this.random.pick(TARGETS);
    const all = await this.database.rows(`SELECT * FROM ${target.table} ORDER BY ${target.key.join(', ')}`);
    const inner = target.table === 'log_checkpoints' ? all.slice(0, -1) : all;
    const chance = this.random.next();
    if (chance < 0.2 && REMOVABLE.includes(target.table)) return this.remove(target, this.random.pick(inner));
    if (chance < 0.35 && inner.length > 1) return this.swap(target, this.random.shuffled(inner).slice(0, 2));
    return this.change(target, this.random.pick(inner));
  }

  private async change(target: Target, row: Row): Promise<Tampered> {
    const column = this.random.pick(target.columns.filter((name) => row[name] !== null));
    const changed = { ...row, [column]: this.bent(row[column]!) };
    await this.replace(target, row, changed);
    return {
      what: `${target.table}.${column}`,
      places: [...target.places(row), ...target.places(changed)],
      undo: () => this.replace(target, changed, row),
    };
  }

  private async remove(target: Target, row: Row): Promise<Tampered> {
    await this.delete(target, row);
    return { what: `${target.table} away`, places: target.places(row), undo: () => this.insert(target, row) };
  }

  /** The contents of two rows change places. */
  private async swap(target: Target, [one, other]: Row[]): Promise<Tampered> {
    const keyOf = (row: Row) => Object.fromEntries(target.key.map((name) => [name, row[name]!]));
    const [first, second] = [one!, other!];
    const swapped = [
      { ...second, ...keyOf(first), ...unique(first) },
      { ...first, ...keyOf(second), ...unique(second) },
    ];
    await this.replaceAll(target, [first, second], swapped);
    return {
      what: `${target.table} swapped`,
      places: [...target.places(first), ...target.places(second)],
      undo: () => this.replaceAll(target, swapped, [first, second]),
    };
  }

  /** One character is another one, or a number is one more. */
  private bent(value: string | number): string | number {
    if (typeof value === 'number') return value + 1_000;
    const at = this.random.below(value.length);
    const now = value[at]!;
    const other = this.random.pick([...'abcdef0123456789 "{}'].filter((character) => character !== now));
    return value.slice(0, at) + other + value.slice(at + 1);
  }

  private replace(target: Target, row: Row, changed: Row): Promise<void> {
    return this.replaceAll(target, [row], [changed]);
  }

  private async replaceAll(target: Target, rows: Row[], changed: Row[]): Promise<void> {
    for (const row of rows) await this.delete(target, row);
    for (const row of changed) await this.insert(target, row);
  }

  private async delete({ table, key }: Target, row: Row): Promise<void> {
    const where = key.map((name) => `${name} = ?`).join(' AND ');
    await this.database.run(`DELETE FROM ${table} WHERE ${where}`, ...key.map((name) => row[name]!));
  }

  private async insert({ table }: Target, row: Row): Promise<void> {
    const names = Object.keys(row);
    const places = names.map(() => '?').join(', ');
    const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${places})`;
    await this.database.run(sql, ...Object.values(row));
  }
}

/** What a table holds once only, and a swap leaves where it is; a receipt's code is a name and proves nothing. */
const unique = (row: Row): Row =>
  Object.fromEntries(['leaf_index', 'code'].filter((name) => name in row).map((name) => [name, row[name]!]));
