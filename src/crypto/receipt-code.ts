/** Receipt codes: 55 random bits and a check character in Crockford's base 32, for a slip of paper and for an SMS. */
import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM_CHARACTERS = 11;
const GROUP = 4;
const MISREAD: Record<string, string> = { O: '0', I: '1', L: '1' };

/** Twelve characters without hyphens, as they are stored. */
export function newReceiptCode(): string {
  const characters = [...randomBytes(RANDOM_CHARACTERS)].map((byte) => ALPHABET[byte % ALPHABET.length]!).join('');
  return characters + checkCharacter(characters);
}

/** As people see it: `7K3M-Q2ZT-9XWA`. */
export function showReceiptCode(code: string): string {
  return code.match(new RegExp(`.{${GROUP}}`, 'g'))!.join('-');
}

/**
 * Reads what somebody typed: case, spaces and hyphens do not matter, and O, I and L are read as 0, 1 and 1.
 *
 * @returns the twelve characters; null for what is no receipt code
 */
export function readReceiptCode(text: string): string | null {
  const code = text
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/[OIL]/g, (character) => MISREAD[character]!);
  const isWhole = code.length === RANDOM_CHARACTERS + 1 && [...code].every((character) => ALPHABET.includes(character));
  return isWhole && checkCharacter(code.slice(0, -1)) === code.at(-1) ? code : null;
}

/** Luhn mod N (ISO/IEC 7812-1, here N = 32): finds every single wrong character and nearly every swap of neighbours. */
function checkCharacter(characters: string): string {
  const size = ALPHABET.length;
  let sum = 0;
  for (const [i, character] of [...characters].reverse().entries()) {
    const value = ALPHABET.indexOf(character) * (i % 2 === 0 ? 2 : 1);
    sum += Math.floor(value / size) + (value % size);
  }
  return ALPHABET[(size - (sum % size)) % size]!;
}
