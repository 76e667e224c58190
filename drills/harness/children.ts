/** The drill's own helpers that must run beside it, each in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { undoAtEnd } from './cleanup.js';

export function startChild(name: string, ...args: string[]): ChildProcess {
  const path = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  undoAtEnd(() => void child.kill('SIGKILL'));
  return child;
}

export interface Latencies {
  asked: number;
  failures: number;
  p50: number;
  p99: number;
  max: number;
  /** The watching process's own delay: the machine's part in what it saw. */
  ownMax: number;
}

/** Returns what ends the watch and tells what it saw, in milliseconds. */
export function watchLivez(url: string): () => Promise<Latencies> {
  const child = startChild('livez-child', url);
  let written = '';
  child.stdout!.on('data', (chunk) => (written += chunk));
  return async () => {
    const closed = once(child, 'close');
    child.stdin!.end();
    await closed;
    return JSON.parse(written) as Latencies;
  };
}

/** Resolves when the file is held; `released` when it no longer is. */
export async function holdLock(path: string, heldMs: number): Promise<{ released: Promise<void> }> {
  const child = startChild('lock-child', path, String(heldMs));
  const closed = once(child, 'close');
  const [first] = (await once(child.stdout!, 'data')) as [Buffer];
  if (!first.toString().startsWith('held')) throw new Error('the lock could not be taken');
  return { released: closed.then(() => undefined) };
}
