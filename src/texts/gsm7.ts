/** The GSM 7-bit alphabet (3GPP TS 23.038): what fits it, what a text costs, and folding a text into it. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENSION = '\f^{}\\[~]|€'; // sent as an escape and a septet: each costs two

const COST = new Map<string, number>([...[...BASIC].map(one), ...[...EXTENSION].map(two)]);
// one text, and each part of a longer one: 140 octets, less 6 for the header that joins the parts
const LIMITS = { 'GSM-7': [160, 153], 'UCS-2': [70, 67] } as const;

export type Encoding = keyof typeof LIMITS;

/** What a text costs; `units` are septets, or UTF-16 units. */
export interface Segmentation {
  encoding: Encoding;
  units: number;
  segments: number;
}

/** How true a folded text is: nothing lost, something invisible or ornamental dropped, or a letter turned into `?`. */
export type Loss = 'none' | 'dropped' | 'replaced';

// An invitation is measured some twenty times while it is put together: an array is ten times quicker than the map.
const ASCII_COST = Uint8Array.from({ length: 128 }, (_, code) => COST.get(String.fromCharCode(code)) ?? 0);
const PLAIN = /^[ -_a-~]*$/; // ASCII that shows as it stands: all but the backtick

/** Septets of a text, or null when one character is outside the alphabet. */
export function septets(text: string): number | null {
  let total = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const cost = code < 128 ? ASCII_COST[code] : COST.get(text[i]!);
    if (!cost) return null;
    total += cost;
  }
  return total;
}

export function segments(text: string): Segmentation {
  const inGsm7 = septets(text);
  if (inGsm7 !== null && inGsm7 <= LIMITS['GSM-7'][0]) return { encoding: 'GSM-7', units: inGsm7, segments: 1 };
  const encoding = inGsm7 === null ? 'UCS-2' : 'GSM-7';
  const costs = [...text].map((char) => (encoding === 'GSM-7' ? COST.get(char)! : char.length));
  const units = costs.reduce((sum, cost) => sum + cost, 0);
  const [single, part] = LIMITS[encoding];
  if (units <= single) return { encoding, units, segments: 1 };
  let parts = 1;
  let used = 0;
  // a pair that would straddle the boundary moves whole into the next part
  for (const cost of costs) {
    if (used + cost > part) {
      parts += 1;
      used = 0;
    }
    used += cost;
  }
  return { encoding, units, segments: parts };
}

/** The nearest text a feature phone shows in one alphabet; always GSM-7, and folding it again changes nothing. */
export function foldToGsm7(text: string): string {
  return fold(text).text;
}

/** As `foldToGsm7`, and says whether the text still says the same. */
export function fold(text: string): { text: string; loss: Loss } {
  if (PLAIN.test(text)) return { text: text.replace(/ +/g, ' '), loss: 'none' };
  let folded = '';
  let loss: Loss = 'none';
  for (const char of text.normalize('NFC')) {
    const kept = foldChar(char, /\d$/.test(folded));
    if (kept === '' && loss === 'none') loss = 'dropped';
    if (kept === '?' && char !== '?') loss = 'replaced';
    folded += kept;
  }
  return { text: folded.replace(/ +/g, ' '), loss };
}

const LOOKALIKES = new Map<string, string>(
  Object.entries({
    "'": '‘’‚‛′´`ʼʻʹˈ‹›',
    '"': '“”„‟″«»',
    '-': '‐‑‒–—―−•·',
    x: '×',
    '/': '÷⁄',
    '<=': '≤',
    '>=': '≥',
    '<>': '≠',
    '~': '≈',
    '+/-': '±',
    d: 'đð',
    D: 'ĐÐ',
    l: 'ł',
    L: 'Ł',
    h: 'ħ',
    H: 'Ħ',
    t: 'ŧ',
    T: 'Ŧ',
    i: 'ı',
    n: 'ŋ',
    N: 'Ŋ',
    oe: 'œ',
    OE: 'Œ',
    th: 'þ',
    Th: 'Þ',
    SS: 'ẞ',
  }).flatMap(([plain, others]) => [...others].map((other): [string, string] => [other, plain])),
);

function foldChar(char: string, isAfterDigit: boolean): string {
  if (/\s/u.test(char) && char !== '\u{feff}') return ' ';
  const known = COST.has(char) ? char : LOOKALIKES.get(char);
  if (known !== undefined) return known;
  if (/[\p{C}\p{M}]/u.test(char)) return '';
  // `10²` must not become 102, nor `1½` 11/2
  const joint = /\p{No}/u.test(char) ? numberJoint(char, isAfterDigit) : '';
  const plain = [...char.normalize('NFKD').replace(/\p{M}/gu, '')].map((part) => LOOKALIKES.get(part) ?? part).join('');
  // the stroke through a mathematical sign reverses its meaning, so those are never stripped bare
  if (!/\p{Sm}/u.test(char) && plain !== '' && septets(plain) !== null) return joint + plain;
  return /[\p{L}\p{N}\p{Sm}\p{Sc}]/u.test(char) ? '?' : '';
}

function numberJoint(char: string, isAfterDigit: boolean): string {
  if (/[⁰¹²³⁴-⁹]/u.test(char)) return '^';
  return isAfterDigit ? ' ' : '';
}

function one(char: string): [string, number] {
  return [char, 1];
}

function two(char: string): [string, number] {
  return [char, 2];
}
