/** From a text to the parts of a receipt: everything is known and of the right shape, nothing is believed yet. */
import { type OpenedJws, openJws } from './jws.js';
import { readJson } from './read-json.js';
import type { Attestation, ContractDocument, Receipt, Statement } from './receipt-types.js';
import * as is from './shape.js';

export type ReceiptParts = {
  receipt: Receipt;
  document: ContractDocument;
  attestation: { jws: OpenedJws; claims: Attestation };
  statement: { jws: OpenedJws; claims: Statement };
};

const LARGEST = 4 * 1024 * 1024; // characters

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

/** @throws SyntaxError with a sentence about the first thing that is wrong */
export function readReceipt(text: string): ReceiptParts {
  if (typeof text !== 'string') throw new SyntaxError('The receipt is not a text.');
  if (text.length > LARGEST) throw new SyntaxError('The receipt is larger than 4 MB.');
  const receipt = within('The receipt', () => readJson(text)) as Receipt;
  demand('The receipt', receipt, RECEIPT);
  for (const name of Object.keys(receipt)) {
    if (!Object.hasOwn(RECEIPT, name) && !Object.hasOwn(RECEIPT, `${name}?`)) {
      throw new SyntaxError(`The receipt has an unknown part ${JSON.stringify(name.slice(0, 60))}.`);
    }
  }
  for (const [i, decision] of receipt.decisions.entries()) demand(`Decision ${i + 1}`, decision, DECISION);
  for (const [i, event] of receipt.events.entries()) demand(`Event ${i + 1}`, event, EVENT);
  return {
    receipt,
    document: readDocument(receipt.document),
    attestation: readClaims<Attestation>('The attestation', receipt.attestation, ATTESTATION),
    statement: readClaims<Statement>("The receipt's signature", receipt.signature, STATEMENT),
  };
}

function readDocument(text: string): ContractDocument {
  const document = within('The document', () => readJson(text)) as ContractDocument;
  demand('The document', document, DOCUMENT);
  for (const [i, party] of document.parties.entries()) demand(`Party ${i + 1} of the document`, party, PARTY);
  return document;
}

function readClaims<T>(what: string, text: string, shape: is.Shape): { jws: OpenedJws; claims: T } {
  const jws = within(what, () => openJws(text));
  demand(what, jws.payload, shape);
  return { jws, claims: jws.payload as T };
}

function demand(what: string, value: unknown, shape: is.Shape): void {
  const fault = is.faultOfShape(what, value, shape);
  if (fault !== undefined) throw new SyntaxError(`${fault}.`);
}

function within<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new SyntaxError(`${what} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
}
