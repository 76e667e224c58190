/** Published vectors kept beside the project; where they are missing, a test says so and is skipped. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(process.cwd(), '..', 'shared', 'vectors');

export function describeWith(file: string, title: string, tests: (path: string) => void): void {
  const path = join(FOLDER, file);
  if (existsSync(path)) describe(title, () => tests(path));
  else describe.skip(`${title} (skipped: ../shared/vectors/${file} is missing)`, () => test.todo('needs the vectors'));
}

export function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

export function readVectors<T>(path: string): T {
  return JSON.parse(readText(path)) as T;
}

export function listFiles(path: string, ending: string): string[] {
  return readdirSync(path)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(path, name));
}

export const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
