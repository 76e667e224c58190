/** Hands jobs to the load process. */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadJob, LoadResult } from './load-job.js';
import { CONNECTIONS } from './settings.js';
import { spawnNode } from './workplace.js';

const PROGRAM = fileURLToPath(new URL('load-process.js', import.meta.url));

let generator: ChildProcess | null = null;

/** Puts load on a server. Any answer that is not a success ends the run. */
export function putLoad(job: Partial<LoadJob> & Pick<LoadJob, 'urls' | 'load'>): Promise<LoadResult> {
  const whole: LoadJob = {
    ...{ connections: CONNECTIONS, rampSeconds: 0, seconds: 600, limit: Number.MAX_SAFE_INTEGER },
    ...job,
  };
  generator ??= spawnNode('load', [PROGRAM], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const child = generator;
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('the load process ended'));
    child.once('exit', onExit);
    child.once('message', (answer: { result: LoadResult } | { error: string }) => {
      child.off('exit', onExit);
      if ('error' in answer) reject(new Error(answer.error));
      else resolve(answer.result);
    });
    child.send(whole);
  });
}

export function endLoad(): void {
  generator?.disconnect();
  generator = null;
}
