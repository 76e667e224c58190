/** Telephone numbers and contract ids, counted through: the same ones in every run. */

/** So many numbers take turns: one that has thousands of open contracts would be nobody's. */
export const NUMBERS = 100_000;

// 7919 is prime, so neighbours in time are no neighbours in an index.
export const numberAt = (index: number): string => `+2547${10_000_000 + ((index * 7_919) % 20_000_000)}`;

/** The numbers of the n-th contract's two parties. */
export function numbersOf(contract: number, pool = NUMBERS): [string, string] {
  return [numberAt((2 * contract) % pool), numberAt((2 * contract + 1) % pool)];
}

// H. M. Damm, "Total anti-symmetrische Quasigruppen" (2004), order 10, row after row.
const DAMM = '0317598642709215486342068713591750983426612304597836742095815869720134894536201794386172052581436790';

/** Eight digits and their check digit, as a contract id ends. */
export function withCheckDigit(digits: string): string {
  let interim = 0;
  for (let i = 0; i < digits.length; i += 1) interim = DAMM.charCodeAt(interim * 10 + digits.charCodeAt(i) - 48) - 48;
  return digits + interim;
}

/** A small generator of numbers from 0 to 1 (mulberry32): the same sequence for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
