/**
 * Verifies a receipt, knowing nothing but the receipt and the keys its reader trusts. It shares no code with the
 * service that signed, asks no network, and runs in a browser as well as on a server.
 */
import * as checks from './checks.js';
import { holdsUnder } from './jws.js';
import { findInLog, type LogFinding } from './log-proof.js';
import { listNotProven } from './not-proven.js';
import { type ReceiptParts, readReceipt } from './read-receipt.js';
import { findKey, type KeyFinding, type Revocation, type Trust } from './trust.js';

export type Check = { name: string; ok: boolean; detail: string };

/** `unchecked`: consistent in itself, but no trusted key showed who signed it. Only `valid` is a yes. */
export type Verdict = {
  outcome: 'valid' | 'invalid' | 'unchecked';
  checks: Check[];
  summary: string;
  notProven: string[];
  contract_id?: string;
  status?: 'confirmed' | 'declined';
};

type Finding = Check & { isOpen?: boolean };

const AGREEMENTS: [name: string, find: (parts: ReceiptParts) => string | undefined, whenWell: string][] = [
  ['document', checks.documentFault, 'The document is canonical and its hash is the signed one.'],
  ['events', checks.eventsFault, 'The chain of events is unbroken from the first to the last.'],
  ['events_head', checks.eventsHeadFault, 'The last event is the signed one.'],
  ['decisions_hash', checks.decisionsHashFault, 'The decisions are the signed ones.'],
  ['closing_event', checks.closingEventFault, 'The last event closes this version with this status.'],
  ['status', checks.statusFault, 'The decisions lead to the status that is stated.'],
  ['decision_events', checks.decisionEventsFault, 'Every decision stands in the chain of events.'],
  ['issuer', checks.issuerFault, 'The attestation and the signature come from one issuer.'],
];

/**
 * Judges a receipt. Never throws.
 *
 * @param receiptText the receipt as JSON text, at most 4 MB
 * @param trust `jwks`: the issuer's keys, got from where the reader trusts them; `thumbprint`: the RFC 7638 name of
 *   the one trusted key, which the receipt then encloses. Both: both must agree. Neither: never `valid`.
 */
export function verifyReceipt(receiptText: string, trust: Trust = {}): Verdict {
  let parts: ReceiptParts;
  try {
    parts = readReceipt(receiptText);
  } catch (error) {
    const detail = error instanceof SyntaxError ? error.message : 'The receipt cannot be read.';
    return verdictOf([{ name: 'shape', ok: false, detail }]);
  }
  const found = findKey(parts.statement.jws.kid, parts.receipt.key, trust);
  const findings: Finding[] = [
    { name: 'shape', ok: true, detail: 'Every part of the receipt is known and readable.' },
    ...AGREEMENTS.map(([name, find, whenWell]) => agreement(name, find, whenWell, parts)),
    attestationFinding(parts, trust),
    ...signatureFindings(parts, found),
  ];
  const revoked = 'key' in found ? found.revoked : undefined;
  const inLog = findInLog(parts, trust, revoked);
  return verdictOf([...findings, ...logFindings(inLog, revoked)], parts, inLog);
}

function agreement(
  name: string,
  find: (parts: ReceiptParts) => string | undefined,
  whenWell: string,
  parts: ReceiptParts,
): Finding {
  const fault = find(parts);
  return { name, ok: fault === undefined, detail: fault ?? whenWell };
}

function attestationFinding(parts: ReceiptParts, trust: Trust): Finding {
  const name = 'attestation';
  const fault = checks.attestationFault(parts);
  if (fault !== undefined) return { name, ok: false, detail: fault };
  const { jws } = parts.attestation;
  const isOtherKey = jws.kid !== parts.statement.jws.kid;
  // Signed before the service changed its key: without a key set there is nothing to check it with.
  if (isOtherKey && trust.jwks === undefined) {
    const detail = `The attestation is signed with another key, ${jws.kid}; give the issuer's key set to check it.`;
    return { name, ok: false, detail, isOpen: true };
  }
  const found = findKey(jws.kid, parts.receipt.key, trust);
  if ('detail' in found) return { name, ok: false, detail: found.detail, isOpen: found.is === 'missing' };
  return holdsUnder(jws, found.key)
    ? { name, ok: true, detail: 'The attestation is signed and agrees with the document.' }
    : { name, ok: false, detail: "The attestation's signature is wrong." };
}

function signatureFindings(parts: ReceiptParts, found: KeyFinding): Finding[] {
  const { jws } = parts.statement;
  if ('detail' in found) {
    const isOpen = found.is === 'missing';
    return [
      { name: 'signature', ok: false, detail: 'The signature was not checked: there is no key for it.', isOpen: true },
      { name: 'signer', ok: false, detail: found.detail, isOpen },
    ];
  }
  const isSigned = holdsUnder(jws, found.key);
  const detail = isSigned ? 'The signature matches the statement.' : 'The signature is wrong.';
  return [{ name: 'signature', ok: isSigned, detail }, signerFinding(found, jws.kid)];
}

function signerFinding(found: KeyFinding, kid: string): Finding {
  if (found.is === 'trusted') return { name: 'signer', ok: true, detail: `The signing key ${kid} is a trusted one.` };
  const detail = 'No trusted key was given: the receipt is consistent, but anyone could have signed it.';
  return { name: 'signer', ok: false, detail, isOpen: true };
}

/** Without a proof, or without a key to check it with, the receipt stands on its signature: that is told, not judged. */
function logFindings(inLog: LogFinding, revoked: Revocation | undefined): Finding[] {
  if (inLog.is === 'wrong') return [{ name: 'log', ok: false, detail: inLog.detail }];
  if (inLog.is !== 'included') return [];
  if (revoked === undefined) return [{ name: 'log', ok: true, detail: 'The last event stands in the signed log.' }];
  const detail = `The signing key was revoked on ${revoked.at}, but the last event stood in the log before.`;
  return [{ name: 'log', ok: true, detail }];
}

function verdictOf(findings: Finding[], parts?: ReceiptParts, inLog: LogFinding = { is: 'absent' }): Verdict {
  const broken = findings.find(({ ok, isOpen }) => !ok && !isOpen);
  const open = findings.findLast(({ isOpen }) => isOpen);
  const outcome = broken ? 'invalid' : open ? 'unchecked' : 'valid';
  const verdict: Verdict = {
    outcome,
    checks: findings.map(({ name, ok, detail }) => ({ name, ok, detail })),
    summary: broken ? `This receipt cannot be relied on. ${broken.detail}` : '',
    notProven: parts && !broken ? listNotProven(parts, inLog.is) : ['Nothing that it says is proven.'],
  };
  if (parts === undefined) return verdict;
  const { contract_id, version, status, iss } = parts.statement.claims;
  if (broken) return { ...verdict, contract_id };
  const what = `Version ${version} of contract ${contract_id} was ${status}`;
  const summary = open
    ? `The receipt is consistent and says: ${what}. ${open.detail}`
    : `${what}, as recorded and signed by ${iss}.`;
  return { ...verdict, summary, contract_id, status };
}
