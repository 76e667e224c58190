/** Has the carrier's inbox looked into again and again; what is in the way is told once, and asked for less often. */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InboxService } from './inbox.service.js';

// A reply whose callback was lost is heard within three minutes, and the carrier is asked 2,880 times a day.
const TURN_MS = 30_000;
const LONGEST_MS = 10 * 60_000;

@Injectable()
export class InboxWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('inbox');
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> = Promise.resolve();
  private isStopped = false;
  private trouble: string | null = null;
  private pauseMs = TURN_MS;

  constructor(@Inject(InboxService) private readonly inbox: InboxService) {}

  onApplicationBootstrap(): void {
    if (this.inbox.isOn) this.comeRound();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.inbox.stop(this.turn);
  }

  private comeRound(): void {
    this.turn = this.inbox
      .look(new Date())
      .catch((error: Error) => error.message)
      .then((trouble) => this.weigh(trouble))
      .finally(() => {
        if (!this.isStopped) this.timer = setTimeout(() => this.comeRound(), this.pauseMs);
      });
  }

  private weigh(trouble: string | null): void {
    if (this.isStopped) return;
    if (trouble !== null && trouble !== this.trouble) {
      this.log.warn(`the carrier's inbox cannot be read (${trouble}); it is tried again, callbacks count meanwhile`);
    }
    if (trouble === null && this.trouble !== null) this.log.log("the carrier's inbox can be read again");
    this.pauseMs = trouble === null ? TURN_MS : Math.min(2 * this.pauseMs, LONGEST_MS);
    this.trouble = trouble;
  }
}
