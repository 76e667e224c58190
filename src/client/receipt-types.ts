/** Receipts, what the verifier says of them, and the keys that signed them. */
import type { ContractEvent, Grade } from './types.js';

export interface Decision {
  $type: 'ndiyo.decision.v1';
  party_id: string;
  answer: 'yes' | 'no';
  at: string;
  channel: 'sms' | 'rest';
  carrier: string | null;
  grade: Grade;
  texts_shown: string[];
  /** JSON pointers of terms that no text carried. */
  terms_not_shown: string[];
  reply: string | null;
  reason?: string;
  carrier_message_id: string | null;
}

export interface Receipt {
  $type: 'ndiyo.receipt.v1';
  note: string;
  document: string;
  attestation: string;
  decisions: Decision[];
  events: ContractEvent[];
  signature: string;
  [further: string]: unknown;
}

/** Only `valid` is a yes. */
export interface ReceiptVerdict {
  valid: boolean;
  outcome: 'valid' | 'invalid' | 'unchecked';
  summary: string;
  contract_id: string | null;
  status: 'confirmed' | 'declined' | null;
  checks: { name: string; ok: boolean; detail: string }[];
  /** What a receipt leaves open even when it holds. */
  not_proven: string[];
}

/** The current key first. */
export interface PublicKeys {
  keys: PublicKey[];
}

export interface PublicKey {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
  /** RFC 7638 thumbprint. */
  kid: string;
  alg: 'Ed25519';
  use: 'sig';
  /** Since `revoked_at` (epoch seconds) it proves only what the log of that size and root holds. */
  revoked?: { revoked_at: number; reason: string; log_size: number; log_root: string };
}
