/** Brings recorded events into the log soon after they happen, and lets what was signed of it be seen outside. */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
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
export class LogWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('log');
  private timer: NodeJS.Timeout | undefined;
  private dueAt = Number.POSITIVE_INFINITY;
  private turn: Promise<void> = Promise.resolve();
  private untold: LogCheckpoint | null = null;
  private toldAt = 0;
  private isOver = false;
  lastTurnAt = Date.now();

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(SequencerService) private readonly sequencer: SequencerService,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule(0);
  }

  async onModuleDestroy(): Promise<void> {
    this.isOver = true;
    clearTimeout(this.timer);
    await this.turn;
    this.tell();
  }

  /** An event was recorded and is durable. */
  poke(): void {
    this.schedule(GATHER_MS);
  }

  /** Resolves once everything recorded before the call is in the log. */
  async settle(): Promise<void> {
    await this.turn;
    this.turn = this.takeAll();
    await this.turn;
  }

  private schedule(inMs: number): void {
    const dueAt = Date.now() + inMs;
    if (this.isOver || dueAt >= this.dueAt) return;
    clearTimeout(this.timer);
    this.dueAt = dueAt;
    this.timer = setTimeout(() => this.comeRound(), inMs);
  }

  private comeRound(): void {
    this.lastTurnAt = Date.now();
    this.dueAt = Number.POSITIVE_INFINITY;
    this.turn = this.turn.then(() => this.takeAll());
    this.turn = this.turn
      .catch((error) => this.log.warn(`will come again: ${(error as Error).message}`))
      .finally(() => this.schedule(TURN_MS));
  }

  private async takeAll(): Promise<void> {
    while (await this.sequencer.isBehind()) this.untold = (await this.sequencer.sequence(new Date())) ?? this.untold;
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
