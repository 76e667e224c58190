import fc from 'fast-check';
import { newReceiptCode, readReceiptCode, showReceiptCode } from '../../src/crypto/receipt-code.js';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codes = (count: number) => Array.from({ length: count }, newReceiptCode);
const replaced = (text: string, i: number, by: string) => text.slice(0, i) + by + text.slice(i + 1);

test('a code is twelve characters of the alphabet, shown in three groups, and reads back as itself', () => {
  for (const code of codes(2_000)) {
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/);
    expect(showReceiptCode(code)).toBe(`${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`);
    expect(readReceiptCode(code)).toBe(code);
    expect(readReceiptCode(showReceiptCode(code))).toBe(code);
  }
});

test('every single wrong character is found', () => {
  for (const code of codes(50)) {
    for (let i = 0; i < code.length; i++) {
      for (const other of ALPHABET) {
        const changed = replaced(code, i, other);
        expect(readReceiptCode(changed)).toBe(changed === code ? code : null);
      }
    }
  }
});

test('every swap of two neighbours is found, but of 0 and Z', () => {
  for (const code of codes(500)) {
    for (let i = 0; i < code.length - 1; i++) {
      const [a, b] = [code[i]!, code[i + 1]!];
      const swapped = replaced(replaced(code, i, b), i + 1, a);
      const isOverlooked = a === b || [a, b].sort().join('') === '0Z';
      expect({ code, i, isFound: readReceiptCode(swapped) === null }).toEqual({ code, i, isFound: !isOverlooked });
    }
  }
});

test('case, spaces and hyphens do not matter, and O, I and L are read as the digits they look like', () => {
  for (const code of codes(500)) {
    const misread = code.replaceAll('0', 'O').replace(/1/g, () => (Math.random() < 0.5 ? 'I' : 'l'));
    expect(readReceiptCode(misread)).toBe(code);
    expect(readReceiptCode(misread.toLowerCase())).toBe(code);
    expect(readReceiptCode(` ${code.split('').join(' - ')}\n`)).toBe(code);
  }
});

test.each([
  ['nothing', ''],
  ['hyphens', '---'],
  ['a code less its check character', '00000000000'],
  ['one character too many', '0000000000000'],
  ['U, which the alphabet leaves out', 'U00000000000'],
  ['full-width digits', '００００００００００００'],
  ['Arabic digits', '٠٠٠٠٠٠٠٠٠٠٠٠'],
  ['a dotless i, whose capital is I', 'ıııııııııııı'],
  ['a letter whose capital is two letters', 'ßßßßßß'],
  ['a contract id', 'AG-2026-482913705'],
  ['a hidden character', '0000\u202e00000000'],
  ['a NUL', '000000\u0000000000'],
  ['an enormous text', '0'.repeat(5_000_000)],
  ['an enormous number of hyphens', '-'.repeat(5_000_000)],
])('%s is no receipt code', (_what, text) => {
  expect(readReceiptCode(text)).toBeNull();
});

test('twelve zeros are well formed', () => expect(readReceiptCode('0000-0000-0000')).toBe('000000000000'));

test('whatever is read is a code of the alphabet, and reading it again changes nothing', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9a-zA-Z -]{12,16}$/));
  fc.assert(
    fc.property(text, (typed) => {
      const code = readReceiptCode(typed);
      if (code !== null) expect([readReceiptCode(code), code]).toEqual([code, expect.stringMatching(/^[0-9A-Z]{12}$/)]);
    }),
    { numRuns: 5_000 },
  );
});

test('every character is as likely as any other in every place, and no code comes twice', () => {
  const made = codes(64_000);
  expect(new Set(made).size).toBe(made.length);
  const expected = made.length / ALPHABET.length;
  for (let i = 0; i < 12; i++) {
    const counts = new Map<string, number>([...ALPHABET].map((character) => [character, 0]));
    for (const code of made) counts.set(code[i]!, counts.get(code[i]!)! + 1);
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquared).toBeLessThan(95); // 31 degrees of freedom: once in 10^8 fair runs
  }
});
