/** Asks /readyz five times a second, as a load balancer does oftener than it should. */
import { setTimeout as pause } from 'node:timers/promises';
import { get } from './client.js';
import { type Crew, keepBusy } from './crew.js';

const EVERY_MS = 200;

export class ReadyWatch {
  notReady = 0;
  private readonly crew: Crew;

  constructor(url: string) {
    this.crew = keepBusy(1, async () => {
      const { status } = await get(url, '/readyz').catch(() => ({ status: 0 }));
      if (status !== 200) this.notReady += 1;
      await pause(EVERY_MS);
    });
  }

  stop(): Promise<void> {
    return this.crew.stop();
  }
}
