/** What must hold between the parts of a receipt. Each check tells the first bad place, or nothing. */
import { canonicalText } from './canonical.js';
import { hashOf } from './hash.js';
import { CORROBORATED } from './held-grade.js';
import type { ReceiptParts } from './read-receipt.js';
import type { Party, ReceiptEvent, Statement } from './receipt-types.js';
import type { Sentence } from './wording.js';

type Fault = Sentence | undefined;

const CLOSING = new Set(['contract.confirmed', 'contract.declined']);

export function documentFault({ receipt, document, documentHash, statement }: ReceiptParts): Fault {
  if (canonicalText(document) !== receipt.document) return ['documentNotCanonical'];
  if (documentHash !== statement.claims.contract_hash) {
    return ['documentChanged'];
  }
  if (document.contract_id !== statement.claims.contract_id) return ['documentOtherContract'];
  if (document.version !== statement.claims.version) return ['documentOtherVersion'];
  const ids = document.parties.map((party) => party.party_id);
  if (ids.length === 0) return ['documentWithoutParty'];
  return new Set(ids).size === ids.length ? undefined : ['documentPartyTwice'];
}

export function attestationFault({ document, documentHash, attestation: { claims } }: ReceiptParts): Fault {
  if (claims.contract_hash !== documentHash) return ['attestationOfOtherDocument'];
  if (claims.contract_id !== document.contract_id) return ['attestationOfOtherContract'];
  if (claims.version !== document.version) return ['attestationOfOtherVersion'];
  if (claims.created_at !== document.created_at) return ['attestationOfOtherTime'];
  return undefined;
}

export function eventsFault({ receipt, document }: ReceiptParts): Fault {
  if (receipt.events.length === 0) return ['noEvents'];
  let previous: string | null = null;
  for (const [i, event] of receipt.events.entries()) {
    const fault = eventFault(event, i + 1, previous, document.contract_id);
    if (fault !== undefined) return fault;
    previous = event.hash;
  }
  return undefined;
}

function eventFault(event: ReceiptEvent, seq: number, previous: string | null, contractId: string): Fault {
  const { hash, ...hashed } = event;
  if (event.seq !== seq) return ['eventOutOfOrder', seq, event.type, event.seq];
  if (event.contract_id !== contractId) return ['eventOfOther', seq, event.type];
  if (hashOf(canonicalText(hashed)) !== hash) return ['eventChanged', seq, event.type];
  return event.prev === previous ? undefined : ['eventUnlinked', seq, event.type];
}

export function eventsHeadFault({ receipt, statement }: ReceiptParts): Fault {
  return receipt.events.at(-1)?.hash === statement.claims.events_head ? undefined : ['eventsHeadOther'];
}

export function decisionsHashFault({ receipt, statement }: ReceiptParts): Fault {
  return hashOf(canonicalText(receipt.decisions)) === statement.claims.decisions_hash
    ? undefined
    : ['decisionsChanged'];
}

const isOther = (named: unknown, signed: string): boolean => named !== undefined && named !== signed;

/**
 * The last event closes the version, and names the document and the decisions; early ones did not name all of it. Where
 * a receipt was issued again the last event bears a decision out, names the same, and the closing one stands before it.
 */
export function closingEventFault({ receipt, statement: { claims } }: ReceiptParts): Fault {
  const last = receipt.events.at(-1);
  if (last === undefined) return ['noEvents'];
  if (last.type !== CORROBORATED) return closingFault(last, claims);
  const { version, contract_hash, decisions_hash } = last.data;
  if (version !== claims.version) return ['corroborationOtherVersion'];
  const isOfThis = contract_hash === claims.contract_hash && decisions_hash === claims.decisions_hash;
  if (!isOfThis) return ['corroborationOtherReceipt'];
  const closing = receipt.events.findLast(({ type, data }) => CLOSING.has(type) && data.version === claims.version);
  return closing === undefined ? ['closingMissing'] : closingFault(closing, claims);
}

export const closedHow = ({ receipt }: ReceiptParts): Sentence =>
  receipt.events.at(-1)?.type === CORROBORATED ? ['closingBorneOut'] : ['closingHolds'];

function closingFault({ type, data: about }: ReceiptEvent, claims: Statement): Fault {
  if (type !== `contract.${claims.status}`) return ['closingOtherStatus', type, claims.status];
  if (about.version !== claims.version) return ['closingOtherVersion'];
  if (isOther(about.contract_hash, claims.contract_hash)) return ['closingOtherDocument'];
  return isOther(about.decisions_hash, claims.decisions_hash) ? ['closingOtherDecisions'] : undefined;
}

export function statusFault({ receipt, document, statement }: ReceiptParts): Fault {
  const parties = new Set(document.parties.map((party) => party.party_id));
  const seen = new Set<string>();
  let latest = 0;
  for (const [i, { party_id, answer, at }] of receipt.decisions.entries()) {
    if (Date.parse(at) < latest) return ['decisionOutOfOrder', i + 1];
    if (!parties.has(party_id)) return ['decisionOfStranger', i + 1, party_id];
    if (seen.has(`${answer} ${party_id}`)) return ['decisionTwice', i + 1, party_id];
    seen.add(`${answer} ${party_id}`);
    latest = Date.parse(at);
  }
  if (statement.claims.status === 'confirmed') return confirmedFault(document.parties, seen);
  return receipt.decisions.some(({ answer }) => answer === 'no') ? undefined : ['declinedWithoutNo'];
}

function confirmedFault(parties: Party[], seen: Set<string>): Fault {
  for (const party of parties) {
    if (seen.has(`no ${party.party_id}`)) return ['confirmedDespiteNo', labelOf(party)];
    if (!seen.has(`yes ${party.party_id}`)) return ['confirmedWithoutYes', labelOf(party)];
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
      return ['decisionWithoutEvent', i + 1, party_id, answer, type];
    }
  }
  return undefined;
}

/** One issuer speaks in both; an issuer without a name of its own is called by its key, which may have been replaced. */
export function issuerFault({ attestation, statement }: ReceiptParts): Fault {
  if (attestation.claims.iss === statement.claims.iss) return undefined;
  const areKeyNames = attestation.claims.iss === attestation.jws.kid && statement.claims.iss === statement.jws.kid;
  return areKeyNames ? undefined : ['issuersDiffer'];
}

/** How a person tells one party from another. */
export function labelOf(party: Party): string {
  return `${party.party_id} (${party.name.slice(0, 80)})`;
}
