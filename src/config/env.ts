/** The one door to the environment: read once, every fault told at once, shaped and frozen. */
import { ConfigError, type Fault } from './config-error.js';
import { gatherFacts } from './env-facts.js';
import { mergeSources, readDotEnv, readSource, type Source } from './env-file.js';
import { listFaults } from './env-rules.js';
import { type Env, shapeEnv } from './env-shape.js';
import { NAMES, type Name, TABLE, type Values } from './env-table.js';
import { listWarnings } from './env-warnings.js';

export type { Env };
export { ConfigError, type Fault };

/** The token under which Nest injects the `Env`. */
export const ENV = Symbol('env');

/** Pure, apart from reading the files that `X_FILE` names. Throws a `ConfigError` with every fault. */
export function readEnv(source: Source): Env {
  const faults: Fault[] = [];
  const values = parseValues(readSource(source, NAMES, faults), faults);
  const facts = gatherFacts(values, new Set(NAMES.filter((name) => source[name] || source[`${name}_FILE`])));
  faults.push(...listFaults(facts));
  if (faults.length > 0) throw new ConfigError(faults);
  return freezeDeep(shapeEnv(values as Values, facts, listWarnings(facts)));
}

/** `./.env` under the real environment. Under a test runner `.env` is not read: tests say what they need. */
export function loadEnv(directory = '.', real: Source = process.env): Env {
  return readEnv(real.NODE_ENV === 'test' ? real : mergeSources(readDotEnv(directory), real));
}

function parseValues(texts: ReadonlyMap<string, string>, faults: Fault[]): Partial<Values> {
  const entries = NAMES.map((name: Name) => {
    const verdict = TABLE.shape[name].safeParse(texts.get(name));
    if (!verdict.success) faults.push({ name, message: `${name} ${verdict.error.issues[0]?.message}` });
    return [name, verdict.data];
  });
  return Object.fromEntries(entries);
}

function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) freezeDeep(inner);
  return Object.freeze(value);
}
