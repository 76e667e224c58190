/** Adds up what the carrier said texts cost: exact decimals, for money is never a binary float. */

/** What so many texts cost each, in the carrier's words: `KES 0.8000`. */
export interface SaidCost {
  cost: string;
  texts: number;
}

export interface Cost {
  /** ISO 4217 */
  currency: string;
  amount: string;
}

const SAID = /^([A-Z]{3})\s*(\d{1,15})(?:\.(\d{1,12}))?$/;

/** By currency, each at the finest scale that was seen; what is no amount in a currency counts nothing. */
export function sumCosts(said: readonly SaidCost[]): Cost[] {
  const sums = new Map<string, { units: bigint; scale: number }>();
  for (const { cost, texts } of said) {
    const [, currency, whole = '', fraction = ''] = SAID.exec(cost.trim()) ?? [];
    if (currency === undefined) continue;
    const sum = sums.get(currency) ?? { units: 0n, scale: 0 };
    const scale = Math.max(sum.scale, fraction.length);
    const added = BigInt(whole + fraction.padEnd(scale, '0')) * BigInt(texts);
    sums.set(currency, { units: sum.units * 10n ** BigInt(scale - sum.scale) + added, scale });
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, sum]) => ({ currency, amount: decimal(sum) }));
}

function decimal({ units, scale }: { units: bigint; scale: number }): string {
  if (scale === 0) return units.toString();
  const digits = units.toString().padStart(scale + 1, '0');
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
