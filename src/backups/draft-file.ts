/** A file under a temporary name beside its final one: it gets that one whole, or goes away. Its owner's alone. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

// What SQLite, and a command that opens it, keep beside a database file.
const BESIDE = ['', '-journal', '-wal', '-shm', '-server'];
const STDERR = 2;
const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

export class DraftFile {
  readonly path: string;

  /** @param target the file as it is to be called */
  constructor(target: string) {
    this.path = `${target}.${randomBytes(6).toString('hex')}.part`;
    closeSync(openSync(this.path, 'wx', 0o600));
    for (const signal of SIGNALS) process.once(signal, this.breakOff);
  }

  /** On disk first, then named; never over another file. */
  giveName(name: string): void {
    const file = openSync(this.path, 'r+');
    fsyncSync(file);
    closeSync(file);
    closeSync(openSync(name, 'wx', 0o600)); // from here on the name is ours; memory sticks know no hard links
    renameSync(this.path, name);
    if (process.platform === 'win32') return; // there a folder cannot be opened
    const folder = openSync(dirname(name), 'r');
    fsyncSync(folder);
    closeSync(folder);
  }

  discard(): void {
    for (const ending of BESIDE) rmSync(this.path + ending, { force: true });
    for (const signal of SIGNALS) process.off(signal, this.breakOff);
  }

  /** Ends as the signal would have ended it: an orderly exit would end SQLite's thread in the middle of a call, and crash. */
  private readonly breakOff = (signal: NodeJS.Signals): void => {
    this.discard();
    writeSync(STDERR, 'Broken off. Nothing is left of the attempt.\n');
    process.kill(process.pid, signal);
  };
}

export async function drafted<T>(target: string, work: (draft: DraftFile) => Promise<T>): Promise<T> {
  const draft = new DraftFile(target);
  try {
    return await work(draft);
  } finally {
    draft.discard();
  }
}
