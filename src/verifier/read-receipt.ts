/** From a text to the parts of a receipt: everything is known and of the right shape, nothing is believed yet. */
import { hashOf } from './hash.js';
import { type OpenedJws, openJws } from './jws.js';
import { readJson } from './read-json.js';
import type { Attestation, ContractDocument, Receipt, Statement } from './receipt-types.js';
import * as is from './shape.js';
import { Unclear, Unreadable } from './unreadable.js';
import type { Part } from './wording.en.js';

export type ReceiptParts = {
  receipt: Receipt;
  document: ContractDocument;
  documentHash: string;
  attestation: { jws: OpenedJws; claims: Attestation };
  statement: { jws: OpenedJws; claims: Statement };
};

const LARGEST_MB = 8; // of characters: 50 parties, not shown 100 terms with the longest names, make 5.3

const RECEIPT: is.Shape = {
  $type: is.exactly('ndiyo.receipt.v1'),
  document: is.isString,
  attestation: is.isString,
  decisions: is.isList,
  events: is.isList,
  signature: is.isString,
  'key?': is.isObject,
  'note?': is.isString,
  'proof?': is.isObject,
};
const PARTS = new Set(Object.keys(RECEIPT).map((key) => key.replace('?', '')));
const DOCUMENT: is.Shape = {
  $type: is.exactly('ndiyo.contract.v1'),
  contract_id: is.isWord,
  version: is.isCount,
  'previous_hash?': is.isHash,
  contract_type: is.isWord,
  terms: is.isObject,
  'transcript?': is.isString,
  parties: is.isList,
  created_at: is.isTime,
  expires_at: is.isTime,
  nonce: is.isWord,
};
const PARTY: is.Shape = {
  party_id: is.isWord,
  name: is.isString,
  role: is.isWord,
  phone_number: is.isWord,
  language: is.isWord,
};
const DECISION: is.Shape = {
  $type: is.exactly('ndiyo.decision.v1'),
  party_id: is.isWord,
  answer: is.exactly('yes', 'no'),
  at: is.isTime,
  channel: is.exactly('sms', 'rest'),
  carrier: is.orNull(is.isWord),
  grade: is.exactly('A', 'B', 'C', 'D'),
  texts_shown: is.listOf(is.isString),
  terms_not_shown: is.listOf(is.isString),
  reply: is.orNull(is.isString),
  'reason?': is.orNull(is.isString),
  carrier_message_id: is.orNull(is.isString),
};
const EVENT: is.Shape = {
  $type: is.exactly('ndiyo.event.v1'),
  contract_id: is.isWord,
  seq: is.isCount,
  type: is.isWord,
  at: is.isTime,
  data: is.isObject,
  prev: is.orNull(is.isHash),
  hash: is.isHash,
};
const CLAIMS: is.Shape = { contract_id: is.isWord, version: is.isCount, contract_hash: is.isHash, iss: is.isWord };
const ATTESTATION: is.Shape = { $type: is.exactly('ndiyo.attestation.v1'), ...CLAIMS, created_at: is.isTime };
const STATEMENT: is.Shape = {
  $type: is.exactly('ndiyo.receipt-statement.v1'),
  ...CLAIMS,
  status: is.exactly('confirmed', 'declined'),
  decisions_hash: is.isHash,
  events_head: is.isHash,
  issued_at: is.isTime,
};

/** @throws Unreadable, with the first thing that is wrong */
export function readReceipt(text: string): ReceiptParts {
  if (typeof text !== 'string') throw new Unreadable(['notText']);
  if (text.length > LARGEST_MB * 1024 * 1024) throw new Unreadable(['tooLarge', LARGEST_MB]);
  const receipt = within(['receipt'], () => readJson(text)) as Receipt;
  demand(['receipt'], receipt, RECEIPT);
  for (const name of Object.keys(receipt)) {
    if (!PARTS.has(name)) throw new Unreadable(['unknownPart', name.slice(0, 60)]);
  }
  for (const [i, decision] of receipt.decisions.entries()) demand(['decision', i + 1], decision, DECISION);
  for (const [i, event] of receipt.events.entries()) demand(['event', i + 1], event, EVENT);
  return {
    receipt,
    document: readDocument(receipt.document),
    documentHash: hashOf(receipt.document),
    attestation: readClaims<Attestation>(['attestation'], receipt.attestation, ATTESTATION),
    statement: readClaims<Statement>(['signature'], receipt.signature, STATEMENT),
  };
}

function readDocument(text: string): ContractDocument {
  const document = within(['document'], () => readJson(text)) as ContractDocument;
  demand(['document'], document, DOCUMENT);
  for (const [i, party] of document.parties.entries()) demand(['party', i + 1], party, PARTY);
  return document;
}

function readClaims<T>(part: Part, text: string, shape: is.Shape): { jws: OpenedJws; claims: T } {
  const jws = within(part, () => openJws(text));
  demand(part, jws.payload, shape);
  return { jws, claims: jws.payload as T };
}

function demand(part: Part, value: unknown, shape: is.Shape): void {
  const fault = is.faultOfShape(part, value, shape);
  if (fault !== undefined) throw new Unreadable(fault);
}

function within<T>(part: Part, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unclear) throw new Unreadable(['cannotBeRead', part, error.reason]);
    throw error;
  }
}
