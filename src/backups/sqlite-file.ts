/** A SQLite file as a whole: copied while it is in use, and examined page by page. The caller's loop goes on meanwhile. */
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Worker } from 'node:worker_threads';
import { dataSourceFor } from '../persistence/data-source.js';
import type { Errand } from './file-thread.js';

/** Everything committed before the call is in it. @param to an empty file, which keeps its mode */
export async function copyOnline(from: string, to: string): Promise<void> {
  await inThread({ name: 'copy', from, to });
}

/** @param to an empty file, which keeps its mode */
export function copyBytes(from: string, to: string): Promise<void> {
  return pipeline(createReadStream(from), createWriteStream(to, { flags: 'r+' }));
}

/** Pages, indexes, rules and references: the first thing that is wrong, or null. */
export const findDamage = (path: string): Promise<string | null> => inThread({ name: 'check', path });

/** Bytes; 0 for a file that is not there. */
export const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** What SQLite keeps beside a file whose last writes are not in it yet. */
export const UNFINISHED = ['-wal', '-journal'];

/** What is there goes into a folder of its own beside; returns where the database is then, null when there was none. */
export function putAside(path: string, now: Date): string | null {
  const there = ['', ...UNFINISHED, '-shm'].map((ending) => path + ending).filter((name) => existsSync(name));
  if (there.every((name) => sizeOf(name) === 0)) {
    for (const name of there) rmSync(name);
    return null;
  }
  const folder = join(dirname(path), `replaced-${now.toISOString().replaceAll(':', '')}`);
  mkdirSync(folder, { mode: 0o700 });
  for (const name of there) renameSync(name, join(folder, basename(name)));
  return join(folder, basename(path));
}

export interface Release {
  /** Steps of this release that the file has not seen. */
  missing: string[];
  /** Steps that only another release knows. */
  unknown: string[];
}

/** Null: that is no database of Ndiyo. */
export async function releaseOf(path: string): Promise<Release | null> {
  const source = await dataSourceFor({ kind: 'sqlite', path }, 'read-only').initialize();
  try {
    const tables = await source.query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'");
    if (tables.length === 0) return null;
    const done = ((await source.query('SELECT name FROM migrations ORDER BY id')) as { name: string }[]).map(
      ({ name }) => name,
    );
    const known = source.migrations.map((migration) => migration.name ?? migration.constructor.name);
    return {
      missing: known.filter((name) => !done.includes(name)),
      unknown: done.filter((name) => !known.includes(name)),
    };
  } finally {
    await source.destroy();
  }
}

function inThread(errand: Errand): Promise<string | null> {
  const thread = new Worker(new URL('./file-thread.js', import.meta.url), { workerData: errand });
  return new Promise((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error('The thread that reads the file ended without a word.')));
  });
}
