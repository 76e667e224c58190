/** Amounts are decimal strings, exactly as agreed; a JSON number is accepted where it has one exact decimal form. */
const DECIMAL = /^(?:0|[1-9]\d{0,17})(?:\.\d{1,8})?$/;

export const AMOUNT_RULE =
  'must be a decimal string such as "3500.00", not negative, at most 18 digits before the point';

/** The decimal string, or null when it is none. */
export function parseAmount(value: string | number): string | null {
  const text = String(value);
  return DECIMAL.test(text) ? text : null;
}
