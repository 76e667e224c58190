/** Kills the process while creates are in flight: some are committed and unanswered. The retry must answer them whole. */
import { setTimeout as pause } from 'node:timers/promises';
import { bodyOf, get, postJson } from './client.js';
import { Issuer, type Told } from './issuer.js';
import type { Random } from './random.js';
import type { Stage } from './stage.js';
import { CONTRACTS, type Wish, type Wishes } from './wishes.js';

const HANDS = 12;
const KILLED_AFTER_MS = [20, 300] as const;

export class KilledMidway {
  readonly figures = {
    killed_in_flight: 0,
    /** Of those, contracts that were there although nobody had been told. */
    committed_unanswered: 0,
    retries_not_201: 0,
    retries_incomplete: 0,
  };
  firstWrong: string | null = null;

  constructor(
    private readonly stage: Stage,
    private readonly wishes: Wishes,
    private readonly random: Random,
  ) {}

  async killOnce(): Promise<void> {
    const service = this.random.pick(this.stage.services);
    const hands = Array.from({ length: HANDS }, () => this.createUntilCut(service.url));
    await pause(this.random.between(...KILLED_AFTER_MS));
    await service.kill();
    const unanswered = await Promise.all(hands);
    this.figures.killed_in_flight += unanswered.length;
    await service.start();
    await this.countCommitted(unanswered);
    const issuer = new Issuer(() => this.random.pick(this.stage.services).url);
    await Promise.all(unanswered.map((wish) => issuer.propose(wish)));
    this.figures.retries_not_201 += issuer.refused.length;
    const [first] = issuer.refused;
    if (first) this.firstWrong ??= `${first.status} ${first.text}`;
    for (const told of issuer.told.values()) await this.judge(told);
  }

  /** One create after the other, until one gets no answer. */
  private async createUntilCut(url: string): Promise<Wish> {
    for (;;) {
      const wish = this.wishes.next();
      const headers = { 'Idempotency-Key': wish.key };
      const answer = await postJson(url, CONTRACTS, wish.body, headers).catch(() => null);
      if (answer === null) return wish;
    }
  }

  private async countCommitted(unanswered: Wish[]): Promise<void> {
    const rows = await this.stage.database.rows<{ document: string }>('SELECT document FROM contract_versions');
    const there = new Set(rows.map(({ document }) => JSON.parse(document).terms.lot));
    this.figures.committed_unanswered += unanswered.filter(({ key }) => there.has(key)).length;
  }

  /** Whole: it holds the manage_token, which is shown only once, and that token opens the contract. */
  private async judge({ contractId, contractHash, manageToken }: Told): Promise<void> {
    const headers = { Authorization: `Bearer ${manageToken}` };
    const seen = await get(this.stage.service.url, `${CONTRACTS}/${contractId}`, headers);
    const isWhole = /^mt_/.test(manageToken) && seen.status === 200 && bodyOf(seen)?.contract_hash === contractHash;
    if (!isWhole) this.figures.retries_incomplete += 1;
  }
}
