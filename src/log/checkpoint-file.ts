/** The last checkpoint, outside the database: who brings back an old database does not bring back this. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const checkpointPath = (dataDir: string): string => join(dataDir, 'checkpoint.txt');

/** Whole or not at all. */
export function writeCheckpointFile(dataDir: string, note: string): void {
  const path = checkpointPath(dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`; // two servers may share the folder
  writeFileSync(draft, note, { mode: 0o600, flush: true });
  renameSync(draft, path);
}

/** Null when none was ever written here. */
export function readCheckpointFile(dataDir: string): string | null {
  try {
    return readFileSync(checkpointPath(dataDir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
