/** What must hold between the parts of a receipt. Each check gives a sentence about the first bad place, or nothing. */
import { blake2b as blake } from '@noble/hashes/blake2.js';
import { canonicalText } from './canonical.js';
import type { ReceiptParts } from './read-receipt.js';
import type { Party, ReceiptEvent } from './receipt-types.js';

type Fault = string | undefined;

/** BLAKE2b-256 (RFC 7693) of a text's UTF-8, in lower-case hex. */
export function hashOf(text: string): string {
  let hex = '';
  for (const byte of blake(new TextEncoder().encode(text), { dkLen: 32 })) hex += byte.toString(16).padStart(2, '0');
  return hex;
}

export function documentFault({ receipt, document, statement }: ReceiptParts): Fault {
  if (canonicalText(document) !== receipt.document) return 'The document is not written in canonical form (RFC 8785).';
  if (hashOf(receipt.document) !== statement.claims.contract_hash) {
    return 'The document does not match the signed hash: it was changed after it was signed.';
  }
  if (document.contract_id !== statement.claims.contract_id) return 'The signature is about another contract.';
  if (document.version !== statement.claims.version) return 'The signature is about another version of the contract.';
  const ids = document.parties.map((party) => party.party_id);
  if (ids.length === 0) return 'The document names no party.';
  return new Set(ids).size === ids.length ? undefined : 'Two parties of the document have the same id.';
}

export function attestationFault({ receipt, document, attestation: { claims } }: ReceiptParts): Fault {
  if (claims.contract_hash !== hashOf(receipt.document)) return 'The attestation is about another document.';
  if (claims.contract_id !== document.contract_id) return 'The attestation is about another contract.';
  if (claims.version !== document.version) return 'The attestation is about another version of the contract.';
  if (claims.created_at !== document.created_at) return 'The attestation gives another time of creation.';
  return undefined;
}

export function eventsFault({ receipt, document }: ReceiptParts): Fault {
  if (receipt.events.length === 0) return 'The receipt holds no events.';
  let previous: string | null = null;
  for (const [i, event] of receipt.events.entries()) {
    const fault = eventFault(event, i + 1, previous, document.contract_id);
    if (fault !== undefined) return `Event ${i + 1} (${event.type}) ${fault}.`;
    previous = event.hash;
  }
  return undefined;
}

function eventFault(event: ReceiptEvent, seq: number, previous: string | null, contractId: string): Fault {
  const { hash, ...hashed } = event;
  if (event.seq !== seq) return `has the number ${event.seq}: one is missing, doubled or out of order before it`;
  if (event.contract_id !== contractId) return 'belongs to another contract';
  if (hashOf(canonicalText(hashed)) !== hash) return 'does not match its hash: it was changed after it was written';
  return event.prev === previous ? undefined : 'does not follow the event before it: the chain is broken here';
}

export function eventsHeadFault({ receipt, statement }: ReceiptParts): Fault {
  return receipt.events.at(-1)?.hash === statement.claims.events_head
    ? undefined
    : 'The last event is not the one that was signed: events were removed or added.';
}

export function decisionsHashFault({ receipt, statement }: ReceiptParts): Fault {
  return hashOf(canonicalText(receipt.decisions)) === statement.claims.decisions_hash
    ? undefined
    : 'The decisions do not match the signed hash: they were changed after they were signed.';
}

const isOther = (named: unknown, signed: string): boolean => named !== undefined && named !== signed;

/** The last event closes the version, and names the document and the decisions; early ones did not name all of it. */
export function closingEventFault({ receipt, statement: { claims } }: ReceiptParts): Fault {
  const last = receipt.events.at(-1);
  if (last === undefined) return 'The receipt holds no events.';
  const { type, data: about } = last;
  if (type !== `contract.${claims.status}`) return `The last event is ${type}, but the receipt says ${claims.status}.`;
  if (about.version !== claims.version) return 'The last event is about another version of the contract.';
  if (isOther(about.contract_hash, claims.contract_hash)) return 'The last event is about another document.';
  return isOther(about.decisions_hash, claims.decisions_hash) ? 'The last event is about other decisions.' : undefined;
}

export function statusFault({ receipt, document, statement }: ReceiptParts): Fault {
  const parties = new Set(document.parties.map((party) => party.party_id));
  const seen = new Set<string>();
  let latest = 0;
  for (const [i, { party_id, answer, at }] of receipt.decisions.entries()) {
    if (Date.parse(at) < latest) return `Decision ${i + 1} is out of order in time.`;
    if (!parties.has(party_id)) return `Decision ${i + 1} is by "${party_id}", who is no party of the document.`;
    if (seen.has(`${answer} ${party_id}`)) return `Decision ${i + 1} repeats an earlier one of ${party_id}.`;
    seen.add(`${answer} ${party_id}`);
    latest = Date.parse(at);
  }
  if (statement.claims.status === 'confirmed') return confirmedFault(document.parties, seen);
  return receipt.decisions.some(({ answer }) => answer === 'no') ? undefined : 'It says declined, but nobody said no.';
}

function confirmedFault(parties: Party[], seen: Set<string>): Fault {
  for (const party of parties) {
    if (seen.has(`no ${party.party_id}`)) return `It says confirmed, but ${labelOf(party)} said no.`;
    if (!seen.has(`yes ${party.party_id}`)) return `It says confirmed, but ${labelOf(party)} has not said yes.`;
  }
  return undefined;
}

export function decisionEventsFault({ receipt, document }: ReceiptParts): Fault {
  const recorded = new Set<string>();
  for (const { type, data: about } of receipt.events) {
    if (about.version === document.version) recorded.add(JSON.stringify([type, about.party_id]));
  }
  for (const [i, { party_id, answer }] of receipt.decisions.entries()) {
    const type = answer === 'yes' ? 'contract.party_confirmed' : 'contract.party_declined';
    if (!recorded.has(JSON.stringify([type, party_id]))) {
      return `Decision ${i + 1} (${party_id}, ${answer}) has no event ${type} of this version.`;
    }
  }
  return undefined;
}

/** One issuer speaks in both; an issuer without a name of its own is called by its key, which may have been replaced. */
export function issuerFault({ attestation, statement }: ReceiptParts): Fault {
  if (attestation.claims.iss === statement.claims.iss) return undefined;
  const areKeyNames = attestation.claims.iss === attestation.jws.kid && statement.claims.iss === statement.jws.kid;
  return areKeyNames ? undefined : 'The attestation and the signature name different issuers.';
}

/** How a person tells one party from another. */
export function labelOf(party: Party): string {
  return `${party.party_id} (${party.name.slice(0, 80)})`;
}
