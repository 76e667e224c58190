/** The two things the service signs about a contract: that it recorded a document, and how that document was decided. */
import { blake2b256Hex } from '../crypto/blake2b.js';
import type { SigningKey } from '../crypto/ed25519.js';
import { signJws } from '../crypto/jws.js';
import { canonicalize } from '../json/canonical-json.js';
import type { ChainedEvent } from './chained-event.js';

export type Grade = 'A' | 'B' | 'C' | 'D';

/** One party's answer, with what it rests on. */
export interface Decision {
  $type: 'ndiyo.decision.v1';
  party_id: string;
  answer: 'yes' | 'no';
  at: string;
  channel: 'sms' | 'rest';
  carrier: string | null;
  grade: Grade;
  /** The exact texts that had left for the party's phone, `{code}` where the code stood. */
  texts_shown: string[];
  /** JSON pointers into the document of terms no such text carried. */
  terms_not_shown: string[];
  /** The exact reply, `{code}` where a code stood; null over REST. */
  reply: string | null;
  reason?: string;
  carrier_message_id: string | null;
}

export interface Decided {
  contract_id: string;
  version: number;
  contract_hash: string;
  status: 'confirmed' | 'declined';
  document: string;
  attestation: string;
  decisions: Decision[];
  decisions_hash: string;
  events: ChainedEvent[];
  issued_at: string;
}

/** BLAKE2b-256, in hex, of the canonical JSON of the decisions in their order. */
export const hashDecisions = (decisions: Decision[]): string => blake2b256Hex(canonicalize(decisions));

// Word for word what the verifier expects (tested): another note would be somebody else's claim.
export const RECEIPT_NOTE =
  "This is the service's signed record of what the carrier delivered, each decision with its grade of evidence. " +
  "It is not signed with the parties' own keys.";

/** @returns compact JWS (RFC 7515) over `ndiyo.attestation.v1` */
export function attest(
  statement: { contract_id: string; version: number; contract_hash: string; created_at: string },
  iss: string,
  key: SigningKey,
): string {
  return signJws({ $type: 'ndiyo.attestation.v1', ...statement, iss }, key);
}

/** @returns the receipt as JSON text: the parts, and a signature that commits to the hash of each */
export function composeReceipt(decided: Decided, iss: string, key: SigningKey): string {
  const { contract_id, version, contract_hash, status, decisions_hash, issued_at } = decided;
  const { document, attestation, decisions, events } = decided;
  const statement = {
    $type: 'ndiyo.receipt-statement.v1',
    contract_id,
    version,
    contract_hash,
    status,
    decisions_hash,
    events_head: events.at(-1)?.hash,
    issued_at,
    iss,
  };
  const signature = signJws(statement, key);
  const receipt = {
    $type: 'ndiyo.receipt.v1',
    note: RECEIPT_NOTE,
    document,
    attestation,
    decisions,
    events,
    signature,
  };
  return JSON.stringify({ ...receipt, key: key.jwk });
}
