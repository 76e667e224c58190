/** Numbers that a double holds exactly; every other number must travel as a string. */
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y; // RFC 8259 section 6
const MAX_DIGITS = 15; // any decimal of 15 significant digits survives the way through a double and back
const SMALLEST_NORMAL = 2.2250738585072014e-308; // below it a double has fewer digits

const TOO_PRECISE = 'The number cannot be represented exactly; send it as a string.';

/**
 * Reads the number at `at`.
 *
 * @returns the value and the index behind it; a sentence when the number may not be taken; undefined when no number
 *   stands there
 */
export function parseStrictNumber(text: string, at: number): { value: number; end: number } | string | undefined {
  NUMBER.lastIndex = at;
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [literal, fraction, exponent] = match;
  const value = Number(literal);
  if (!Number.isFinite(value)) return 'The number is too large.';
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return 'The whole number is beyond 9007199254740991; send it as a string.';
  }
  const isPlainInteger = fraction === undefined && exponent === undefined;
  if (!isPlainInteger && !isExact(literal, value)) return TOO_PRECISE;
  return { value, end: at + literal.length };
}

function isExact(literal: string, value: number): boolean {
  const mantissa = literal.replace(/[eE].*$/, '').replace(/[-.]/g, '');
  const digits = mantissa.replace(/^0+/, '').replace(/0+$/, '');
  return digits === '' || (digits.length <= MAX_DIGITS && Math.abs(value) >= SMALLEST_NORMAL);
}
