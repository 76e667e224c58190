/** The built service as a process that can be started, killed and started again on the same data. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnService } from '../../test/start-app.js';
import { until } from '../../test/until.js';
import { undoAtEnd } from './cleanup.js';
import { get } from './client.js';

const START_MS = 30_000;
const STOP_MS = 15_000;
const OUTPUT_KEPT = 20_000;

export class Service {
  url = '';
  /** Milliseconds from each spawn to the first 200 of /readyz. */
  readonly readyMs: number[] = [];
  private child: ChildProcess | null = null;
  private output = '';

  constructor(
    readonly dataDir: string,
    private readonly env: Record<string, string>,
  ) {}

  /** `more` holds for this start alone. */
  async start(more: Record<string, string> = {}): Promise<void> {
    const began = performance.now();
    const child = spawnService({ PORT: '0', DATA_DIR: this.dataDir, ...this.env, ...more });
    this.child = child;
    // Each process by itself: a drill that is broken off may be just about to start the next one.
    const forget = undoAtEnd(() => this.kill());
    child.once('exit', forget);
    let firstLines = '';
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (chunk) => {
        this.output = (this.output + chunk).slice(-OUTPUT_KEPT);
      });
    }
    child.stdout!.on('data', (chunk) => (firstLines += firstLines.includes('\n') ? '' : chunk));
    const isOver = () => firstLines.includes('\n') || child.exitCode !== null || child.signalCode !== null;
    await until(isOver, (over) => over, START_MS);
    if (!firstLines.includes('\n')) throw new Error(`the service ended at its start:\n${this.output}`);
    this.url = firstLines.split('\n', 1)[0]!;
    await until(
      () => this.isReady(),
      (ready) => ready,
      START_MS,
    );
    this.readyMs.push(Math.round(performance.now() - began));
  }

  isReady(): Promise<boolean> {
    return get(this.url, '/readyz').then(
      ({ status }) => status === 200,
      () => false,
    );
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** As an operator stops it; returns its exit code. */
  async stop(): Promise<number | null> {
    const { child } = this;
    const giveUp = setTimeout(() => child?.kill('SIGKILL'), STOP_MS);
    await this.end('SIGTERM');
    clearTimeout(giveUp);
    return child?.exitCode ?? null;
  }

  get pid(): number {
    return this.child?.pid ?? Number.NaN;
  }

  get lastOutput(): string {
    return this.output;
  }

  private async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }
}

/** A folder that is gone when the drill is over. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ndiyo-drill-'));
  undoAtEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
