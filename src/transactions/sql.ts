/** One way to write SQL for both engines: a tagged template, compiled once a template to `?` or `$n`. */

/** Text that the engines spell differently. A template must always hold the same fragment at the same place. */
export class Fragment {
  constructor(
    readonly sqlite: string,
    readonly postgres: string,
  ) {}
}

/** Locks the rows read until the transaction ends. SQLite has one writer at a time, so it needs none. */
export const FOR_UPDATE = new Fragment('', 'FOR UPDATE');
/** Passes over rows another worker holds. */
export const FOR_UPDATE_SKIP_LOCKED = new Fragment('', 'FOR UPDATE SKIP LOCKED');

/**
 * Rows from one parameter, a JSON list of lists: `FROM ${EACH_OF} ${json} ${AS_ROWS} AS given`, then `given.value->>0`.
 * Thousands of rows, one statement, whatever their number.
 */
export const EACH_OF = new Fragment('json_each(', 'json_array_elements(');
export const AS_ROWS = new Fragment(')', '::json)');

export type Engine = 'sqlite' | 'postgres';
export type SqlValue = string | number | null;
export type Sql = <Row = unknown>(strings: TemplateStringsArray, ...values: (SqlValue | Fragment)[]) => Promise<Row[]>;

const placeholder = (engine: Engine, n: number): string => (engine === 'sqlite' ? '?' : `$${n}`);

export function compileTemplate(engine: Engine, strings: TemplateStringsArray, values: unknown[]): string {
  let text = strings[0]!;
  let n = 0;
  values.forEach((value, i) => {
    text += value instanceof Fragment ? value[engine] : placeholder(engine, ++n);
    text += strings[i + 1]!;
  });
  return text;
}

export const onlyValues = (values: (SqlValue | Fragment)[]): SqlValue[] =>
  values.some((value) => value instanceof Fragment)
    ? values.filter((value): value is SqlValue => !(value instanceof Fragment))
    : (values as SqlValue[]);

export function insertText(
  engine: Engine,
  table: string,
  columns: string[],
  rows: number,
  conflict: 'fail' | 'ignore',
): string {
  let n = 0;
  const row = () => `(${columns.map(() => placeholder(engine, ++n)).join(',')})`;
  const tuples = Array.from({ length: rows }, row).join(',');
  const names = columns.map((name) => `"${name}"`).join(',');
  return `INSERT INTO "${table}" (${names}) VALUES ${tuples}${conflict === 'ignore' ? ' ON CONFLICT DO NOTHING' : ''}`;
}

export function updateText(engine: Engine, table: string, set: string[], where: string[]): string {
  let n = 0;
  const equals = (name: string) => `"${name}" = ${placeholder(engine, ++n)}`;
  return `UPDATE "${table}" SET ${set.map(equals).join(', ')} WHERE ${where.map(equals).join(' AND ')}`;
}
