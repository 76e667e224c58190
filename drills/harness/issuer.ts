/** A client as they ought to be: repeats the same key and body until it knows, and remembers what it was told. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Call } from './client.js';
import { type Answer, bodyOf, call, postJson } from './client.js';
import { CONTRACTS, type Wish } from './wishes.js';

export interface Told {
  readonly wish: Wish;
  readonly contractId: string;
  readonly contractHash: string;
  readonly manageToken: string;
  /** Byte for byte. */
  readonly text: string;
}

const RETRY_PAUSE_MS = 100;
// 502: a proxy whose server went away in the middle.
const NOT_NOW = new Set([429, 502, 503]);

export class Issuer {
  readonly told = new Map<string, Told>();
  /** Wishes that got no 201 but another last word: every one of them is a fault. */
  readonly refused: { key: string; status: number; text: string }[] = [];
  /** Carrier ids of replies that were answered 200. */
  readonly heard = new Set<string>();
  /** Tries after the first, and why the first of them was needed. */
  retries = 0;
  firstRetry: string | null = null;
  private isOver = false;

  /** `urlOf` is asked before each try: a restarted service may listen elsewhere. */
  constructor(private readonly urlOf: () => string) {}

  /** From now on whoever knows nothing yet stays without an answer. */
  stop(): void {
    this.isOver = true;
  }

  async propose(wish: Wish): Promise<Told | null> {
    const answer = await this.untilAnswered(() =>
      postJson(this.urlOf(), CONTRACTS, wish.body, { 'Idempotency-Key': wish.key }),
    );
    if (!answer) return null;
    if (answer.status !== 201) {
      this.refused.push({ key: wish.key, status: answer.status, text: answer.text.slice(0, 300) });
      return null;
    }
    const { contract_id, contract_hash, manage_token } = bodyOf(answer);
    const told = {
      ...{ wish, contractId: contract_id, contractHash: contract_hash },
      ...{ manageToken: manage_token, text: answer.text },
    };
    this.told.set(wish.key, told);
    return told;
  }

  /** Asks once more what was answered already: the same bytes must come, marked as a replay. */
  async countChangedReplays(told: Told[]): Promise<number> {
    let changed = 0;
    for (const { wish, text } of told) {
      const headers = { 'Idempotency-Key': wish.key };
      const again = await postJson(this.urlOf(), CONTRACTS, wish.body, headers).catch(() => null);
      const isSame = again?.status === 201 && again.text === text && again.headers['idempotency-replayed'] === 'true';
      if (!isSame) changed += 1;
    }
    return changed;
  }

  /** Posts as the carrier does: again and again until it sees 200. */
  async post(carrierId: string, callback: Call): Promise<void> {
    const answer = await this.untilAnswered(() => call(this.urlOf(), callback));
    if (answer?.status === 200) this.heard.add(carrierId);
    else if (answer) this.refused.push({ key: carrierId, status: answer.status, text: answer.text.slice(0, 300) });
  }

  /** The first answer that is neither "not now" nor silence. */
  private async untilAnswered(attempt: () => Promise<Answer>): Promise<Answer | null> {
    for (let isFirst = true; !this.isOver; isFirst = false) {
      if (!isFirst) this.retries += 1;
      const answer = await attempt().catch((error: Error) => error);
      if (!(answer instanceof Error) && !NOT_NOW.has(answer.status)) return answer;
      this.firstRetry ??= answer instanceof Error ? answer.message : `${answer.status} ${answer.text.slice(0, 300)}`;
      await pause(RETRY_PAUSE_MS);
    }
    return null;
  }
}
