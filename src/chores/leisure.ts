/** How long work gets on beside the service's own: a tenth of a service that is idle, a fiftieth of one that is busy. */
import { setTimeout as pause } from 'node:timers/promises';

const REST_TIMES = 9; // as long as the work took
const BUSY = 0.5; // of the event loop's time
const RESTS = 5; // at most, where it was busy meanwhile

/** Returns early when it is aborted. */
export async function restAfter(workedMs: number, signal: AbortSignal): Promise<void> {
  for (let rest = 1; rest <= RESTS && !signal.aborted; rest += 1) {
    const before = performance.eventLoopUtilization();
    await pause(REST_TIMES * workedMs, undefined, { signal, ref: false }).catch(() => {});
    if (performance.eventLoopUtilization(before).utilization < BUSY) return;
  }
}

/** Part after part, until one says that nothing is left. What is begun is ended, also when it is aborted. */
export async function atLeisure(signal: AbortSignal, part: () => Promise<boolean>): Promise<void> {
  for (;;) {
    const began = performance.now();
    if (!(await part())) return;
    await restAfter(performance.now() - began, signal);
    if (signal.aborted) return;
  }
}
