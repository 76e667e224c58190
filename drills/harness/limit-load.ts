/** Callers at two services at once: some greedy, some with a right key, some with a wrong one. Every answer is judged. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, get } from './client.js';
import { type Crew, keepBusy } from './crew.js';
import type { Random } from './random.js';

export const PATH = '/api/v1/contracts';

export class LimitLoad {
  readonly seen = { answers: 0, server_errors: 0, cut: 0, not_ready: 0, slowest_ms: 0 };
  readonly withWrongKey = { answers: 0, refused: 0, let_in: 0 };
  readonly withRightKey = { let_in: 0, refused: 0 };
  /** How often each greedy caller got through. */
  readonly passes = new Map<string, number>();
  private readonly crews: Crew[];
  private greedy = '';
  private next = 0;

  constructor(
    private readonly urls: readonly string[],
    private readonly apiKey: string,
    private readonly random: Random,
  ) {
    this.newGreedyCaller();
    this.crews = [
      keepBusy(4, (hand) => this.callGreedily(hand)),
      keepBusy(2, (hand) => this.tryWrongKey(hand)),
      keepBusy(1, () => this.useRightKey()),
      keepBusy(1, () => this.askReady()),
    ];
  }

  /** One after the other, none for as long as a window. */
  newGreedyCaller(): void {
    this.greedy = this.anAddress();
    this.passes.set(this.greedy, 0);
  }

  async stop(): Promise<void> {
    await Promise.all(this.crews.map((crew) => crew.stop()));
  }

  private async callGreedily(hand: number): Promise<void> {
    const address = this.greedy;
    const answer = await this.call(hand, '/.well-known/jwks.json', { 'X-Forwarded-For': address });
    if (answer?.status === 200) this.passes.set(address, this.passes.get(address)! + 1);
    await pause(5);
  }

  private async tryWrongKey(hand: number): Promise<void> {
    const wrong = this.random.isLucky(0.5) ? `${this.apiKey.slice(0, -1)}!` : `ndy_test_${this.random.below(1e9)}`;
    const answer = await this.call(hand, PATH, { 'X-Forwarded-For': this.anAddress(), 'X-API-Key': wrong });
    if (answer === null) return;
    this.withWrongKey.answers += 1;
    if (answer.status === 401) this.withWrongKey.refused += 1;
    if (answer.status < 400) this.withWrongKey.let_in += 1;
    await pause(5);
  }

  private async useRightKey(): Promise<void> {
    const answer = await this.call(this.next, PATH, { 'X-API-Key': this.apiKey });
    if (answer?.status === 200) this.withRightKey.let_in += 1;
    if (answer?.status === 401) this.withRightKey.refused += 1;
    await pause(20);
  }

  private async askReady(): Promise<void> {
    const answer = await this.call(this.next, '/readyz', {});
    if (answer?.status !== 200) this.seen.not_ready += 1;
    await pause(50);
  }

  private async call(hand: number, path: string, headers: Record<string, string>): Promise<Answer | null> {
    const answer = await get(this.urls[hand % this.urls.length]!, path, headers).catch(() => null);
    if (answer === null) {
      this.seen.cut += 1;
      return null;
    }
    this.seen.answers += 1;
    if (answer.status >= 500) this.seen.server_errors += 1;
    this.seen.slowest_ms = Math.max(this.seen.slowest_ms, Math.round(answer.ms));
    return answer;
  }

  /** One that nobody has called from. */
  private anAddress(): string {
    this.next += 1;
    return `10.${(this.next >> 16) & 255}.${(this.next >> 8) & 255}.${this.next & 255}`;
  }
}
