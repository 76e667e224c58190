/** Writers and readers while the database comes and goes: every answer is a success or a promised "not now", and in time. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, bodyOf, get, isProblem, postJson } from './client.js';
import { type Crew, keepBusy } from './crew.js';
import type { Issuer } from './issuer.js';
import type { Random } from './random.js';
import { CONTRACTS, type Wish, type Wishes } from './wishes.js';

const HANDS = { writers: 4, readers: 3 };
const AGAIN_MS = 100;

export class JudgedLoad {
  readonly seen = { written: 0, read: 0, not_now: 0, server_errors: 0, unanswered: 0, otherwise: 0, slowest_ms: 0 };
  /** What the first answer said that was neither. */
  firstWrong: string | null = null;
  private readonly known: string[] = [];
  private readonly crews: Crew[];
  private isOver = false;

  constructor(
    private readonly url: string,
    private readonly wishes: Wishes,
    private readonly issuer: Issuer,
    private readonly random: Random,
  ) {
    this.crews = [
      keepBusy(HANDS.writers, () => this.write(this.wishes.next())),
      keepBusy(HANDS.readers, () => this.read()),
    ];
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.crews.map((crew) => crew.stop()));
  }

  /** The same key and body until it knows; who is stopped before that knows nothing. */
  private async write(wish: Wish): Promise<void> {
    while (!this.isOver) {
      const headers = { 'Idempotency-Key': wish.key };
      const answer = await this.judged(postJson(this.url, CONTRACTS, wish.body, headers), 201);
      if (answer !== null) return this.acknowledge(wish, answer);
      await pause(AGAIN_MS);
    }
  }

  private acknowledge(wish: Wish, answer: Answer): void {
    const { contract_id, contract_hash, manage_token } = bodyOf(answer);
    const told = { wish, contractId: contract_id, contractHash: contract_hash, manageToken: manage_token };
    this.issuer.told.set(wish.key, { ...told, text: answer.text });
    this.seen.written += 1;
    this.known.push(contract_id);
  }

  private async read(): Promise<void> {
    if (this.known.length > 0) {
      const path = `${CONTRACTS}/${this.random.pick(this.known)}`;
      const what = this.random.pick([path, `${path}/events`, `${path}/messages`, `${CONTRACTS}?limit=5`]);
      if ((await this.judged(get(this.url, what), 200)) !== null) this.seen.read += 1;
    }
    await pause(10);
  }

  /** Null for all but the wanted status. */
  private async judged(asked: Promise<Answer>, wanted: number): Promise<Answer | null> {
    const began = performance.now();
    const answer = await asked.catch((error: Error) => error);
    this.seen.slowest_ms = Math.max(this.seen.slowest_ms, Math.round(performance.now() - began));
    if (answer instanceof Error) {
      this.seen.unanswered += 1;
      this.firstWrong ??= answer.message;
      return null;
    }
    if (answer.status === wanted) return answer;
    if (answer.status === 503 && isProblem(answer) && 'retry-after' in answer.headers) this.seen.not_now += 1;
    else {
      this.seen[answer.status >= 500 ? 'server_errors' : 'otherwise'] += 1;
      this.firstWrong ??= `${answer.status} ${answer.text.slice(0, 300)}`;
    }
    return null;
  }
}
