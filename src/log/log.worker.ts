/** Brings recorded events into the log soon after they happen, and lets what was signed of it be seen outside. */
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import type { LogCheckpoint } from '../persistence/log.entities.js';
import { writeCheckpointFile } from './checkpoint-file.js';
import { SequencerService } from './sequencer.service.js';

// Events of a moment share one signature and one commit.
const GATHER_MS = 200;
// What another server recorded and left when it ended is taken up by then.
const TURN_MS = 5_000;
const TELL_EVERY_MS = 10_000;

@Injectable()
export class LogWorker implements OnModuleDestroy {
  private readonly log = new Logger('log');
  private timer: NodeJS.Timeout | undefined;
  private dueAt = Number.POSITIVE_INFINITY;
  private turn: Promise<void> = Promise.resolve();
  private untold: LogCheckpoint | null = null;
  private toldAt = 0;
  private isRunning = false;
  private onSequenced: () => void = () => {};
  /** When it last came round, for the readiness probe. */
  lastTurnAt = Date.now();

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(SequencerService) private readonly sequencer: SequencerService,
  ) {}

  start(): void {
    this.isRunning = true;
    this.schedule(0);
  }

  /** For good: a log that does not hold is not signed again. */
  halt(): void {
    this.isRunning = false;
    clearTimeout(this.timer);
  }

  async onModuleDestroy(): Promise<void> {
    this.halt();
    await this.turn;
    this.tell();
  }

  /** Told of events that have just got their place in the log. */
  whenSequenced(listener: () => void): void {
    this.onSequenced = listener;
  }

  /** An event was recorded and is durable. */
  poke(): void {
    this.schedule(GATHER_MS);
  }

  /** Resolves once everything recorded before the call is in the log. */
  async settle(): Promise<void> {
    await this.turn;
    if (this.isRunning) await this.takeTurn();
  }

  private schedule(inMs: number): void {
    const dueAt = Date.now() + inMs;
    if (!this.isRunning || dueAt >= this.dueAt) return;
    clearTimeout(this.timer);
    this.dueAt = dueAt;
    this.timer = setTimeout(() => {
      this.dueAt = Number.POSITIVE_INFINITY;
      void this.takeTurn();
    }, inMs);
  }

  /** Turns follow one another; one that fails is told and comes again. */
  private takeTurn(): Promise<void> {
    this.turn = this.turn
      .then(() => this.takeAll())
      .catch((error) => this.log.warn(`will come again: ${(error as Error).message}`))
      .finally(() => this.schedule(TURN_MS));
    return this.turn;
  }

  private async takeAll(): Promise<void> {
    this.lastTurnAt = Date.now();
    while (this.isRunning && (await this.sequencer.isBehind())) {
      this.untold = (await this.sequencer.sequence()) ?? this.untold;
      this.lastTurnAt = Date.now();
      this.onSequenced();
    }
    if (Date.now() - this.toldAt >= TELL_EVERY_MS) this.tell();
  }

  private tell(): void {
    if (!this.untold) return;
    const { tree_size, root, note } = this.untold;
    this.log.log({ msg: 'checkpoint', tree_size, root, note });
    try {
      writeCheckpointFile(this.env.dataDir, note);
    } catch (error) {
      this.log.warn(`the checkpoint could not be written to a file: ${(error as Error).message}`);
    }
    this.untold = null;
    this.toldAt = Date.now();
  }
}
