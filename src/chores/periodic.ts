/** Work that comes round again: one turn at a time, the next one so long after the last, and whoever stops it waits for it. */
interface Times {
  firstMs: number;
  everyMs: number;
}

export class Periodic {
  private readonly stopped = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> = Promise.resolve();

  /** @param onFault hears why a turn broke off; the next one comes nevertheless */
  constructor(
    private readonly work: (signal: AbortSignal) => Promise<unknown>,
    private readonly onFault: (error: Error) => void,
  ) {}

  start({ firstMs, everyMs }: Times): void {
    if (this.stopped.signal.aborted) return;
    this.timer = setTimeout(() => {
      this.turn = this.take().finally(() => this.start({ firstMs: everyMs, everyMs }));
    }, firstMs).unref();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    clearTimeout(this.timer);
    await this.turn;
  }

  private async take(): Promise<void> {
    const { signal } = this.stopped;
    try {
      await this.work(signal);
    } catch (error) {
      if (!signal.aborted) this.onFault(error as Error);
    }
  }
}
