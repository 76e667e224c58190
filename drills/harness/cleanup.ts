/** What must be undone however a drill ends: processes, mounts, folders, databases. Last made, first undone. */
type Step = () => void | Promise<void>;

const steps: Step[] = [];

/** Returns what undoes it earlier. */
export function undoAtEnd(step: Step): () => Promise<void> {
  steps.push(step);
  return async () => {
    const place = steps.indexOf(step);
    if (place === -1) return;
    steps.splice(place, 1);
    await step();
  };
}

export async function undoAll(): Promise<void> {
  for (let step = steps.pop(); step; step = steps.pop()) {
    try {
      await step();
    } catch (error) {
      process.stderr.write(`could not clean up: ${(error as Error).message}\n`);
    }
  }
}

/** From here on an end from outside, or a fault nobody caught, cleans up as well. */
export function cleanUpOnSignals(): void {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  for (const [signal, code] of Object.entries(codes)) {
    process.once(signal, () => void undoAll().then(() => process.exit(code)));
  }
  for (const fault of ['uncaughtException', 'unhandledRejection']) {
    process.on(fault, (error: NodeJS.ErrnoException) => {
      // A service killed in the middle of a text breaks off its request to the fake carrier.
      if (error?.code === 'ECONNRESET' && error.message === 'aborted') return;
      process.stderr.write(`${error?.stack ?? error}\n`);
      void undoAll().then(() => process.exit(1));
    });
  }
}
