import fc from 'fast-check';
import { parseReply } from '../../src/replies/reply.js';
import { segments, septets } from '../../src/texts/gsm7.js';
import { composeInvitation, composeTerms, type InvitationInput } from '../../src/texts/invitation.js';
import { renderCode } from '../../src/texts/wording.js';

const maize = {
  product: 'Maize',
  quantity: '100',
  unit: 'bags',
  unit_price: '3500.00',
  total_amount: '350000.00',
  currency: 'KES',
  delivery_location: 'Nakuru',
  delivery_deadline: '2026-12-15',
  quality_requirements: 'Grade 1',
};

function input(overrides: Partial<InvitationInput> = {}): InvitationInput {
  return {
    language: 'en',
    contractId: 'AG-2026-482913704',
    contractType: 'agricultural_supply',
    terms: maize,
    recipientPartyId: 'p1',
    parties: [
      { party_id: 'p1', name: 'Wanjiru Kamau', role: 'seller' },
      { party_id: 'p2', name: 'Otieno Traders', role: 'buyer' },
    ],
    version: 1,
    ...overrides,
  };
}

const shown = (overrides: Partial<InvitationInput> = {}) => {
  const { text, termsNotShown } = composeInvitation(input(overrides));
  return { text: renderCode(text, '482918'), termsNotShown };
};
const termsOf = (overrides: Partial<InvitationInput>) => composeTerms(input(overrides));

test('an ordinary contract is shown in English by its weightiest terms, with the rest listed', () => {
  expect(shown()).toEqual({
    text: 'Ndiyo: KES 350,000, 100 bags Maize, buyer Otieno Traders. More: TERMS 482918. Reply YES-482918 to agree, NO-482918 to refuse.',
    termsNotShown: ['unit_price', 'delivery_location', 'delivery_deadline', 'quality_requirements'].map(
      (key) => `/terms/${key}`,
    ),
  });
});

test('an ordinary contract is shown in Swahili', () => {
  const terms = { ...maize, product: 'Mahindi', unit: 'magunia' };
  expect(shown({ language: 'sw', terms, recipientPartyId: 'p2' }).text).toBe(
    'Ndiyo: KES 350,000, Mahindi magunia 100, muuzaji Wanjiru. Zaidi: TERMS 482918. Jibu NDIYO-482918 kukubali, HAPANA-482918 kukataa.',
  );
});

test('a text that carries every term has no hint for more', () => {
  const terms = { total_amount: '3500.50', currency: 'KES', product: 'Beans', quantity: '1', unit: 'bag' };
  expect(shown({ terms })).toEqual({
    text: 'Ndiyo: KES 3,500.50, 1 bag Beans, buyer Otieno Traders. Reply YES-482918 to agree, NO-482918 to refuse.',
    termsNotShown: [],
  });
});

test('a value is never cut: a long one is left out, and a shorter one takes its place', () => {
  const { text, termsNotShown } = shown({ terms: { ...maize, product: 'x'.repeat(200) } });
  expect(text).not.toContain('xx');
  expect(text).toContain('100 bags');
  expect(termsNotShown).toContain('/terms/product');
  expect(termsNotShown).not.toContain('/terms/quantity');
});

test.each([
  'see https://evil.example/x',
  'www.evil.example',
  'evil.co.ke/pay',
  'mail me@evil.example',
  'call 0712 345 678',
  'call +254712345678',
  '712345678 ask',
  '*334*123456#',
  '*384*96#',
  'dial #34#',
  '0712 - 345 - 678',
  '0712/345/678',
  '0712,345,678',
  '0712_345_678',
  '254712345678',
  '1.2.3.4/evil',
  'Piga 0712-34-56-78',
  'ask 0712/34/56 78',
  '07/12/3456 78',
  '0712-34-56T78',
  '254,712,345,678',
  '0712:345:678',
  '0712~345~678',
  '07/11/2034 56 712',
  'evìl.cafè',
  'ｗｗｗ．evil．example',
  '{code}',
])('a value with a link, a number to call or our own sign is left out: %s', (value) => {
  const terms = { note: value };
  expect(shown({ terms }).termsNotShown).toEqual(['/terms/note']);
  expect(shown({ terms }).text).not.toMatch(/ev[iì]l|712|3[38]?4|note/);
  expect(termsOf({ terms }).termsNotShown).toEqual(['/terms/note']);
  expect(termsOf({ terms }).text).not.toMatch(/ev[iì]l|712|3[38]4|note/);
});

