/** What became of texts since this process started, and what those cost that left. */
import { type Cost, sumCosts } from '../budgets/costs.js';
import { Tally } from '../measures/tally.js';

export type TextState = 'queued' | 'sent' | 'delivered' | 'failed' | 'suppressed';

export class TextCounts {
  readonly states = new Tally<TextState>(['queued', 'sent', 'delivered', 'failed', 'suppressed']);
  /** Of those that left. */
  segments = 0;
  /** As the carrier said, exact. */
  costs: readonly Cost[] = [];

  addSent(segments: number, cost: string | null): void {
    this.states.add('sent');
    this.segments += segments;
    if (cost === null) return;
    const before = this.costs.map(({ currency, amount }) => ({ cost: `${currency} ${amount}`, texts: 1 }));
    this.costs = sumCosts([...before, { cost, texts: 1 }]);
  }
}
