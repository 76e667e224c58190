import fc from 'fast-check';
import { fold, foldToGsm7, segments, septets } from '../../src/texts/gsm7.js';

// 3GPP TS 23.038 section 6.2.1, row by row: the code point of each septet 0x00 to 0x7f (0x1b is the escape)
const TABLE = [
  [0x40, 0xa3, 0x24, 0xa5, 0xe8, 0xe9, 0xf9, 0xec, 0xf2, 0xc7, 0x0a, 0xd8, 0xf8, 0x0d, 0xc5, 0xe5],
  [0x394, 0x5f, 0x3a6, 0x393, 0x39b, 0x3a9, 0x3a0, 0x3a8, 0x3a3, 0x398, 0x39e, 0x1b, 0xc6, 0xe6, 0xdf, 0xc9],
  [0x20, 0x21, 0x22, 0x23, 0xa4, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x2b, 0x2c, 0x2d, 0x2e, 0x2f],
  [0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f],
  [0xa1, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f],
  [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0xc4, 0xd6, 0xd1, 0xdc, 0xa7],
  [0xbf, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
  [0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0xe4, 0xf6, 0xf1, 0xfc, 0xe0],
].flat();
const EXTENSION = [0x0c, 0x5b, 0x5c, 0x5d, 0x5e, 0x7b, 0x7c, 0x7d, 0x7e, 0x20ac];

test('every character of the basic table costs one septet, of the extension two, any other is outside', () => {
  expect(TABLE).toHaveLength(128);
  const costs = new Map<number, number>();
  for (let point = 0; point <= 0xffff; point += 1) {
    const cost = septets(String.fromCharCode(point));
    if (cost !== null) costs.set(point, cost);
  }
  const basic = TABLE.filter((point) => point !== 0x1b);
  expect([...costs].filter(([, cost]) => cost === 1).map(([point]) => point)).toEqual(basic.sort((a, b) => a - b));
  expect([...costs].filter(([, cost]) => cost !== 1)).toEqual(EXTENSION.map((point) => [point, 2]));
});

test.each([
  ['no character', '', 'GSM-7', 0, 1],
  ['160 letters', 'a'.repeat(160), 'GSM-7', 160, 1],
  ['161 letters', 'a'.repeat(161), 'GSM-7', 161, 2],
  ['306 letters', 'a'.repeat(306), 'GSM-7', 306, 2],
  ['307 letters', 'a'.repeat(307), 'GSM-7', 307, 3],
  ['80 euro signs', '€'.repeat(80), 'GSM-7', 160, 1],
  ['81 euro signs, 76 a part', '€'.repeat(81), 'GSM-7', 162, 2],
  ['152 euro signs', '€'.repeat(152), 'GSM-7', 304, 2],
  ['153 euro signs', '€'.repeat(153), 'GSM-7', 306, 3],
  ['a euro sign that ends at 160', `${'a'.repeat(158)}€`, 'GSM-7', 160, 1],
  ['a euro sign that ends at 161', `${'a'.repeat(159)}€`, 'GSM-7', 161, 2],
  ['a euro sign that ends the first part', `${'a'.repeat(151)}€${'a'.repeat(153)}`, 'GSM-7', 306, 2],
  // the pair moves whole, so one septet is lost
  ['a euro sign over the boundary', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM-7', 306, 3],
  ['70 long letters', 'ũ'.repeat(70), 'UCS-2', 70, 1],
  ['71 long letters', 'ũ'.repeat(71), 'UCS-2', 71, 2],
  ['134 long letters', 'ũ'.repeat(134), 'UCS-2', 134, 2],
  ['an emoji over the boundary', `${'ũ'.repeat(66)}😀${'ũ'.repeat(66)}`, 'UCS-2', 134, 3],
  ['35 emoji', '😀'.repeat(35), 'UCS-2', 70, 1],
  ['36 emoji, 33 a part', '😀'.repeat(36), 'UCS-2', 72, 2],
  ['66 emoji', '😀'.repeat(66), 'UCS-2', 132, 2],
  ['67 emoji', '😀'.repeat(67), 'UCS-2', 134, 3],
  ['an emoji that ends the first part', `${'ũ'.repeat(65)}😀${'ũ'.repeat(67)}`, 'UCS-2', 134, 2],
  ['a euro sign beside a letter from outside', `€ũ${'a'.repeat(68)}`, 'UCS-2', 70, 1],
  ['a backtick, which is not in the alphabet', '`', 'UCS-2', 1, 1],
  ['half an emoji', '\ud83d', 'UCS-2', 1, 1],
])('%s costs as the network counts it', (_name, text, encoding, units, count) => {
  expect(segments(text)).toEqual({ encoding, units, segments: count });
});

/** A second opinion: the parts themselves, as a phone would get them. */
function partsOf(text: string): string[] {
  const isGsm7 = septets(text) !== null;
  const unitsOf = (part: string) => (isGsm7 ? septets(part)! : part.length);
  const [single, joined] = isGsm7 ? [160, 153] : [70, 67];
  if (unitsOf(text) <= single) return [text];
  const parts: string[] = [];
  for (const char of text) {
    const last = parts.at(-1);
    if (last !== undefined && unitsOf(last + char) <= joined) parts[parts.length - 1] = last + char;
    else parts.push(char);
  }
  return parts;
}

test('a long text has as many segments as parts that hold no half of a pair', () => {
  const piece = fc.constantFrom('a', 'Ω', '€', '{', '\\', ' ', 'ũ', '😀', '\ud83d', 'The quick brown fox jumps. ');
  const gsm7 = fc.constantFrom('a', '€', '~', 'ñ', 'Reply YES-482918 to agree. ');
  fc.assert(
    fc.property(fc.oneof(fc.array(piece, { maxLength: 300 }), fc.array(gsm7, { maxLength: 500 })), (pieces) => {
      const text = pieces.join('');
      const parts = partsOf(text);
      expect(parts.join('')).toBe(text);
      expect(segments(text).segments).toBe(parts.length);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['Wanjirũ Ng’ang’a', "Wanjiru Ng'ang'a"],
  ['“Grade 1” – dry…', '"Grade 1" - dry...'],
  ['café £5 ü Ñ è', 'café £5 ü Ñ è'],
  ['cafe\u0301', 'café'],
  ['KES\u00a03\u202f500', 'KES 3 500'],
  ['đ ł Ł ø œ ß ı', 'd l L ø oe ß i'],
  ['a\tb\r\nc   d', 'a b c d'],
  ['a\u0000b\u200bc\u202ed\u2066e\ufefff\u0007', 'abcdef'],
  ['Maize 🌽 ok 👍🏽', 'Maize ok '],
  ['محمد', '????'],
  ['１２３ ＡＢ', '123 AB'],
  ['10² m, 1½ ha, ½ kg', '10^2 m, 1 1/2 ha, 1/2 kg'],
  ['≥ 13 ≠ 14 ∑', '>= 13 <> 14 ?'],
  ['5 × 3', '5 x 3'],
  ['\ud83d x', ' x'],
  ['`a`', "'a'"],
])('%j is folded to %j', (text, expected) => {
  expect(foldToGsm7(text)).toBe(expected);
});

test('folding says what it lost', () => {
  expect(fold('Wanjirũ’s “farm”\n').loss).toBe('none');
  expect(fold('Maize 🌽').loss).toBe('dropped');
  expect(fold('abc\u202edef').loss).toBe('dropped');
  expect(fold('محمد 🌽').loss).toBe('replaced');
  expect(fold('why?').loss).toBe('none');
});

test('any text folds to the alphabet, and folding again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const folded = foldToGsm7(text);
      expect(septets(folded)).not.toBeNull();
      expect(foldToGsm7(folded)).toBe(folded);
      expect(folded).not.toMatch(/ {2}|[\r\n\f]/);
    }),
    { numRuns: 2_000 },
  );
});

test('every single character folds to the alphabet', () => {
  for (let point = 0; point <= 0x1ffff; point += 1) {
    const folded = foldToGsm7(String.fromCodePoint(point));
    if (septets(folded) === null || foldToGsm7(folded) !== folded)
      throw new Error(`U+${point.toString(16)}: ${folded}`);
  }
});
