/** How a contract looks to a client. Numbers are masked unless the caller may see them. */
import type { Caller } from '../auth/caller.js';
import { readDocument } from '../contracts/contract-document.js';
import type { ContractView } from '../contracts/contracts.service.js';
import { showReceiptCode } from '../crypto/receipt-code.js';
import { troubleOf } from '../messaging/delivery-troubles.js';
import type { Deliveries, Delivery } from '../messaging/messages.service.js';
import type { ContractVersion, Party } from '../persistence/contract.entities.js';
import type { Message } from '../persistence/message.entities.js';
import { maskPhone, maskPhonesIn } from '../phones/phone-number.js';
import { NEEDS_REVIEW } from '../replies/reply-outcome.js';
import { renderCode } from '../texts/wording.js';

const HIDDEN_CODE = '••••••';

/** What other rooms keep about a contract: where each party's latest invitation is, by party_id, and the receipt's code. */
export interface Related {
  deliveries: Deliveries;
  proposalDeliveries: Deliveries | null;
  receiptCode: string | null;
}

export function contractAnswer(view: ContractView, related: Related, caller: Pick<Caller, 'seesNumbers'>) {
  const { contract, standing, parties, proposal } = view;
  const { terms } = readDocument(standing.document);
  return {
    contract_id: contract.id,
    status: contract.status,
    version: standing.version,
    contract_type: contract.contract_type,
    terms,
    parties: parties.map((party) => partyAnswer(party, related.deliveries.get(party.party_id) ?? null, caller)),
    total_amount: terms.total_amount ?? null,
    currency: terms.currency ?? null,
    ...evidenceAnswer(standing),
    created_at: contract.created_at,
    expires_at: standing.expires_at,
    confirmed_at: contract.confirmed_at,
    completed_at: contract.completed_at,
    external_id: contract.external_id,
    receipt_code: related.receiptCode && showReceiptCode(related.receiptCode),
    ...(proposal && { proposal: proposalAnswer(proposal, related.proposalDeliveries, caller) }),
  };
}

const evidenceAnswer = ({ contract_hash, attestation }: ContractVersion) => ({
  contract_hash,
  hash_algorithm: 'blake2b-256',
  signature: attestation,
});

const proposalAnswer = (
  { version, parties }: { version: ContractVersion; parties: Party[] },
  deliveries: Deliveries | null,
  caller: Pick<Caller, 'seesNumbers'>,
) => ({
  version: version.version,
  terms: readDocument(version.document).terms,
  parties: parties.map((party) => partyAnswer(party, deliveries?.get(party.party_id) ?? null, caller)),
  ...evidenceAnswer(version),
  created_at: version.created_at,
  expires_at: version.expires_at,
});

const partyAnswer = (party: Party, delivery: Delivery | null, caller: Pick<Caller, 'seesNumbers'>) => ({
  party_id: party.party_id,
  name: party.name,
  role: party.role,
  phone_number: shown(party.phone_number, caller),
  language: party.language,
  status: party.status,
  decided_at: party.decided_at,
  channel: party.channel,
  evidence_grade: party.evidence_grade,
  delivery: delivery?.status ?? null,
  // Once somebody has answered, it no longer matters how the text came.
  delivery_trouble: party.status === 'pending' ? (delivery?.trouble ?? null) : null,
});

const shown = (phoneNumber: string, caller: Pick<Caller, 'seesNumbers'>): string =>
  caller.seesNumbers ? phoneNumber : maskPhone(phoneNumber);

const shownText = (text: string, caller: Pick<Caller, 'seesNumbers'>): string =>
  caller.seesNumbers ? text : maskPhonesIn(text);

export function statusAnswer({ contract, parties }: ContractView) {
  const signed = parties.filter((party) => party.status === 'confirmed').length;
  return {
    contract_id: contract.id,
    status: contract.status,
    created_at: contract.created_at,
    confirmed_at: contract.confirmed_at,
    signatures: parties.map((party) => ({
      phone_number: maskPhone(party.phone_number),
      status: party.status,
      signed_at: party.status === 'confirmed' ? party.decided_at : null,
    })),
    progress: { signed, total: parties.length, complete: signed === parties.length },
  };
}

export const messageAnswer = (message: Message, caller: Pick<Caller, 'seesNumbers'>) => ({
  id: message.id,
  direction: message.direction,
  kind: message.kind,
  party_id: message.party_id,
  version: message.version,
  phone_number: shown(message.phone_number, caller),
  text: shownText(renderCode(message.text, HIDDEN_CODE), caller),
  status: message.status,
  segments: message.segments,
  cost: message.cost,
  carrier: message.carrier,
  carrier_status: message.carrier_status,
  failure_reason: message.failure_reason,
  advice: message.direction === 'out' ? (troubleOf(message, new Date())?.advice ?? null) : null,
  possible_duplicate: message.possible_duplicate === 1,
  outcome: message.outcome,
  needs_review: NEEDS_REVIEW.has(message.outcome),
  created_at: message.created_at,
  sent_at: message.sent_at,
  final_at: message.final_at,
});
