/** Time that runs out: waits and signals that also end when the caller gives up. */
export interface Limit {
  signal: AbortSignal;
  /** Must be called when the work is over. */
  clear(): void;
}

/** Ends with `parent`, or after a time with `reason`. (`AbortSignal.any` may lose its timers to garbage collection.) */
export function startLimit(ms: number, reason: string, parent?: AbortSignal): Limit {
  const controller = new AbortController();
  const end = () => controller.abort(parent?.reason);
  const timer = setTimeout(() => controller.abort(new DOMException(reason, 'TimeoutError')), ms);
  if (parent?.aborted) end();
  parent?.addEventListener('abort', end);
  const clear = () => {
    clearTimeout(timer);
    parent?.removeEventListener('abort', end);
  };
  return { signal: controller.signal, clear };
}

/** Rejects with the signal's reason when that comes first; the work itself goes on for others. */
export function until<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(signal.reason);
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}

export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await until(signal, over).finally(() => clearTimeout(timer));
}
