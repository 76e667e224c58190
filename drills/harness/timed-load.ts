/** Hands that make contracts, of which every other is confirmed by both, and how long each waited for the first answer. */
import { setTimeout as pause } from 'node:timers/promises';
import { bodyOf, postJson } from './client.js';
import { keepBusy } from './crew.js';
import type { Issuer, Told } from './issuer.js';
import { CONTRACTS, type Wishes } from './wishes.js';

// Some twenty a second at most: what a copy takes grows with what is there, two milliseconds a contract.
const PAUSE_MS = 200;

export class TimedLoad {
  /** Contracts that both were told is confirmed. */
  readonly confirmed = new Set<string>();
  private readonly times: number[] = [];
  private readonly crew;

  constructor(
    private readonly urlOf: () => string,
    issuer: Issuer,
    wishes: Wishes,
    hands: number,
  ) {
    let made = 0;
    this.crew = keepBusy(hands, async () => {
      const wish = wishes.next();
      const began = performance.now();
      const told = await issuer.propose(wish);
      if (!told) return;
      this.times.push(performance.now() - began);
      made += 1;
      if (made % 2 === 0) await this.confirm(told);
      await pause(PAUSE_MS);
    });
  }

  async stop(): Promise<void> {
    await this.crew.stop();
    this.times.sort((a, b) => a - b);
  }

  private async confirm({ contractId, wish }: Told): Promise<void> {
    for (const phone_number of wish.phones) {
      const path = `${CONTRACTS}/${contractId}/confirm`;
      const answer = await postJson(this.urlOf(), path, JSON.stringify({ phone_number })).catch(() => null);
      if (answer && bodyOf(answer)?.status === 'confirmed') this.confirmed.add(contractId);
    }
  }

  /** In milliseconds; call it after `stop`. */
  at(part: number): number {
    return Math.round(this.times[Math.floor(part * (this.times.length - 1))] ?? Number.NaN);
  }
}
