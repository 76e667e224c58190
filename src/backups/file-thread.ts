/** Run as a thread of its own, since better-sqlite3 blocks: copies a database, or looks at every page of one. */
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';

export type Errand = { name: 'copy'; from: string; to: string } | { name: 'check'; path: string };

// A server holds its file for a moment when it starts or stops.
const BUSY_MS = 10_000;

/**
 * One snapshot, read while others write. The online backup interface begins anew whenever another process has written,
 * and so never ends under load; it also carries free pages along, which still hold what was erased.
 */
function copy(from: string, to: string): null {
  const source = new Sqlite(from, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
  try {
    source.prepare('VACUUM INTO ?').run(to);
    return null;
  } finally {
    source.close();
  }
}

/** What SQLite finds wrong, or null. */
function findDamage(path: string): string | null {
  const file = new Sqlite(path, { readonly: true, fileMustExist: true });
  try {
    const verdict = String(file.prepare('PRAGMA integrity_check(1)').pluck().get());
    if (verdict !== 'ok') return verdict;
    const astray = file.prepare<[], { table: string; parent: string }>('PRAGMA foreign_key_check').get();
    return astray ? `a row of ${astray.table} leads to a row of ${astray.parent} that is not there` : null;
  } catch (error) {
    if (error instanceof Sqlite.SqliteError) return error.message;
    throw error;
  } finally {
    file.close();
  }
}

const errand = workerData as Errand;
try {
  parentPort!.postMessage(errand.name === 'copy' ? copy(errand.from, errand.to) : findDamage(errand.path));
} catch (error) {
  throw new Error((error as Error).message); // of an SqliteError nothing reaches the other thread
}