test('two values that are harmless alone make no number together', () => {
  for (const terms of [{ product: 'Maize', quantity: '0712', unit: '345-678' }, { call_0712: '345-678' }]) {
    expect(shown({ terms }).text).not.toMatch(/0712.*345/);
    expect(termsOf({ terms }).text).not.toMatch(/0712.*345/);
  }
});

test.each([
  'by 2026-12-15, or 1,200,000.00',
  '15/12/2026',
  'KES 3,500,000 at once',
  '2026-12-15T10:00Z',
  '10-12 of 100',
])('what counts or dates something is shown: %s', (note) => {
  expect(shown({ terms: { note } }).text).toContain(note);
});

test('dates and amounts are not taken for telephone numbers', () => {
  const terms = { total_amount: '712345678', delivery_deadline: '2026-12-15T10:00Z' };
  expect(shown({ terms }).termsNotShown).toEqual([]);
  expect(shown({ terms }).text).toContain('total 712,345,678');
  expect(shown({ terms: { begins: '15/12/2026', trees: '12345678' } }).text).toContain(
    'begins: 15/12/2026, trees: 12,345,678.',
  );
});

test('lists and nested objects are not shown, further simple terms are, and pointers are escaped', () => {
  const terms = { 'a/b~c': [1], nested: { x: 1 }, moisture_max: '13%', none: null };
  expect(shown({ terms })).toMatchObject({ termsNotShown: ['/terms/a~1b~0c', '/terms/nested', '/terms/none'] });
  expect(shown({ terms }).text).toContain('moisture max: 13%');
});

test('accents and curly quotes count as carried, lost letters and emoji do not', () => {
  expect(shown({ terms: { product: 'Mũtũra “dry”' } })).toMatchObject({ termsNotShown: [] });
  expect(shown({ terms: { product: 'Mũtũra “dry”' } }).text).toContain('Mutura "dry"');
  expect(shown({ terms: { product: 'Maize 🌽' } })).toMatchObject({ termsNotShown: ['/terms/product'] });
  expect(shown({ terms: { product: 'Maize 🌽' } }).text).toContain('Maize,');
  expect(shown({ terms: { product: 'ذرة' } }).text).not.toContain('?');
  expect(shown({ terms: { product: 'ذرة' } }).termsNotShown).toEqual(['/terms/product']);
});

test('a transcript is never shown in the invitation but texted on request', () => {
  const terms = { product: 'Maize' };
  expect(shown({ terms, transcript: 'We agreed.' }).termsNotShown).toEqual(['/transcript']);
  expect(termsOf({ terms, transcript: 'We agreed.' }).termsNotShown).toEqual([]);
  expect(termsOf({ terms, transcript: 'We agreed.' }).text).toContain('said: We agreed.');
  expect(termsOf({ terms, transcript: 'long '.repeat(4_000) }).termsNotShown).toEqual(['/transcript']);
});

test('an amended contract says that its terms changed', () => {
  expect(shown({ version: 2 }).text).toMatch(/^Ndiyo: Changed terms: /);
  expect(shown({ version: 2, language: 'sw' }).text).toMatch(/^Ndiyo: Masharti mapya: /);
});

