/**
 * Where PostgreSQL would walk over a table that grows, or throw away what an index gave it. It is told that its tables
 * are big: each holds a row, which the planner takes for a million.
 */
import { Client } from 'pg';
import { isFew, isOfWaiting, isSmall } from './growth.js';

const ROWS = 1_000_000;
const ROWS_OF_SMALL = 20;

interface Node {
  'Node Type': string;
  'Join Type'?: string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'Recheck Cond'?: string;
  Filter?: string;
  Plans?: Node[];
}
type Explained = { 'QUERY PLAN': [{ Plan: Node }] };

export async function postgresPlans(url: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  await pretendToBeBig(client);
  const { rows: partial } = await client.query<{
    name: string;
    predicate: string;
  }>(`SELECT indexrelid::regclass::text AS name,
    pg_get_expr(indpred, indrelid) AS predicate FROM pg_index WHERE indpred IS NOT NULL`);
  const waiting = new Set(
    partial.flatMap(({ name, predicate }) => (isOfWaiting(predicate) ? [name.replaceAll('"', '')] : [])),
  );
  // As a statement is planned that was prepared once, for whatever values.
  await client.query('SET plan_cache_mode = force_generic_plan');
  const judge = async (statement: string): Promise<string[]> => {
    await client.query(`PREPARE asked AS ${statement}`);
    const marks = Math.max(0, ...[...statement.matchAll(/\$(\d+)/g)].map(([, n]) => Number(n)));
    const values = marks === 0 ? '' : `(${Array(marks).fill('NULL')})`;
    const { rows } = await client.query<Explained>(`EXPLAIN (FORMAT JSON) EXECUTE asked${values}`);
    await client.query('DEALLOCATE asked');
    return faultsOf(rows[0]!['QUERY PLAN'][0].Plan, false, waiting);
  };
  return { judge, close: () => client.end() };
}

async function pretendToBeBig(client: Client): Promise<void> {
  await client.query('SET session_replication_role = replica');
  const { rows } = await client.query<{ name: string; columns: { name: string; type: string }[]; checks: string[] }>(`
    SELECT c.relname AS name,
      (SELECT json_agg(json_build_object('name', a.attname, 'type', a.atttypid::regtype)) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attnotnull AND a.attidentity = '') AS columns,
      ARRAY(SELECT k.conname::text FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c') AS checks
    FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace`);
  for (const { name, columns, checks } of rows) {
    for (const check of checks) await client.query(`ALTER TABLE "${name}" DROP CONSTRAINT "${check}"`);
    const names = columns.map((column) => `"${column.name}"`);
    const values = columns.map(({ type }) => (/char|text/.test(type) ? `''` : '0'));
    await client.query(`INSERT INTO "${name}" (${names}) VALUES (${values}) ON CONFLICT DO NOTHING`);
    const size = isSmall(name) ? ROWS_OF_SMALL : ROWS;
    await client.query(`UPDATE pg_class SET reltuples = ${size}, relpages = 1 WHERE oid = '"${name}"'::regclass`);
  }
}

/** `stops`: somebody above takes no more than a page, or the first row, and nothing between needs them all. */
function faultsOf(node: Node, stops: boolean, waiting: ReadonlySet<string>): string[] {
  const { 'Node Type': type, 'Join Type': join = '', Plans: plans = [] } = node;
  const isWhole = /^(?:Sort|Hash|HashAggregate|Aggregate|WindowAgg)$/.test(type);
  const below = plans.flatMap((plan, i) => {
    const isLookedFor = i === 1 && /Semi|Anti/.test(join);
    return faultsOf(plan, type === 'Limit' || isLookedFor || (stops && !isWhole), waiting);
  });
  return [...below, ...scanFaults(node, stops, waiting)];
}

function scanFaults(node: Node, stops: boolean, waiting: ReadonlySet<string>): string[] {
  const { 'Node Type': type, 'Relation Name': table, 'Index Name': index = '', Filter: filter } = node;
  if (table === undefined || isSmall(table) || !type.includes('Scan') || waiting.has(index)) return [];
  const found = node['Index Cond'] ?? node['Recheck Cond'];
  if (found !== undefined && isFew(found, columnsEqualIn(found))) return [];
  if (stops && filter === undefined && type !== 'Seq Scan') return [];
  return [`${type} on ${table}${found ? ` by ${found}` : ''}${filter ? `, then ${filter}` : ''}`];
}

const columnsEqualIn = (found: string): string[] =>
  [...found.matchAll(/"?(\w+)"?\)?(?:::\w+)? (?:=|IS NULL)/g)].map(([, column]) => column!);
