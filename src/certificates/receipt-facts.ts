/** What people are shown of a receipt, read from its signed parts and from nothing else. */

import { readDocument, type Terms } from '../contracts/contract-document.js';
import type { ContractType } from '../contracts/contract-id.js';
import type { ChainedEvent } from '../evidence/chained-event.js';
import { heldGrade } from '../evidence/held-grade.js';
import type { Decision } from '../evidence/statements.js';

export interface FactsParty {
  partyId: string;
  name: string;
  role: string;
  phoneNumber: string;
  /** With the grade it holds by now. */
  decision: Pick<Decision, 'answer' | 'at' | 'grade'> | null;
  /** No telephone and no carrier took part. */
  isSimulated: boolean;
}

export interface ReceiptFacts {
  contractId: string;
  version: number;
  contractType: ContractType;
  status: 'confirmed' | 'declined';
  terms: Terms;
  transcript: string | null;
  parties: FactsParty[];
  createdAt: string;
  decidedAt: string;
  contractHash: string;
  /** RFC 7638 thumbprint of the key that signed. */
  keyThumbprint: string;
}

interface Statement {
  status: 'confirmed' | 'declined';
  contract_hash: string;
  issued_at: string;
}

/** `receipt` was written by us and stands in an insert-only table: nothing is checked again here. */
export function readFacts(receipt: string): ReceiptFacts {
  const { document, decisions, events, signature } = JSON.parse(receipt) as {
    document: string;
    decisions: Decision[];
    events: ChainedEvent[];
    signature: string;
  };
  const contract = readDocument(document);
  const { version } = contract;
  const [header, payload] = signature.split('.').slice(0, 2).map(readSegment) as [{ kid: string }, Statement];
  return {
    contractId: contract.contract_id,
    version,
    contractType: contract.contract_type,
    status: payload.status,
    terms: contract.terms,
    transcript: contract.transcript ?? null,
    parties: contract.parties.map((party) => {
      const signed = decisions.find((one) => one.party_id === party.party_id) ?? null;
      const decision = signed && { ...signed, grade: heldGrade(signed, version, events) };
      const { party_id: partyId, name, role, phone_number: phoneNumber } = party;
      return { partyId, name, role, phoneNumber, decision, isSimulated: decision?.carrier === 'simulator' };
    }),
    createdAt: contract.created_at,
    // Issued again, a receipt is younger than the decision.
    decidedAt: events.findLast((one) => isClosing(one, version))?.at ?? payload.issued_at,
    contractHash: payload.contract_hash,
    keyThumbprint: header.kid,
  };
}

const isClosing = ({ type, data }: ChainedEvent, version: number): boolean =>
  (type === 'contract.confirmed' || type === 'contract.declined') && data.version === version;

const readSegment = (segment: string): unknown => JSON.parse(Buffer.from(segment, 'base64url').toString());

/** The agreed total, where one was agreed. */
export function totalOf({ terms }: Pick<ReceiptFacts, 'terms'>) {
  const textOf = (value: unknown) => (typeof value === 'string' ? value : null);
  return { totalAmount: textOf(terms.total_amount), currency: textOf(terms.currency) };
}

/** How the agreement stands now: a receipt says how it was decided, and what came after is not in it. */
export function standingNow(
  { status, version }: Pick<ReceiptFacts, 'status' | 'version'>,
  contract: { standing_version: number; standing_status: string },
): string {
  if (status === 'declined') return status;
  return version < contract.standing_version ? 'replaced' : contract.standing_status;
}
