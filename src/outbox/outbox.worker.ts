/** Runs a lane for every topic that has a handler. */
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { uuidv7 } from '../crypto/ids.js';
import { Stopping } from '../stopping.js';
import { Reads } from '../transactions/reads.js';
import { Tidings } from '../transactions/tidings.js';
import { Transactions } from '../transactions/tx.js';
import { OutboxService } from './outbox.service.js';
import { OutboxLane } from './outbox-lane.js';

@Injectable()
export class OutboxWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly name = uuidv7();
  private readonly lanes = new Map<string, OutboxLane>();
  private readonly bornAt = Date.now();

  constructor(
    @Inject(OutboxService) private readonly outbox: OutboxService,
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(Tidings) private readonly tidings: Tidings,
    @Inject(Stopping) stopping: Stopping,
  ) {
    stopping.whenBegun(() => void this.stop());
  }

  /** When the slowest lane last came round, for the readiness probe. */
  get lastTurnAt(): number {
    const turns = [...this.lanes.values()].map((lane) => lane.lastTurnAt);
    return turns.length === 0 ? this.bornAt : Math.min(...turns);
  }

  /** Topics whose carrier is away. */
  listHalted(): string[] {
    return [...this.lanes].filter(([, lane]) => lane.isHalted).map(([topic]) => topic);
  }

  /** How long the oldest item has been due. */
  async ageSeconds(now: number): Promise<number> {
    const ages = [...this.lanes.keys()].map((topic) => this.ageOf(topic, now));
    return Math.round(Math.max(0, ...(await Promise.all(ages))));
  }

  /** The same of one topic, in seconds. */
  async ageOf(topic: string, now: number): Promise<number> {
    const [oldest] = await this.reads.sql<{ due_at: string }>`SELECT due_at FROM outbox
      WHERE topic = ${topic} AND status <> 'dead' ORDER BY due_at LIMIT 1`;
    return oldest ? Math.max(0, (now - Date.parse(oldest.due_at)) / 1_000) : 0;
  }

  onApplicationBootstrap(): void {
    for (const registered of this.outbox.listTopics()) {
      const lane = new OutboxLane(registered, this.name, this.transactions, this.reads);
      this.lanes.set(registered.topic, lane);
      this.tidings.whenTold(`outbox:${registered.topic}`, () => lane.notify());
    }
    this.outbox.whenNews((topic) => {
      this.lanes.get(topic)?.notify();
      // This one may be full, or about to stop.
      this.tidings.tell(`outbox:${topic}`);
    });
  }

  onModuleDestroy(): Promise<void> {
    return this.stop();
  }

  private async stop(): Promise<void> {
    await Promise.all([...this.lanes.values()].map((lane) => lane.stop()));
  }
}
