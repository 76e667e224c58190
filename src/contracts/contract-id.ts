/** `AG-2026-482913705`: prefix, year, random digits of which the last is a check digit. A name, not a secret. */
import { dammDigit, hasCheckDigit } from '../crypto/codes.js';
import { randomDigits } from '../crypto/ids.js';

export const PREFIXES = {
  agricultural_supply: 'AG',
  service_agreement: 'SV',
  goods_purchase: 'GP',
  logistics: 'LG',
  loan_agreement: 'LN',
  other: 'VC',
} as const;
export type ContractType = keyof typeof PREFIXES;

const DIGITS = 9;
const SHAPE = /^(?:AG|SV|GP|LG|LN|VC)-\d{4}-(\d{9,10})$/;

/** After so many collisions the year is crowded, and an id gets one digit more. */
export const CROWDED_AFTER = 3;

export function makeContractId(type: ContractType, now: Date, collisions: number): string {
  const length = DIGITS + (collisions >= CROWDED_AFTER ? 1 : 0);
  const digits = randomDigits(length - 1);
  return `${PREFIXES[type]}-${now.getUTCFullYear()}-${digits}${dammDigit(digits)}`;
}

export function isContractId(text: string): boolean {
  const digits = SHAPE.exec(text)?.[1];
  return digits !== undefined && hasCheckDigit(digits);
}
