import fc from 'fast-check';
import { type CheckAnswer, composeCheckAnswer } from '../../src/texts/check-answer.js';
import { septets } from '../../src/texts/gsm7.js';
import { LANGUAGES } from '../../src/texts/wording.js';

const KNOWN: CheckAnswer = {
  ...{ contractId: 'AG-2026-482913705', status: 'confirmed', totalAmount: '350000.00', currency: 'KES' },
  ...{ date: '22 Nov 2026' },
  parties: [
    { name: 'Wanjiru Kamau', role: 'seller' },
    { name: 'Otieno Traders', role: 'buyer' },
  ],
};
const STATUSES = 'confirmed declined cancelled active completed disputed replaced'.split(' ');
const LONGEST = {
  ...{ contractId: 'AG-2026-4829137054', totalAmount: '999999999999999999.12345678', currency: 'KES' },
  ...{ date: '22 Nov 2026' },
  parties: Array.from({ length: 50 }, () => ({ name: 'W'.repeat(500), role: 'mediator' })),
};
const english = (changes: Partial<CheckAnswer>) => composeCheckAnswer({ ...KNOWN, ...changes }, 'en');

test('it says status, first names, total and date', () => {
  expect(english({})).toBe(
    'Ndiyo: AG-2026-482913705 is confirmed. Wanjiru, Otieno. Total KES 350,000. Decided 22 Nov 2026.',
  );
  expect(composeCheckAnswer(KNOWN, 'sw')).toBe(
    'Ndiyo: AG-2026-482913705 umethibitishwa. Wanjiru, Otieno. Jumla KES 350,000. Uamuzi 22 Nov 2026.',
  );
});

test.each([
  ['fifty parties', { parties: Array(50).fill(KNOWN.parties[0]) }, / Wanjiru, Wanjiru and 48 more\./],
  [
    'a long name',
    { parties: [{ name: 'Mwanaisha-Khadija Ali', role: 'buyer' }, KNOWN.parties[1]!] },
    /Mwanaisha-Kha\., Otieno\./,
  ],
  ['names in another alphabet', { parties: [{ name: 'ኃይሌ', role: 'buyer' }, KNOWN.parties[0]!] }, / buyer, Wanjiru\./],
  ['a name that is a number to call', { parties: [{ name: '+254 712 345 678', role: 'agent' }] }, / agent\./],
  ['a link for a name', { parties: [{ name: 'www.evil.example', role: 'buyer' }] }, / buyer\./],
  ['no name', { parties: [{ name: '', role: 'witness' }] }, / witness\./],
  ['Kikuyu', { parties: [{ name: 'Wangũi Mũthoni', role: 'buyer' }] }, / Wangui\./],
  ['no total', { totalAmount: null }, /Otieno\. Decided/],
  ['no currency', { currency: null }, /Total 350,000\./],
] satisfies [string, Partial<CheckAnswer>, RegExp][])('with %s', (_what, changes, text) => {
  expect(english(changes)).toMatch(text);
});

describe.each(LANGUAGES)('in %s', (language) => {
  test.each(STATUSES)(
    'the longest answer to a contract that is %s leaves room for what a carrier appends',
    (status) => {
      const text = composeCheckAnswer({ ...LONGEST, status }, language);
      expect(septets(text)).toBeLessThanOrEqual(130);
      expect(text).toContain('49');
    },
  );

  test('whatever the names are, it fits one segment and says the total whole', () => {
    const name = fc.string({ unit: 'binary', maxLength: 500 });
    fc.assert(
      fc.property(fc.array(name, { minLength: 2, maxLength: 50 }), (names) => {
        const parties = names.map((one) => ({ name: one, role: 'mediator' }));
        const text = composeCheckAnswer({ ...KNOWN, parties }, language);
        expect(septets(text)).toBeLessThanOrEqual(130);
        expect(text).toContain('KES 350,000. ');
        expect(text).not.toMatch(/undefined|null|\{code\}/); // a name may be a brace, but never where a code would stand
      }),
      { numRuns: 300 },
    );
  });
});
