/** How much waits to leave, for whoever watches this service. Told, not judged. */
import { Inject, Injectable } from '@nestjs/common';
import { Reads } from '../transactions/reads.js';
import { OutboxService } from './outbox.service.js';
import { OutboxWorker } from './outbox.worker.js';

// Of a longer queue nobody needs to know how long: counting it would hold up everybody else.
const MOST_COUNTED = 100_000;

export interface Depth {
  topic: string;
  waiting: number;
  dead: number;
  /** How long the oldest has been due. */
  ageSeconds: number;
  isHalted: boolean;
}

@Injectable()
export class OutboxDepthsService {
  constructor(
    @Inject(OutboxService) private readonly outbox: OutboxService,
    @Inject(OutboxWorker) private readonly worker: OutboxWorker,
    @Inject(Reads) private readonly reads: Reads,
  ) {}

  list(now: number): Promise<Depth[]> {
    const halted = this.worker.listHalted();
    const depths = this.outbox.listTopics().map(async ({ topic }) => {
      const [waiting, dead] = [await this.countWaiting(topic), await this.countDead(topic)];
      const ageSeconds = await this.worker.ageOf(topic, now);
      return { topic, waiting, dead, ageSeconds, isHalted: halted.includes(topic) };
    });
    return Promise.all(depths);
  }

  private async countWaiting(topic: string): Promise<number> {
    const [row] = await this.reads.sql<Count>`SELECT count(*) AS n FROM
      (SELECT 1 FROM outbox WHERE topic = ${topic} AND status <> 'dead' LIMIT ${MOST_COUNTED}) AS counted`;
    return Number(row!.n);
  }

  private async countDead(topic: string): Promise<number> {
    const [row] = await this.reads.sql<Count>`SELECT count(*) AS n FROM
      (SELECT 1 FROM outbox WHERE topic = ${topic} AND status = 'dead' LIMIT ${MOST_COUNTED}) AS counted`;
    return Number(row!.n);
  }
}

type Count = { n: number | string };