test('a keyword stands before every word that is to be texted, and the shown replies are understood', () => {
  const { text } = shown({ keyword: 'SOKO' });
  expect(text).toContain('More: SOKO TERMS 482918. Reply SOKO YES-482918 to agree, SOKO NO-482918 to refuse.');
  const replies = text.match(/SOKO [A-Z]+[- ]482918/g)!.map((reply) => parseReply(reply, { keyword: 'SOKO' }));
  expect(replies.map((reply) => ('answer' in reply ? reply.answer : reply.kind))).toEqual(['terms', 'yes', 'no']);
});

test('the other side is named by role, with how many more there are', () => {
  const parties = [
    { party_id: 'p1', name: 'A', role: 'borrower' },
    { party_id: 'p2', name: 'W', role: 'witness' },
    { party_id: 'p3', name: 'Sacco +254712345678 www.x.co', role: 'lender' },
  ];
  const loan = { contractType: 'loan_agreement', terms: { total_amount: '5000', currency: 'KES' }, parties };
  expect(shown(loan).text).toContain('KES 5,000, loan, lender Sacco +1.');
  expect(shown({ ...loan, recipientPartyId: 'p2' }).text).toContain('borrower A +1.');
});

test('a long name is shortened between words', () => {
  const parties = input().parties.map((party) => ({ ...party, name: 'Otieno and Daughters General Traders Limited' }));
  expect(shown({ terms: {}, parties }).text).toContain('buyer Otieno and Daughters.');
});

test('TERMS texts everything the invitation left out, whole', () => {
  const { text, termsNotShown } = termsOf({});
  expect(renderCode(text, '482918')).toBe(
    'Ndiyo: contract AG-2026-482913704, further terms: by 2026-12-15; at Nakuru; KES 3,500 each; quality Grade 1. Reply YES-482918 to agree, NO-482918 to refuse.',
  );
  expect(termsNotShown).toEqual([]);
});

test('what even six segments do not hold is listed', () => {
  const terms = { a: 'a'.repeat(400), b: 'b'.repeat(300), c: 'c'.repeat(400), d: 'short' };
  const { text, termsNotShown } = termsOf({ terms });
  expect(termsNotShown).toEqual(['/terms/c']);
  expect(text).toContain('ask for the full text');
});

test('a contract whose every term was shown has no further ones', () => {
  expect(termsOf({ terms: { product: 'Maize' } }).text).toContain('no further terms');
});

const anyInput = fc.record({
  language: fc.constantFrom('en' as const, 'sw' as const),
  terms: fc.dictionary(
    fc.oneof(fc.constantFrom(...Object.keys(maize)), fc.string({ maxLength: 20 })),
    fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 40 }), fc.double(), fc.jsonValue()),
  ),
  transcript: fc.option(fc.string({ maxLength: 900 }), { nil: undefined }),
  parties: fc.array(
    fc.record({
      party_id: fc.constantFrom('p1', 'p2', 'p3'),
      name: fc.string({ unit: 'binary', maxLength: 80 }),
      role: fc.constantFrom('buyer', 'seller', 'witness', 'other'),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  version: fc.integer({ min: 1, max: 3 }),
  keyword: fc.constantFrom(undefined, 'NDIYO_KW', 'SOKO'),
});

test('whatever the contract says, the invitation is one short segment and TERMS at most six', () => {
  fc.assert(
    fc.property(anyInput, (given) => {
      const invitation = shown(given);
      expect(septets(invitation.text)).toBeLessThanOrEqual(130);
      expect(invitation.text).toMatch(/^Ndiyo: .*482918 (to refuse|kukataa)\.$/);
      const further = composeTerms(input(given));
      const { encoding, segments: count } = segments(renderCode(further.text, '482918'));
      expect([encoding, count <= 6]).toEqual(['GSM-7', true]);
      expect(invitation.termsNotShown).toEqual(expect.arrayContaining(further.termsNotShown));
    }),
    { numRuns: 500 },
  );
});
