/** The contract that every first example makes, and the command that makes it. */
import type { Env } from '../config/env.js';
import type { Language } from '../texts/wording.js';

const [SELLER, BUYER] = [
  { phone_number: '+254712345678', role: 'seller', name: 'Wanjiru Kamau', language: 'sw' },
  { phone_number: '+254723456789', role: 'buyer', name: 'Otieno Traders', language: 'en' },
] as const;

export const EXAMPLE_CONTRACT = {
  contract_type: 'agricultural_supply',
  terms: {
    product: 'Maize',
    quantity: '100',
    unit: 'bags',
    unit_price: '3500.00',
    total_amount: '350000.00',
    currency: 'KES',
    delivery_location: 'Nakuru',
    delivery_deadline: '2027-03-15',
  },
  parties: [SELLER, BUYER],
};

/** In which language each party is asked. */
export interface Reading {
  seller: Language;
  buyer: Language;
}

export const exampleContractIn = ({ seller, buyer }: Reading) => ({
  ...EXAMPLE_CONTRACT,
  parties: [
    { ...SELLER, language: seller },
    { ...BUYER, language: buyer },
  ],
});

export const curlToCreate = (url: string, contract: object = EXAMPLE_CONTRACT): string =>
  `curl -s ${url}/api/v1/contracts -H 'Content-Type: application/json' -d '${JSON.stringify(contract)}'`;

/** What such a command needs besides, where a caller must say who it is; whoever pastes it fills in the rest. */
export function credentialFlag({ auth: { schemes } }: Env): string {
  if (schemes.includes('api-key')) return ` -H 'X-API-Key: <your key>'`;
  return schemes.includes('jwt') ? ` -H 'Authorization: Bearer <your token>'` : '';
}
