/** Where SQLite would walk over a table that grows, or sort what grows. Without statistics it takes every table for a big one. */
import Sqlite from 'better-sqlite3';
import { isFew, isOfWaiting, isSmall } from './growth.js';

const WALKS_A_PAGE = /\bLIMIT\b/;
const NO_CONDITION = /^(?!.*\bWHERE (?!1 = 1 ORDER))/s;

/** `judge` finds nothing where every step of a statement reaches its rows by an index. */
export function sqlitePlans(path: string) {
  const db = new Sqlite(path, { readonly: true });
  const partial = db.prepare<[], { name: string; sql: string }>(
    `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'`,
  );
  const waiting = new Set(partial.all().flatMap(({ name, sql }) => (isOfWaiting(sql) ? [name] : [])));
  const judge = (statement: string): string[] => {
    const values = (statement.match(/\?/g) ?? []).map(() => null);
    const plan = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${statement}`).all(values);
    return faultsOf(
      plan.map(({ detail }) => detail),
      statement,
      waiting,
    );
  };
  return { judge, close: () => void db.close() };
}

function faultsOf(plan: string[], statement: string, waiting: ReadonlySet<string>): string[] {
  const tables = tablesIn(statement);
  const steps = plan.flatMap((detail) => {
    const [, way, name = '', index = '', found = ''] =
      /^(SCAN|SEARCH) (\w+)(?: USING .*?(\w+))?(?: \((.*)\))?$/.exec(detail) ?? [];
    const table = tables.get(name);
    if (way === undefined || table === undefined || isSmall(table)) return [];
    return [{ detail, way, isFew: waiting.has(index) || isFew(found, columnsEqualIn(found)) }];
  });
  const sorts = plan.filter((detail) => /TEMP B-TREE FOR (?!LAST)/.test(detail));
  // Along an index, or the table itself, and no further than a page.
  const isPage = WALKS_A_PAGE.test(statement) && sorts.length === 0 && NO_CONDITION.test(statement);
  const walks = steps.filter(({ way, isFew }) => way === 'SCAN' && !isFew && !isPage);
  const builds = steps.filter(({ detail }) => detail.includes('AUTOMATIC'));
  const sortsMany = steps.length > 0 && !steps.some((step) => step.isFew);
  return [...[...walks, ...builds].map(({ detail }) => detail), ...(sortsMany ? sorts : [])];
}

const columnsEqualIn = (found: string): string[] => [...found.matchAll(/(\w+)=\?/g)].map(([, column]) => column!);

/** The table behind each name that a plan may use. */
function tablesIn(statement: string): Map<string, string> {
  const names = statement.matchAll(/\b(?:FROM|JOIN|UPDATE|INTO) "?(\w+)"?(?: (?:AS )?"?(\w+)"?)?/g);
  return new Map(
    [...names].flatMap(([, table = '', alias = '']) => [
      [table, table],
      [alias, table],
    ]),
  );
}
