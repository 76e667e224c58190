/** Holds figures against targets. A bare number must be met exactly; the others are bounds. */
export type Target = Record<string, number | string | boolean | { atMost: number } | { atLeast: number }>;
export type Figures = Record<string, unknown>;

export interface Outcome {
  figures: Figures;
  target: Target;
  /** Why the drill, or a part of it, could not be done here. */
  skipped?: string;
}

/** Names of the targets that were missed. */
export function listMissed({ figures, target }: Outcome): string[] {
  return Object.keys(target).filter((name) => !isMet(figures[name], target[name]));
}

function isMet(figure: unknown, wanted: Target[string] | undefined): boolean {
  if (typeof wanted !== 'object') return figure === wanted;
  if (typeof figure !== 'number' || !Number.isFinite(figure)) return false;
  return 'atMost' in wanted ? figure <= wanted.atMost : figure >= wanted.atLeast;
}

/** Figures that must all be 0, their names set apart by spaces. */
export const allZero = (names: string): Record<string, 0> =>
  Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, 0]),
  );

export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

export const most = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b), 0);

/** One outcome of a drill done on SQLite and, where there is a server, on PostgreSQL: there the names say so. */
export function bothEngines(onSqlite: Outcome, onPostgres: Outcome | null): Outcome {
  if (onPostgres === null) return { ...onSqlite, figures: { ...onSqlite.figures, postgres: 'not given' } };
  return {
    figures: { ...onSqlite.figures, ...underPostgres(onPostgres.figures) },
    target: { ...onSqlite.target, ...underPostgres(onPostgres.target) },
  };
}

const underPostgres = <T>(named: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(named).map(([name, value]) => [`postgres_${name}`, value]));
