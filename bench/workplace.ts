/** Where a run takes place: its folder on disk, its processes and their cores, its word on progress. All cleared away at the end. */
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const TMPFS = 0x01021994;
const INTERRUPTED = 130;
const SERVER_CORE = '0';
export const LOAD_CORE = '1';

const children = new Set<ChildProcess>();
let folder = '';
let made = 0;
const began = Date.now();

export const ROOT = process.cwd();
const hasTaskset = spawnSync('taskset', ['--version'], { stdio: 'ignore' }).status === 0;
const hasTwoCores = hasTaskset && spawnSync('taskset', ['-c', `${SERVER_CORE},${LOAD_CORE}`, 'true']).status === 0;
export const isPinned =
  hasTwoCores && spawnSync('taskset', ['-c', LOAD_CORE, 'true'], { stdio: 'ignore' }).status === 0;

/** Makes the folder of this run, and sees to it that nothing of it stays. */
export function openWorkplace(parent: string): string {
  mkdirSync(parent, { recursive: true });
  folder = mkdtempSync(join(resolve(parent), 'bench-'));
  process.on('exit', clearAway);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupt);
  if (isPinned) spawnSync('taskset', ['-acp', LOAD_CORE, String(process.pid)], { stdio: 'ignore' });
  // In memory a commit costs nothing, and the figures would mean nothing.
  if (statfsSync(folder).type === TMPFS) throw new Error(`${folder} is not on a disk; choose one with --folder`);
  return folder;
}

/** What else must be cleared away when a run is broken off. */
const leftovers: (() => Promise<void>)[] = [];
export const clearLater = (work: () => Promise<void>): void => void leftovers.push(work);

function interrupt(): void {
  killAll();
  const clearing = Promise.allSettled(leftovers.map((work) => work()));
  void clearing.then(() => process.exit(INTERRUPTED));
}

function killAll(): void {
  for (const child of children) child.kill('SIGKILL');
}

function clearAway(): void {
  killAll();
  // A process that was killed this instant may still hold its files.
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** A new folder here, or a copy of another. */
export function freshFolder(name: string, copyOf?: string): string {
  made += 1;
  const path = join(folder, `${made}-${name}`);
  if (copyOf) cpSync(copyOf, path, { recursive: true });
  else mkdirSync(path);
  return path;
}

export const fileIn = (name: string): string => join(folder, name);

export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** A Node process on its core, killed with this one. */
export function spawnNode(core: 'server' | 'load', args: string[], options: SpawnOptions): ChildProcess {
  const command = [process.execPath, ...args];
  const [file, ...words] = isPinned
    ? ['taskset', '-c', core === 'server' ? SERVER_CORE : LOAD_CORE, ...command]
    : command;
  const child = spawn(file!, words, options);
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

export function progress(sentence: string): void {
  const seconds = ((Date.now() - began) / 1_000).toFixed(0).padStart(4);
  process.stderr.write(`${seconds} s  ${sentence}\n`);
}
