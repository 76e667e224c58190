/** Receipts as the service makes them, and the same with one thing bent and signed again. */
import { blake2b256Hex } from '../../src/crypto/blake2b.js';
import { parseSigningKey, type SigningKey } from '../../src/crypto/ed25519.js';
import { signJws } from '../../src/crypto/jws.js';
import { canonicalize } from '../../src/json/canonical-json.js';
import { RECEIPT_NOTE } from '../../src/verifier/not-proven.js';

export const signer = parseSigningKey('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
export const stranger = parseSigningKey('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
export const jwks = { keys: [signer.jwk] };

type Json = Record<string, unknown>;
const ID = 'AG-2026-482913705';

export const aDocument = (): Json & { parties: Json[] } => ({
  $type: 'ndiyo.contract.v1',
  contract_id: ID,
  version: 1,
  contract_type: 'agricultural_supply',
  terms: { product: 'Mahindi — “Grade 1”', quantity: '100', total_amount: '350000.00', currency: 'KES', bags: 100 },
  transcript: 'A: Bei gani?\nB: Elfu tatu mia tano.',
  parties: [
    { party_id: 'p1', name: 'Wanjirũ Kamau', role: 'seller', phone_number: '+254712345678', language: 'sw' },
    { party_id: 'p2', name: 'Otieno Traders', role: 'buyer', phone_number: '+254723456789', language: 'en' },
  ],
  created_at: '2026-08-18T09:00:00.000Z',
  expires_at: '2026-08-19T09:00:00.000Z',
  nonce: 'Zm9vYmFyYmF6cXV4',
});

export const aDecision = (party: string, more: Json = {}): Json => ({
  $type: 'ndiyo.decision.v1',
  party_id: party,
  answer: 'yes',
  at: '2026-08-18T09:05:00.000Z',
  channel: 'sms',
  carrier: 'africastalking',
  grade: 'B',
  texts_shown: ['100 bags Mahindi. Reply YES-•••••• to agree, NO-•••••• to refuse.'],
  terms_not_shown: [],
  reply: 'YES ••••••',
  carrier_message_id: `ATXid_${party}`,
  ...more,
});

export type Fact = { type: string; about: Json };

export function chainOf(facts: Fact[], bend: (event: Json, i: number) => Json = (event) => event): Json[] {
  let prev: string | null = null;
  return facts.map(({ type, about }, i) => {
    const at = new Date(Date.UTC(2026, 7, 18, 9, i)).toISOString();
    const event = bend({ $type: 'ndiyo.event.v1', contract_id: ID, seq: i + 1, type, at, data: about, prev }, i);
    prev = blake2b256Hex(canonicalize(event));
    return { ...event, hash: prev };
  });
}

/** `closing`: what the last event names besides the version. */
export const ordinaryFacts = (
  decisions: Json[],
  version: unknown = 1,
  status = 'confirmed',
  closing: Json = {},
): Fact[] => [
  { type: 'contract.created', about: { version } },
  ...decisions.map(({ party_id, answer }) => ({
    type: answer === 'yes' ? 'contract.party_confirmed' : 'contract.party_declined',
    about: { party_id, version },
  })),
  { type: `contract.${status}`, about: { version, ...closing } },
];

export type Making = {
  document?: Json;
  decisions?: Json[];
  events?: Json[];
  status?: string;
  attestation?: Json;
  statement?: Json;
  key?: SigningKey;
  attestationKey?: SigningKey;
  more?: Json;
};

/** A receipt that is good unless told otherwise; whatever is told is hashed and signed as the service would. */
export function makeReceipt(making: Making = {}): Json & { document: string; attestation: string; signature: string } {
  const { document = aDocument(), key = signer, attestationKey = key } = making;
  const decisions = making.decisions ?? [aDecision('p1'), aDecision('p2', { at: '2026-08-18T09:06:00.000Z' })];
  const text = canonicalize(document);
  const named = { contract_hash: blake2b256Hex(text), decisions_hash: blake2b256Hex(canonicalize(decisions)) };
  const events = making.events ?? chainOf(ordinaryFacts(decisions, document.version, making.status, named));
  const claims = {
    contract_id: document.contract_id,
    version: document.version,
    contract_hash: named.contract_hash,
    iss: 'https://ndiyo.example',
  };
  const attestation = { ...claims, $type: 'ndiyo.attestation.v1', created_at: document.created_at };
  const statement = {
    ...claims,
    $type: 'ndiyo.receipt-statement.v1',
    status: making.status ?? 'confirmed',
    decisions_hash: named.decisions_hash,
    events_head: events.at(-1)?.hash ?? '0'.repeat(64),
    issued_at: '2026-08-18T09:10:00.000Z',
  };
  return {
    $type: 'ndiyo.receipt.v1',
    document: text,
    attestation: signJws({ ...attestation, ...making.attestation }, attestationKey),
    decisions,
    events,
    signature: signJws({ ...statement, ...making.statement }, key),
    key: key.jwk,
    note: RECEIPT_NOTE,
    ...making.more,
  };
}
