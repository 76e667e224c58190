/** Fills what a test does not care about. */
let next = 0;

/** A Kenyan mobile number that no other test of this process has used. */
export function aPhone(): string {
  next += 1;
  return `+2547${String(10_000_000 + ((process.pid % 900) * 10_000 + next)).padStart(8, '0')}`;
}

export interface PartyBody {
  phone_number: string;
  role: string;
  name: string;
  language: string;
}

export const aParty = (changes: Partial<PartyBody> = {}): PartyBody => ({
  phone_number: aPhone(),
  role: 'buyer',
  name: 'Otieno Traders',
  language: 'en',
  ...changes,
});

/** The body of a create request: maize, two parties. */
export function aContract(changes: Record<string, unknown> = {}) {
  return {
    contract_type: 'agricultural_supply',
    terms: { product: 'Maize', quantity: '100', unit: 'bags', total_amount: '350000.00', currency: 'KES' },
    parties: [aParty({ role: 'seller', name: 'Wanjiru Kamau', language: 'sw' }), aParty()],
    ...changes,
  };
}
