/** A disk so small that it can be filled: a tmpfs of a few megabytes. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { undoAtEnd } from './cleanup.js';
import { makeFolder } from './service.js';

const CHUNK = 64 * 1024;

/** Null where this user may not mount. */
export function mountSmallDisk(megabytes: number): string | null {
  const folder = makeFolder();
  const words = ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', folder];
  if (spawnSync('mount', words, { stdio: 'ignore' }).status !== 0) return null;
  undoAtEnd(() => void spawnSync('umount', ['-l', folder], { stdio: 'ignore' }));
  return folder;
}

/** Fills what is left, to the last byte; returns what takes the filler away. */
export function fill(folder: string): () => void {
  const path = join(folder, 'filler');
  const file = openSync(path, 'w');
  try {
    for (let size = CHUNK; size >= 1; ) {
      try {
        if (writeSync(file, Buffer.alloc(size)) < size) size = Math.floor(size / 2);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        size = Math.floor(size / 2);
      }
    }
  } finally {
    closeSync(file);
  }
  return () => rmSync(path, { force: true });
}
