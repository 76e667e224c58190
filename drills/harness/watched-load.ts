/** Writers and readers on a service in trouble: every answer is judged by what was promised for that moment. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, bodyOf, get, isProblem, postJson } from './client.js';
import { type Crew, keepBusy } from './crew.js';
import type { Issuer } from './issuer.js';
import { CONTRACTS, type Wish, type Wishes } from './wishes.js';

export class WatchedLoad {
  readonly writes = { done: 0, refused: 0, wrong: 0, slowestRefusalMs: 0 };
  readonly reads = { done: 0, failed: 0, slowestMs: 0 };
  readonly readyz = { ready: 0, notReady: 0 };
  /** What the first wrong answer said. */
  firstWrong: string | null = null;
  /** By `performance.now()`: when a write was first refused, and when /readyz first said so. */
  firstRefusalAt: number | null = null;
  firstNotReadyAt: number | null = null;
  private readonly crews: Crew[];
  private known: string | null = null;

  constructor(
    private readonly url: string,
    private readonly wishes: Wishes,
    private readonly issuer: Issuer,
    hands: { writers: number; readers: number },
  ) {
    this.crews = [
      keepBusy(hands.writers, () => this.write(this.wishes.next())),
      keepBusy(hands.readers, () => this.read()),
      keepBusy(1, () => this.askReady()),
    ];
  }

  async stop(): Promise<void> {
    await Promise.all(this.crews.map((crew) => crew.stop()));
  }

  /** A client who is told "not now" waits a moment and repeats; here each answer counts. */
  private async write(wish: Wish): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      const headers = { 'Idempotency-Key': wish.key };
      const answer = await postJson(this.url, CONTRACTS, wish.body, headers).catch((error: Error) => error);
      if (!(answer instanceof Error) && answer.status === 201) return this.acknowledge(wish, answer);
      this.judgeRefusal(answer);
      if (answer instanceof Error || answer.status !== 503) return;
      await pause(150);
    }
  }

  private async acknowledge(wish: Wish, { text }: Answer): Promise<void> {
    const { contract_id, contract_hash, manage_token } = JSON.parse(text);
    const told = { wish, contractId: contract_id, contractHash: contract_hash, manageToken: manage_token, text };
    this.issuer.told.set(wish.key, told);
    this.writes.done += 1;
    this.known = contract_id;
    await pause(10);
  }

  private judgeRefusal(answer: Answer | Error): void {
    const isPromised =
      !(answer instanceof Error) && answer.status === 503 && isProblem(answer) && 'retry-after' in answer.headers;
    if (isPromised) {
      this.writes.refused += 1;
      this.firstRefusalAt ??= performance.now();
      this.writes.slowestRefusalMs = Math.max(this.writes.slowestRefusalMs, Math.round(answer.ms));
      return;
    }
    this.writes.wrong += 1;
    this.firstWrong ??= answer instanceof Error ? answer.message : `${answer.status} ${answer.text.slice(0, 300)}`;
  }

  private async read(): Promise<void> {
    await pause(20);
    if (this.known === null) return;
    const answer = await get(this.url, `${CONTRACTS}/${this.known}`).catch((error: Error) => error);
    if (answer instanceof Error || answer.status !== 200 || !bodyOf(answer)?.contract_id) {
      this.reads.failed += 1;
      this.firstWrong ??= answer instanceof Error ? answer.message : `${answer.status} ${answer.text.slice(0, 300)}`;
      return;
    }
    this.reads.done += 1;
    this.reads.slowestMs = Math.max(this.reads.slowestMs, Math.round(answer.ms));
  }

  private async askReady(): Promise<void> {
    const status = await get(this.url, '/readyz').then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) this.readyz.ready += 1;
    else if (status === 503) {
      this.readyz.notReady += 1;
      this.firstNotReadyAt ??= performance.now();
    }
    await pause(200);
  }
}

/** Milliseconds until a new write is acknowledged and the service says it is ready; NaN when that takes a minute. */
export async function untilRecovered(url: string, wishes: Wishes, issuer: Issuer): Promise<number> {
  const began = performance.now();
  while (performance.now() - began < 60_000) {
    const wish = wishes.next();
    const answer = await postJson(url, CONTRACTS, wish.body, { 'Idempotency-Key': wish.key }).catch(() => null);
    const isReady = answer?.status === 201 && (await get(url, '/readyz').then(({ status }) => status === 200));
    if (answer?.status === 201) {
      const { contract_id, contract_hash, manage_token } = bodyOf(answer);
      const told = { contractId: contract_id, contractHash: contract_hash, manageToken: manage_token };
      issuer.told.set(wish.key, { wish, ...told, text: answer.text });
    }
    if (isReady) return Math.round(performance.now() - began);
    await pause(50);
  }
  return Number.NaN;
}
