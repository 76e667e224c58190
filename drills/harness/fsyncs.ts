/** Counts how often a process asks the disk to be sure, by `strace`, where that is installed and allowed. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { undoAtEnd } from './cleanup.js';
import { makeFolder } from './service.js';

/** Null where it cannot be counted. */
export async function countFsyncs(pid: number, during: () => Promise<void>): Promise<number | null> {
  if (spawnSync('strace', ['-V'], { stdio: 'ignore' }).status !== 0) return null;
  const file = join(makeFolder(), 'calls');
  const words = ['-f', '-e', 'trace=fsync,fdatasync', '-o', file, '-p', String(pid)];
  const tracer = spawn('strace', words, { stdio: ['ignore', 'ignore', 'pipe'] });
  undoAtEnd(() => void tracer.kill('SIGKILL'));
  const exit = once(tracer, 'exit');
  const [first] = (await Promise.race([once(tracer.stderr, 'data'), exit])) as [unknown];
  if (!String(first).includes('attached')) return null;
  await during();
  tracer.kill('SIGINT');
  await exit;
  // A call that another thread interrupts stands on two lines.
  return readFileSync(file, 'utf8').match(/\bf(?:data)?sync\(/g)?.length ?? 0;
}
