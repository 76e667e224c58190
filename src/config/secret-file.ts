/** Files that hold a secret: their owner's alone, and whole or not at all. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Never over another's: the file gets its name only when its bytes are on disk. False when it is there already. */
export function createSecretFile(path: string, text: string): boolean {
  const draft = writeDraft(path, text);
  try {
    linkSync(draft, path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  } finally {
    unlinkSync(draft);
  }
}

/** Whoever reads it meanwhile has the former one or the new one. */
export function replaceSecretFile(path: string, text: string): void {
  renameSync(writeDraft(path, text), path);
  if (process.platform === 'win32') return; // there a folder cannot be opened
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

function writeDraft(path: string, text: string): string {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return draft;
}
