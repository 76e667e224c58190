/** One server process a SQLite file: two would send every text twice. The operator's commands may still read beside it. */
import Sqlite from 'better-sqlite3';

export interface Hold {
  release(): void;
}

/** Holds an empty file beside the database locked. The system lets go of it when the process ends, however it ends. */
export function holdAlone(path: string): Hold {
  const hold = tryHoldAlone(path);
  if (hold) return hold;
  throw new Error(`another Ndiyo server uses ${path}. Stop it first, or give this one another DATA_DIR.`);
}

/** Null while a server holds it. */
export function tryHoldAlone(path: string): Hold | null {
  const lock = new Sqlite(`${path}-server`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    return null;
  }
  return { release: () => void lock.close() };
}
