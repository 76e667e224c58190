/** The document: what the parties agree to, as canonical JSON. Its bytes are the record. */
import { canonicalize } from '../json/canonical-json.js';
import type { Party } from '../persistence/contract.entities.js';
import { Problem } from '../problems/problem.js';
import type { ContractType } from './contract-id.js';

export type Terms = Record<string, unknown>;

export interface DocumentParty {
  party_id: string;
  name: string;
  role: string;
  phone_number: string;
  language: 'en' | 'sw';
}

export interface ContractDocument {
  $type: 'ndiyo.contract.v1';
  contract_id: string;
  version: number;
  /** Hash of the version before; absent in the first. */
  previous_hash?: string;
  contract_type: ContractType;
  terms: Terms;
  transcript?: string;
  parties: DocumentParty[];
  created_at: string;
  expires_at: string;
  /** 128 random bits, so that equal agreements have different hashes and a hash reveals nothing guessable. */
  nonce: string;
}

/** As it is kept: once a party's name and number are gone it matches no hash, and says since when. */
export type KeptDocument = ContractDocument & { erased_at?: string };

export const writeDocument = (document: ContractDocument): string => canonicalize(document);

// What is read here was written by writeDocument and guarded by its hash.
export const readDocument = (text: string): KeptDocument => JSON.parse(text) as KeptDocument;

export function assertNotErased({ contract_id, erased_at }: Pick<KeptDocument, 'contract_id' | 'erased_at'>): void {
  if (erased_at === undefined) return;
  throw new Problem('erased', `A person was erased from contract ${contract_id} at ${erased_at}; its hashes stay`);
}

/** The fresh row of each party of a version that opens for answers. */
export function openParties(document: ContractDocument, askedAt: string): Party[] {
  return document.parties.map((party) => ({
    contract_id: document.contract_id,
    version: document.version,
    ...party,
    status: 'pending',
    code_counter: 0,
    asked_at: askedAt,
    open_until: document.expires_at,
    remind_at: null,
    decided_at: null,
    channel: null,
    evidence_grade: null,
    decision: null,
  }));
}
