/** What a reply looks like in one alphabet: phones send full-width or Arabic digits, long dashes, letters for digits. */

/** Prefix, year and random digits of a contract id as people type it, after `toPlain`. */
export const ID_SHAPE = '(AG|SV|GP|LG|LN|VC)[\\s-]{0,3}([0-9OIL]{4})[\\s-]{0,3}([0-9OIL]{9,10})';

/** A text in capitals and plain digits; `at[i]` is where its i-th unit stood in the original. */
export interface PlainText {
  text: string;
  at: number[];
}

export function toPlain(original: string): PlainText {
  let text = '';
  const at: number[] = [];
  let position = 0;
  for (const char of original) {
    const plain = plainChar(char);
    for (let i = 0; i < plain.length; i += 1) at.push(position);
    text += plain;
    position += char.length;
  }
  return { text, at };
}

/** `O` is read as 0, `I` and `L` as 1. */
export function forgive(digits: string): string {
  return digits.replaceAll('O', '0').replace(/[IL]/g, '1');
}

/** Whether a plain token is a number, perhaps with letters for some of its digits. */
export function isNumber(token: string): boolean {
  return /^[OIL]*[0-9][0-9OIL]*$/.test(token);
}

// Character by character, so that every unit can be traced back; NFKC also turns full-width and circled digits plain.
function plainChar(char: string): string {
  const point = char.codePointAt(0)!;
  if (point >= 0x20 && point < 0x7f) return char === '`' ? "'" : char.toUpperCase();
  if (point >= 0x660 && point <= 0x669) return String(point - 0x660); // Arabic-Indic digits
  if (point >= 0x6f0 && point <= 0x6f9) return String(point - 0x6f0); // and their eastern forms
  if (/\p{Cf}/u.test(char)) return '';
  if (/[\p{Cc}\p{Z}]/u.test(char)) return ' ';
  if (/[\p{Pd}\u2212]/u.test(char)) return '-';
  if (/[\p{Pi}\p{Pf}\u201a\u201e\u00b4]/u.test(char)) return "'";
  return char.normalize('NFKC').toUpperCase();
}
