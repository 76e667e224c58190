import fc from 'fast-check';
import { type CodeParts, dammDigit, deriveCode, hasCheckDigit } from '../../src/crypto/codes.js';

const key = Buffer.alloc(32, 7);
const parts: CodeParts = { contractId: 'AG-2026-482913705', version: 1, partyId: 'p1', purpose: 'reply', counter: 0 };
const digits = () => fc.stringMatching(/^[0-9]{5,9}$/);

test('572 has the check digit 4, as in Damm (2004)', () => {
  expect(dammDigit('572')).toBe('4');
  expect(hasCheckDigit('5724')).toBe(true);
});

test('every single wrong digit and every swap of two neighbours is caught', () => {
  fc.assert(
    fc.property(digits(), (number) => {
      const good = number + dammDigit(number);
      expect(hasCheckDigit(good)).toBe(true);
      for (let i = 0; i < good.length; i++) {
        for (const wrong of '0123456789') {
          const changed = good.slice(0, i) + wrong + good.slice(i + 1);
          expect(hasCheckDigit(changed)).toBe(changed === good);
        }
        const swapped = good.slice(0, i) + [...good.slice(i, i + 2)].reverse().join('') + good.slice(i + 2);
        expect(hasCheckDigit(swapped)).toBe(swapped === good);
      }
    }),
    { numRuns: 200 },
  );
});

test.each(['', '0', '12a4', ' 5724', '5724\n', '٥٧٢٤', '-5724'])('%j has no check digit', (text) => {
  expect(hasCheckDigit(text)).toBe(false);
});

test('letters get no check digit', () => {
  expect(() => dammDigit('12a')).toThrow(TypeError);
  expect(() => dammDigit('')).toThrow(TypeError);
});

test('a code is six digits, the last a check digit, and the same whenever derived', () => {
  for (let counter = 0; counter < 1000; counter++) {
    const code = deriveCode(key, { ...parts, counter });
    expect(code).toMatch(/^[0-9]{6}$/);
    expect(hasCheckDigit(code)).toBe(true);
    expect(deriveCode(key, { ...parts, counter })).toBe(code);
  }
});

test('another key, contract, version, party, purpose or counter gives another code', () => {
  const others: Partial<CodeParts>[] = [
    {},
    { contractId: 'AG-2026-482913706' },
    { version: 2 },
    { partyId: 'p2' },
    { purpose: 'one-time' },
    { counter: 1 },
    { contractId: 'AG-2026-482913705","1', version: 1 },
  ];
  const codes = others.map((other) => deriveCode(key, { ...parts, ...other }));
  expect(new Set([...codes, deriveCode(Buffer.alloc(32, 8), parts)]).size).toBe(others.length + 1);
});

test('codes are spread evenly over all first digits', () => {
  const counts = new Array<number>(10).fill(0);
  for (let counter = 0; counter < 10_000; counter++) {
    const first = Number(deriveCode(key, { ...parts, counter })[0]);
    counts[first] = (counts[first] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(200);
});
