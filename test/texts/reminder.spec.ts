import { septets } from '../../src/texts/gsm7.js';
import { composeReminder, type InvitationInput } from '../../src/texts/invitation.js';
import { renderCode } from '../../src/texts/wording.js';

const ORDINARY: InvitationInput = {
  language: 'en',
  contractId: 'AG-2026-482913704',
  contractType: 'agricultural_supply',
  terms: {
    ...{ product: 'Maize', quantity: '100', unit: 'bags', unit_price: '3500.00', total_amount: '350000.00' },
    ...{ currency: 'KES', delivery_location: 'Nakuru', delivery_deadline: '2026-12-15' },
  },
  recipientPartyId: 'p1',
  parties: [
    { party_id: 'p1', name: 'Wanjiru Kamau', role: 'seller' },
    { party_id: 'p2', name: 'Otieno Traders', role: 'buyer' },
  ],
  version: 1,
};
const reminder = (changes: Partial<InvitationInput> = {}) => {
  const { text, termsNotShown } = composeReminder({ ...ORDINARY, ...changes });
  return { text: renderCode(text, '482918'), termsNotShown };
};

test('a reminder is the invitation, said to be one, with what it does not carry', () => {
  expect(reminder()).toEqual({
    text: 'Ndiyo, reminder: KES 350,000, 100 bags Maize, buyer Otieno. More: TERMS 482918. Reply YES-482918 to agree, NO-482918 to refuse.',
    termsNotShown: ['/terms/unit_price', '/terms/delivery_location', '/terms/delivery_deadline'],
  });
  expect(reminder({ language: 'sw', recipientPartyId: 'p2' }).text).toMatch(
    /^Ndiyo, kumbusho: KES 350,000, .*Jibu NDIYO-482918 kukubali, HAPANA-482918 kukataa\.$/,
  );
});

test.each([
  ['en', 1],
  ['en', 2],
  ['sw', 1],
  ['sw', 2],
] as const)('in %s of version %d it is as short as an invitation', (language, version) => {
  const { text } = reminder({ language, version });
  expect(septets(text)).toBeLessThanOrEqual(130);
  expect(text).toContain('KES 350,000');
  expect(/Changed terms:|Masharti mapya:/.test(text)).toBe(version === 2);
});
