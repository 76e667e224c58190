/** What the service takes and answers, as its OpenAPI document says it. Written by hand: it shares no code with the service. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

export type ContractType =
  | 'agricultural_supply'
  | 'service_agreement'
  | 'goods_purchase'
  | 'logistics'
  | 'loan_agreement'
  | 'other';
export type ContractStatus =
  | 'pending'
  | 'confirmed'
  | 'declined'
  | 'expired'
  | 'cancelled'
  | 'active'
  | 'completed'
  | 'disputed';
export type PartyRole = 'buyer' | 'seller' | 'mediator' | 'witness' | 'agent' | 'lender' | 'borrower' | 'other';
export type Language = 'en' | 'sw';
export type Grade = 'A' | 'B' | 'C' | 'D';

/** Known terms are checked; further ones are kept and hashed as given. Amounts are decimal text, such as 350000.00. */
export interface Terms {
  product?: string;
  quantity?: string | number;
  unit?: string;
  unit_price?: string | number;
  total_amount?: string | number;
  /** ISO 4217 */
  currency?: string;
  delivery_location?: string;
  /** Such as 2026-12-15 */
  delivery_deadline?: string;
  quality_requirements?: string;
  [further: string]: Json | undefined;
}

export interface NewParty {
  phone_number: string;
  role: PartyRole;
  name?: string;
  language?: Language;
}

export interface NewContract {
  contract_type: ContractType;
  terms: Terms;
  transcript?: string;
  /** The caller's own id, unique in the account. */
  external_id?: string;
  /** A number and m, h or d, from 10m to 90d. */
  expires_in?: string;
  parties: NewParty[];
}

export interface Party {
  party_id: string;
  name: string;
  role: PartyRole;
  /** Masked unless the caller may see it. */
  phone_number: string;
  language: Language;
  status: 'pending' | 'confirmed' | 'declined';
  decided_at: string | null;
  channel: 'sms' | 'rest' | null;
  evidence_grade: Grade | null;
  delivery: string | null;
  /** Why somebody who has not answered may not have been reached, and what to do. */
  delivery_trouble: { reason: string; advice: string } | null;
}

interface Evidence {
  /** Lower-case hex BLAKE2b-256 of the document. */
  contract_hash: string;
  hash_algorithm: 'blake2b-256';
  /** Compact JWS. */
  signature: string;
}

/** New terms beside a confirmed version, until every party said yes to them. */
export interface Proposal extends Evidence {
  version: number;
  terms: Terms;
  parties: Party[];
  created_at: string;
  expires_at: string;
}

export interface Contract extends Evidence {
  contract_id: string;
  status: ContractStatus;
  version: number;
  contract_type: ContractType;
  terms: Terms;
  parties: Party[];
  total_amount: string | null;
  currency: string | null;
  created_at: string;
  expires_at: string;
  confirmed_at: string | null;
  completed_at: string | null;
  external_id: string | null;
  /** Opens `/c/<code>`, and answers `CHECK <code>` by SMS; null while nothing is decided. */
  receipt_code: string | null;
  proposal?: Proposal;
  /** Once, in the answer to an anonymous create: whoever holds it may do everything with this contract. */
  manage_token?: string;
}

/** The answer to a create. */
export interface CreatedContract extends Contract {
  /** What the texts that were queued cost; a carrier bills by the segment. */
  estimated_segments: number;
}

/** The answer to a resend. */
export interface Asked {
  contract_id: string;
  /** By party_id. */
  asked: string[];
  estimated_segments: number;
}

export interface ContractProgress {
  contract_id: string;
  status: ContractStatus;
  created_at: string;
  confirmed_at: string | null;
  signatures: { phone_number: string; status: string; signed_at: string | null }[];
  progress: { signed: number; total: number; complete: boolean };
}

export interface ListFilter {
  status?: ContractStatus;
  contract_type?: ContractType;
  /** ISO 8601; the instant itself is left out. */
  created_after?: string;
  created_before?: string;
  external_id?: string;
  /** 1 to 100 a page; 20 unless given. */
  limit?: number;
  /** The `next_cursor` of an earlier page. */
  cursor?: string;
}

export interface SearchFilter extends ListFilter {
  phone_number: string;
}

export interface ContractPage {
  contracts: Contract[];
  next_cursor: string | null;
}

export interface ContractEvent {
  $type: 'ndiyo.event.v1';
  contract_id: string;
  seq: number;
  type: string;
  at: string;
  data: Record<string, unknown>;
  prev: string | null;
  hash: string;
}

export interface Message {
  id: string;
  direction: 'in' | 'out';
  kind: string;
  party_id: string | null;
  version: number | null;
  phone_number: string;
  /** Codes are shown as ••••••. */
  text: string;
  status: 'queued' | 'sent' | 'delivered' | 'failed' | 'suppressed' | 'received';
  segments: number;
  cost: string | null;
  carrier: string | null;
  carrier_status: string | null;
  failure_reason: string | null;
  /** What to do about it. */
  advice: string | null;
  possible_duplicate: boolean;
  outcome: string | null;
  needs_review: boolean;
  created_at: string;
  sent_at: string | null;
  final_at: string | null;
}

export interface ContractDocument {
  $type: 'ndiyo.contract.v1';
  contract_id: string;
  version: number;
  previous_hash?: string;
  contract_type: ContractType;
  terms: Terms;
  transcript?: string;
  parties: { party_id: string; name: string; role: PartyRole; phone_number: string; language: Language }[];
  created_at: string;
  expires_at: string;
  nonce: string;
}

/** A decision was recorded, or a code was sent to that phone and must come with the next call. */
export type Answered =
  | { status: ContractStatus; contract_id: string; signed_by: string; all_signed: boolean }
  | { status: 'code_sent'; expires_at: string };

export type ContractChange =
  | { status: 'active' | 'completed' | 'disputed' | 'cancelled'; terms?: never }
  | { terms: Terms; status?: never };
