/** What is wrong with one document or one receipt; undefined when it holds. */
import { blake2b256Hex } from '../crypto/blake2b.js';
import { type JwsError, verifyJws } from '../crypto/jws.js';
import type { ChainedEvent } from '../evidence/chained-event.js';
import { type Decision, hashDecisions, RECEIPT_NOTE } from '../evidence/statements.js';
import type { ContractVersion } from '../persistence/contract.entities.js';
import type { Receipt, ReceiptReissue } from '../persistence/evidence.entities.js';
import type { ListedJwk } from '../signing/signing-keys.service.js';

export type KeyFinder = (kid: string) => ListedJwk | undefined;
export type RecordedVersion = ContractVersion & { receipt_version: number | null; erased_at: number | null };
/** `recorded` is the version's document; both are null where the version is gone. */
export type RecordedReceipt = Omit<Receipt, 'code'> & { recorded: string | null; attestation: string | null };
/** `again`: how often it was issued again, when the contract's last event was `head`. */
export type FirstReceipt = RecordedReceipt & { again: number | string; head: number };
type Fault = string | undefined;

const DECIDED = new Set(['confirmed', 'declined']);

export function documentFault(version: RecordedVersion, findKey: KeyFinder): Fault {
  const { contract_id, contract_hash, created_at, attestation } = version;
  const claims = claimsOf(attestation, findKey);
  if (typeof claims === 'string') return `has an attestation that does not hold: ${claims}`;
  const attested = { $type: 'ndiyo.attestation.v1', contract_id, version: version.version, contract_hash, created_at };
  if (!says(claims, attested)) return 'is not the one that was attested';
  if (version.erased_at !== null) return undefined;
  if (blake2b256Hex(version.document) !== contract_hash) return 'does not match its hash: its document was changed';
  if (DECIDED.has(version.status) && version.receipt_version === null) return `is ${version.status} without a receipt`;
  return undefined;
}

/** Nothing in the text is left out: what is not signed must be exactly what the service writes there. */
export function receiptFault(row: RecordedReceipt, events: ChainedEvent[], findKey: KeyFinder): Fault {
  const { contract_id, version, issued_at, recorded: document, attestation } = row;
  if (document === null) return 'is about a version that is gone';
  const receipt = readReceipt(row.receipt);
  if (!receipt) return 'cannot be read';
  const { signature, decisions } = receipt;
  const claims = claimsOf(signature, findKey);
  if (typeof claims === 'string') return `has a signature that does not hold: ${claims}`;
  const stated = {
    ...{ $type: 'ndiyo.receipt-statement.v1', contract_id, version, issued_at },
    ...{ contract_hash: blake2b256Hex(document), decisions_hash: hashDecisions(decisions) },
  };
  if (!says(claims, stated)) return 'says something else than what was signed';
  const included = events.slice(0, receipt.events.length);
  if (included.at(-1)?.hash !== claims.events_head) return 'does not end with the event that was signed';
  const written = { $type: 'ndiyo.receipt.v1', note: RECEIPT_NOTE, document, attestation, decisions, events: included };
  const { revoked, ...key } = findKey(receipt.key.kid) ?? { kid: '' };
  return JSON.stringify({ ...written, signature, key }) === row.receipt ? undefined : 'is not as it was written';
}

/** What is wrong with how a receipt was issued again: once for each corroboration after the decision, with the same decisions. */
export function reissuesFault(first: FirstReceipt, reissues: ReceiptReissue[], events: ChainedEvent[]): Fault {
  const issued = readReceipt(first.receipt);
  const since = events.slice(issued?.events.length).filter(({ type, data, seq }) => {
    return type === 'contract.corroborated' && data.version === first.version && seq <= first.head;
  });
  if (since.length !== reissues.length)
    return `was issued again ${reissues.length} times, but the events say ${since.length}`;
  const isAsDecided = ({ issue, receipt }: ReceiptReissue, i: number) => {
    const again = readReceipt(receipt);
    const isSame = JSON.stringify(again?.decisions) === JSON.stringify(issued?.decisions);
    return issue === i + 2 && isSame && again?.events.length === since[i]!.seq;
  };
  return reissues.every(isAsDecided) ? undefined : 'was issued again with other decisions, or out of order';
}

interface ReadReceipt {
  decisions: Decision[];
  events: unknown[];
  signature: string;
  key: { kid: string };
}

function readReceipt(text: string): ReadReceipt | undefined {
  try {
    const { decisions, events, signature, key } = JSON.parse(text) as Partial<ReadReceipt>;
    const isWhole = Array.isArray(decisions) && Array.isArray(events) && typeof signature === 'string';
    return isWhole && typeof key?.kid === 'string' ? { decisions, events, signature, key } : undefined;
  } catch {
    return undefined;
  }
}

const says = (claims: Record<string, unknown>, facts: Record<string, unknown>): boolean =>
  Object.entries(facts).every(([name, value]) => claims[name] === value);

function claimsOf(jws: string, findKey: KeyFinder): Record<string, unknown> | string {
  try {
    return verifyJws(jws, findKey).payload;
  } catch (error) {
    return (error as JwsError).message.replace(/\.$/, '');
  }
}
