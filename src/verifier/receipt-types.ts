/** The parts of a receipt, as they travel. */
export type Party = { party_id: string; name: string; role: string; phone_number: string; language: string };

export type ContractDocument = {
  contract_id: string;
  version: number; // from 1
  terms: Record<string, unknown>;
  transcript?: string;
  parties: Party[];
  created_at: string;
  expires_at: string;
};

export type Decision = {
  party_id: string;
  answer: 'yes' | 'no';
  at: string;
  channel: 'sms' | 'rest';
  carrier: string | null;
  grade: 'A' | 'B' | 'C' | 'D';
  texts_shown: string[];
  terms_not_shown: string[];
  reply: string | null;
  reason?: string | null;
};

export type ReceiptEvent = {
  contract_id: string;
  seq: number;
  type: string;
  at: string;
  data: Record<string, unknown>;
  prev: string | null;
  hash: string;
};

export type Attestation = {
  contract_id: string;
  version: number; // from 1
  contract_hash: string;
  created_at: string;
  iss: string;
};

export type Statement = {
  contract_id: string;
  version: number; // from 1
  contract_hash: string;
  status: 'confirmed' | 'declined';
  decisions_hash: string;
  events_head: string;
  issued_at: string;
  iss: string;
};

export type Receipt = {
  document: string;
  attestation: string;
  decisions: Decision[];
  events: ReceiptEvent[];
  signature: string;
  key?: unknown;
  note?: string;
  proof?: unknown;
};
