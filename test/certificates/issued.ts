/** Receipts as they are issued, of agreements as odd as a test wants them. */
import type { ContractDocument } from '../../src/contracts/contract-document.js';
import { blake2b256Hex } from '../../src/crypto/blake2b.js';
import { generateSigningKeyPem, parseSigningKey } from '../../src/crypto/ed25519.js';
import type { ChainedEvent } from '../../src/evidence/chained-event.js';
import { composeReceipt, type Decision, hashDecisions } from '../../src/evidence/statements.js';
import { canonicalize } from '../../src/json/canonical-json.js';

type Party = Partial<ContractDocument['parties'][number]> & Partial<Pick<Decision, 'answer' | 'grade' | 'carrier'>>;

export interface Issued {
  status?: 'confirmed' | 'declined';
  version?: number;
  terms?: Record<string, unknown>;
  transcript?: string;
  parties?: Party[];
}

export const MAIZE = {
  ...{ product: 'Maize', quantity: '100', unit: 'bags', unit_price: '3500.00', total_amount: '350000.00' },
  ...{ currency: 'KES', delivery_location: 'Nakuru', delivery_deadline: '2026-12-15', quality_requirements: 'Grade 1' },
};
export const PARTIES: Party[] = [
  { name: 'Wanjirũ Kamau', role: 'seller', phone_number: '+254712345678' },
  { name: 'Otieno Traders', role: 'buyer', phone_number: '+254723456789' },
];

const KEY = parseSigningKey(generateSigningKeyPem());
const CREATED = '2026-11-22T08:15:02.113Z';
const DECIDED = '2026-11-22T20:01:45.882Z';

const EVENT: ChainedEvent = {
  ...{ $type: 'ndiyo.event.v1', contract_id: 'AG-2026-482913705', seq: 1, type: 'contract.confirmed', at: DECIDED },
  ...{ data: {}, prev: null, hash: '0'.repeat(64) },
};

/** The receipt's text: party i answers i minutes before the last of them, and nobody by default is simulated. */
export function issue({
  status = 'confirmed',
  version = 1,
  terms = MAIZE,
  transcript,
  parties = PARTIES,
}: Issued = {}) {
  const document: ContractDocument = {
    ...{ $type: 'ndiyo.contract.v1', contract_id: 'AG-2026-482913705', version, contract_type: 'agricultural_supply' },
    ...{ terms, ...(transcript !== undefined && { transcript }), created_at: CREATED, expires_at: DECIDED, nonce: 'n' },
    parties: parties.map(({ name = '', role = 'buyer', phone_number = '+254712345678', language = 'en' }, i) => {
      return { party_id: `p${i + 1}`, name, role, phone_number, language };
    }),
  };
  const decisions = parties.map(({ answer = 'yes', grade = 'B', carrier = 'africastalking' }, i): Decision => {
    const at = new Date(Date.parse(DECIDED) - (parties.length - 1 - i) * 60_000).toISOString();
    return {
      ...{ $type: 'ndiyo.decision.v1', party_id: `p${i + 1}`, answer, at, channel: 'sms', carrier, grade },
      ...{ texts_shown: [], terms_not_shown: [], reply: 'YES-{code}', carrier_message_id: null },
    };
  });
  const text = canonicalize(document);
  const decided = {
    ...{ contract_id: document.contract_id, version, contract_hash: blake2b256Hex(text), status, document: text },
    ...{ attestation: '', decisions, decisions_hash: hashDecisions(decisions), events: [EVENT], issued_at: DECIDED },
  };
  return composeReceipt(decided, 'https://ndiyo.example.com', KEY);
}
