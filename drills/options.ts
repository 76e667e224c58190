/** What a drill is told: how long, from which seed, on which PostgreSQL server. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

export interface DrillOptions {
  readonly isShort: boolean;
  readonly seed: number;
  /** Address of a PostgreSQL server on which databases may be made; null: SQLite only. */
  readonly postgresUrl: string | null;
  /** Of the drill `kill`; null: as many as its form says. */
  readonly kills: number | null;
  /** Of the drills `requests` and `raw-http`; null: as many as its form says. */
  readonly requests: number | null;
}

export function readArguments(args: string[]): { names: string[]; options: DrillOptions } {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      short: { type: 'boolean', default: false },
      seed: { type: 'string' },
      postgres: { type: 'string' },
      kills: { type: 'string' },
      requests: { type: 'string' },
    },
  });
  const options = {
    isShort: values.short,
    seed: values.seed === undefined ? randomInt(2 ** 31) : wholeNumber('--seed', values.seed),
    postgresUrl: values.postgres ?? (process.env.TEST_POSTGRES_URL || null),
    kills: values.kills === undefined ? null : wholeNumber('--kills', values.kills),
    requests: values.requests === undefined ? null : wholeNumber('--requests', values.requests),
  };
  return { names: positionals, options };
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new Error(`${name} must be a whole number`);
  return Number(text);
}
