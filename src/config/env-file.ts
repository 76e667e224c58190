/** Variables that stand in files: `./.env`, and `X_FILE`, a secret mounted as a file in place of `X`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError, type Fault } from './config-error.js';

export type Source = Readonly<Record<string, string | undefined>>;

export function readDotEnv(directory: string): Source {
  try {
    return parseEnv(readFileSync(join(directory, '.env'), 'utf8'));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw new ConfigError([{ name: '.env', message: `.env must be a readable file (${code})` }]);
  }
}

/** The real environment wins, also where one side says `X` and the other `X_FILE`. */
export function mergeSources(file: Source, real: Source): Source {
  const isSaid = (name: string) =>
    [name, `${name}_FILE`, name.replace(/_FILE$/, '')].some((n) => real[n] !== undefined);
  return { ...Object.fromEntries(Object.entries(file).filter(([name]) => !isSaid(name))), ...real };
}

/** The value of each name, from the variable or its file. An empty variable counts as unset, an empty file as a fault. */
export function readSource(source: Source, names: readonly string[], faults: Fault[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const name of names) {
    const fileName = `${name}_FILE`;
    const path = source[fileName];
    const value = source[name];
    if (path && value) faults.push({ name, message: `${name} and ${fileName} are both set; only one may be` });
    const found = path ? readSecretFile(fileName, path, faults) : value;
    if (found) texts.set(name, found);
  }
  return texts;
}

function readSecretFile(fileName: string, path: string, faults: Fault[]): string | undefined {
  try {
    const text = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    if (text !== '') return text;
    faults.push({ name: fileName, message: `${fileName} must name a file that is not empty` });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    faults.push({ name: fileName, message: `${fileName} must name a readable file (${code})` });
  }
  return undefined;
}
