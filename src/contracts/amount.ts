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

/** Quantity times price, exactly, with as many decimals as the price has; null where either is no amount, or their product none. */
export function productOf(quantity: string, price: string): string | null {
  if (!DECIMAL.test(quantity) || !DECIMAL.test(price)) return null;
  const decimals = decimalsOf(quantity) + decimalsOf(price);
  const digits = String(unscaled(quantity) * unscaled(price)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  let fraction = digits.slice(digits.length - decimals);
  while (fraction.length > decimalsOf(price) && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
  return parseAmount(fraction === '' ? whole : `${whole}.${fraction}`);
}

const decimalsOf = (amount: string): number => amount.split('.')[1]?.length ?? 0;
const unscaled = (amount: string): bigint => BigInt(amount.replace('.', ''));

/** Whether both say the same amount: `350000` and `350000.00` do. */
export const isSameAmount = (one: string, other: string): boolean => withoutZeros(one) === withoutZeros(other);

const withoutZeros = (amount: string): string => (amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount);
