/** A disk in a file. What stands in that file is what the system has written to the disk: the rest goes with the power. */
import { spawnSync } from 'node:child_process';
import { constants, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { undoAtEnd } from './cleanup.js';
import { makeFolder } from './service.js';

const MEGABYTES = 64;
const FILES = ['ndiyo.sqlite', 'ndiyo.sqlite-wal'];

export class CuttableDisk {
  private constructor(
    readonly folder: string,
    private readonly image: string,
  ) {}

  /** Null where this user may not mount. Nothing is written of its own accord: only who asks for it finds it again. */
  static mount(): CuttableDisk | null {
    const image = join(makeFolder(), 'disk');
    const isMade =
      run('truncate', '-s', `${MEGABYTES}M`, image) && run('mkfs.ext4', '-q', '-F', '-E', 'lazy_itable_init=0', image);
    const folder = isMade ? mountImage(image, 'loop,commit=300') : null;
    return folder === null ? null : new CuttableDisk(folder, image);
  }

  /** The power is cut: returns a folder with the files that the disk then has. */
  cut(): string {
    const image = join(makeFolder(), 'disk');
    copyFileSync(this.image, image, constants.COPYFILE_FICLONE);
    const folder = mountImage(image, 'loop');
    if (folder === null) throw new Error('the copied disk cannot be mounted');
    const files = copyFiles(folder);
    run('umount', folder);
    return files;
  }
}

/** As when the process alone is killed: the system writes the rest later. */
export function copyFiles(from: string): string {
  const folder = makeFolder();
  for (const name of FILES) run('cp', join(from, name), join(folder, name));
  return folder;
}

function mountImage(image: string, options: string): string | null {
  const folder = makeFolder();
  if (!run('mount', '-o', options, image, folder)) return null;
  undoAtEnd(() => void run('umount', '-l', folder));
  return folder;
}

const run = (program: string, ...words: string[]): boolean =>
  spawnSync(program, words, { stdio: 'ignore' }).status === 0;
