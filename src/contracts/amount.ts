/** Amounts are decimal strings, exactly as agreed; a JSON number is accepted where it has one exact decimal form. */
const DECIMAL = /^(?:0|[1-9]\d{0,17})(?:\.\d{1,8})?$/;
// A double holds every decimal of so many digits, and not every longer one.
const NUMBER_DIGITS = 15;

export const AMOUNT_RULE =
  'must be a decimal string such as "3500.00", not negative, at most 18 digits before the point';

/** The decimal string, or null when it is none. */
export function parseAmount(value: string | number): string | null {
  const text = typeof value === 'number' ? decimalOf(value) : value;
  return DECIMAL.test(text) ? text : null;
}

/** The shortest decimal string of a number, or '' where its digits are too many to be meant exactly. */
function decimalOf(value: number): string {
  if (Number(value.toPrecision(NUMBER_DIGITS)) !== value) return '';
  return /e-/.test(String(value)) ? value.toFixed(20).replace(/0+$/, '') : String(value);
}
