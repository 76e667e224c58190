/** What a composed text costs, in each language: ordinary, as long as it can be, and written by somebody hostile. */
import { segments } from '../../src/texts/gsm7.js';
import { composeInvitation, composeTerms, type InvitationInput } from '../../src/texts/invitation.js';
import { ANY_CODE, LANGUAGES, renderCode } from '../../src/texts/wording.js';

const TYPES = 'agricultural_supply service_agreement goods_purchase logistics loan_agreement other'.split(' ');
const ROLES = 'buyer seller mediator witness agent lender borrower other'.split(' ');
const LONGEST_KEYWORD = 'N'.repeat(20);
const INVITATION_SEPTETS = 130; // so that what a carrier appends still fits

type Given = Omit<InvitationInput, 'language' | 'recipientPartyId'>;

const maize = {
  ...{ product: 'Maize', quantity: '100', unit: 'bags', unit_price: '3500.00', total_amount: '350000.00' },
  ...{ currency: 'KES', delivery_location: 'Nakuru', delivery_deadline: '2026-12-15', quality_requirements: 'Grade 1' },
};
const partiesCalled = (...names: string[]) =>
  names.map((name, i) => ({ party_id: `p${i + 1}`, name, role: ROLES[(i + 1) % ROLES.length]! }));

const ordinary: Given = {
  contractId: 'AG-2026-482913705',
  contractType: 'agricultural_supply',
  terms: maize,
  parties: partiesCalled('Wanjirũ Kamau', 'Otieno Traders'),
  version: 1,
};

const longest: Given = {
  contractId: 'AG-2026-4829137054',
  contractType: 'logistics',
  terms: {
    ...Object.fromEntries(Object.keys(maize).map((key) => [key, 'W'.repeat(500)])),
    ...Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`term ${i} ${'k'.repeat(80)}`, 'v'.repeat(500)])),
  },
  transcript: 'We agreed on it. '.repeat(1_100),
  parties: partiesCalled(...Array.from({ length: 50 }, () => 'W'.repeat(500))),
  version: 999,
};

const HOSTILE = [
  ...[
    '^{}[]~|\\€'.repeat(20),
    '{code}',
    '{'.repeat(100),
    '🌽'.repeat(100),
    'ذرة صفراء',
    'ኃይሌ',
    '\ud83d',
    '`'.repeat(200),
  ],
  ...[
    '\u202eeye\u2066',
    'a\u0000b',
    '\f\r\n\t',
    '’“”—…',
    'ﷺ'.repeat(30),
    '½'.repeat(90),
    '²'.repeat(90),
    ' '.repeat(400),
  ],
  ...['https://evil.example', '0712 345 678', '*334*1#'],
];
const hostile = (text: string): Given => ({
  ...ordinary,
  terms: { ...Object.fromEntries(Object.keys(maize).map((key) => [key, text])), [text]: text },
  transcript: text,
  parties: partiesCalled(text, text, text),
});

const costOf = (text: string) => segments(renderCode(text, ANY_CODE));

describe.each(LANGUAGES)('in %s', (language) => {
  const inputs = (given: Given): InvitationInput[] =>
    given.parties.slice(0, 3).map(({ party_id: recipientPartyId }) => ({ ...given, language, recipientPartyId }));

  test.each(TYPES)('an ordinary invitation to a contract of the kind %s takes one segment', (contractType) => {
    for (const version of [1, 2]) {
      for (const input of inputs({ ...ordinary, contractType, version })) {
        const invitation = costOf(composeInvitation(input).text);
        expect(invitation).toMatchObject({ encoding: 'GSM-7', segments: 1 });
        expect(invitation.units).toBeLessThanOrEqual(INVITATION_SEPTETS);
        const terms = costOf(composeTerms(input).text); // asked for: it may go on in a second
        expect([terms.encoding, terms.segments <= 2]).toEqual(['GSM-7', true]);
      }
    }
  });

  test.each([
    ['without a keyword', null, INVITATION_SEPTETS],
    // Thrice a word of twenty letters leaves less room for the carrier.
    ['with the longest keyword', LONGEST_KEYWORD, 160],
  ])('the longest input %s makes no longer invitation', (_name, keyword, most) => {
    for (const input of inputs({ ...longest, keyword })) {
      const invitation = costOf(composeInvitation(input).text);
      expect(invitation).toMatchObject({ encoding: 'GSM-7', segments: 1 });
      expect(invitation.units).toBeLessThanOrEqual(most);
      const terms = costOf(composeTerms(input).text);
      expect([terms.encoding, terms.segments <= 6]).toEqual(['GSM-7', true]);
    }
  });

  test.each(HOSTILE)('whoever writes %j everywhere makes nobody pay for more', (text) => {
    for (const input of inputs(hostile(text))) {
      const invitation = costOf(composeInvitation(input).text);
      expect(invitation).toMatchObject({ encoding: 'GSM-7', segments: 1 });
      expect(invitation.units).toBeLessThanOrEqual(INVITATION_SEPTETS);
      const terms = costOf(composeTerms(input).text);
      expect([terms.encoding, terms.segments <= 6]).toEqual(['GSM-7', true]);
    }
  });
});
