/** Contracts that clients want: each with its own key, its own phones, and a mark by which it is found again. */
import type { Random } from './random.js';

export const CONTRACTS = '/api/v1/contracts';

export interface Wish {
  /** Idempotency-Key, and the mark that stands in the terms. */
  readonly key: string;
  readonly externalId: string | null;
  readonly phones: readonly [string, string];
  /** The exact bytes: a retry repeats them. */
  readonly body: string;
}

const PRODUCTS = ['Maize', 'Beans', 'Coffee', 'Tea', 'Green grams', 'Mangoes'];
// +254 7 10 000000 to +254 7 29 999999: mobile numbers of Kenya.
const FIRST_NUMBER = 10_000_000;
const NUMBERS = 20_000_000;

export class Wishes {
  private made = 0;
  private readonly firstNumber: number;

  constructor(private readonly random: Random) {
    this.firstNumber = random.below(NUMBERS);
  }

  /** Half of them carry an external_id: without one nothing but the key stands against a double. */
  next(): Wish {
    const { random } = this;
    this.made += 1;
    const key = `drill-${random.seed}-${this.made}`;
    const externalId = random.isLucky(0.5) ? `order-${random.seed}-${this.made}` : null;
    const phones = [this.phone(2 * this.made), this.phone(2 * this.made + 1)] as const;
    const terms = {
      product: random.pick(PRODUCTS),
      quantity: String(1 + random.below(500)),
      unit: 'bags',
      total_amount: `${1_000 + random.below(900_000)}.00`,
      currency: 'KES',
      lot: key,
    };
    const parties = [
      { phone_number: phones[0], role: 'seller', name: 'Wanjiru Kamau', language: random.pick(['en', 'sw']) },
      { phone_number: phones[1], role: 'buyer', name: 'Otieno Traders', language: 'en' },
    ];
    const body = {
      contract_type: 'agricultural_supply',
      terms,
      ...(externalId && { external_id: externalId }),
      parties,
    };
    return { key, externalId, phones, body: JSON.stringify(body) };
  }

  private phone(n: number): string {
    return `+2547${FIRST_NUMBER + ((this.firstNumber + n) % NUMBERS)}`;
  }
}
