/** How long work gets on beside the service's own: after each part it rests nine times as long as that took. */
import { setTimeout as pause } from 'node:timers/promises';

const REST_TIMES = 9; // a tenth of the service at most

/** Returns early when it is aborted. */
export async function restAfter(workedMs: number, signal: AbortSignal): Promise<void> {
  await pause(REST_TIMES * workedMs, undefined, { signal, ref: false }).catch(() => {});
}

/** Part after part, until one says that nothing is left. What is begun is ended, also when it is aborted. */
export async function atLeisure(signal: AbortSignal, part: () => Promise<boolean>): Promise<void> {
  for (;;) {
    const began = performance.now();
    if (!(await part()) || signal.aborted) return;
    await restAfter(performance.now() - began, signal);
    if (signal.aborted) return;
  }
}
