/** Lets work be done a few at a time, and for the same key one by one. Bounded: whoever comes when too many wait is refused. */
import { unavailable } from '../problems/unavailable.js';

type Key = string | symbol;

interface Waiting {
  key: Key;
  start(): void;
}

export class Turns {
  private readonly running = new Set<Key>();
  private readonly waiting: Waiting[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly waitingLimit: number,
  ) {}

  async run<T>(key: Key, work: () => Promise<T>): Promise<T> {
    if (this.waiting.length >= this.waitingLimit) {
      throw unavailable('Too many sign in at this moment; please try again');
    }
    await new Promise<void>((resolve) => {
      this.waiting.push({ key, start: resolve });
      this.startNext();
    });
    try {
      return await work();
    } finally {
      this.running.delete(key);
      this.startNext();
    }
  }

  private startNext(): void {
    while (this.running.size < this.atOnce) {
      const next = this.waiting.findIndex(({ key }) => !this.running.has(key));
      const [one] = next < 0 ? [] : this.waiting.splice(next, 1);
      if (!one) return;
      this.running.add(one.key);
      one.start();
    }
  }
}
