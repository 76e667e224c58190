/**
 * Verifies a receipt, knowing nothing but the receipt and the keys its reader trusts. It shares no code with the
 * service that signed, asks no network, and runs in a browser as well as on a server.
 */
import * as checks from './checks.js';
import { findInLog, type LogFinding } from './log-proof.js';
import { listNotProven } from './not-proven.js';
import { type ReceiptParts, readReceipt } from './read-receipt.js';
import * as portable from './strict-ed25519.js';
import { findKey, type KeyFinding, type Revocation, type Trust } from './trust.js';
import { Unreadable } from './unreadable.js';
import { type Language, type Sentence, say } from './wording.js';

/** `isOpen`: neither right nor wrong, since what would decide it was not given. Then `ok` is false. */
export type Check = { name: string; ok: boolean; isOpen: boolean; detail: string };

/** `unchecked`: consistent in itself, but no trusted key showed who signed it. Only `valid` is a yes. */
export type Verdict = {
  outcome: 'valid' | 'invalid' | 'unchecked';
  checks: Check[];
  summary: string;
  notProven: string[];
  contract_id?: string;
  status?: 'confirmed' | 'declined';
};

type Finding = { name: string; is: 'well' | 'wrong' | 'open'; detail: Sentence };
type Fault = Sentence | undefined;
type Well = Sentence | ((parts: ReceiptParts) => Sentence);

const AGREEMENTS: [name: string, find: (parts: ReceiptParts) => Fault, whenWell: Well][] = [
  ['document', checks.documentFault, ['documentHolds']],
  ['events', checks.eventsFault, ['eventsHold']],
  ['events_head', checks.eventsHeadFault, ['eventsHeadHolds']],
  ['decisions_hash', checks.decisionsHashFault, ['decisionsHashHolds']],
  ['closing_event', checks.closingEventFault, checks.closedHow],
  ['status', checks.statusFault, ['statusHolds']],
  ['decision_events', checks.decisionEventsFault, ['decisionEventsHold']],
  ['issuer', checks.issuerFault, ['issuerHolds']],
];

/**
 * Judges a receipt. Never throws.
 *
 * @param receiptText the receipt as JSON text, at most 8 MB
 * @param trust `jwks`: the issuer's keys, got from where the reader trusts them; `thumbprint`: the RFC 7638 name of
 *   the one trusted key, which the receipt then encloses. Both: both must agree. Neither: never `valid`.
 * @param isSignedBy a faster check of Ed25519 signatures, where there is one
 */
export function verifyReceipt(
  receiptText: string,
  trust: Trust = {},
  language: Language = 'en',
  isSignedBy: portable.SignatureCheck = portable.isSignedBy,
): Verdict {
  let parts: ReceiptParts;
  try {
    parts = readReceipt(receiptText);
  } catch (error) {
    const detail: Sentence = error instanceof Unreadable ? error.sentence : ['unreadable'];
    return verdictOf([wrong('shape', detail)], language);
  }
  const found = findKey(parts.statement.jws.kid, parts.receipt.key, trust);
  const findings: Finding[] = [
    well('shape', ['shapeHolds']),
    ...AGREEMENTS.map(([name, find, whenWell]) =>
      agreement(name, find(parts), typeof whenWell === 'function' ? whenWell(parts) : whenWell),
    ),
    attestationFinding(parts, trust, isSignedBy),
    ...signatureFindings(parts, found, isSignedBy),
  ];
  const revoked = 'key' in found ? found.revoked : undefined;
  const inLog = findInLog(parts, trust, isSignedBy, revoked);
  return verdictOf([...findings, ...logFindings(inLog, revoked)], language, parts, inLog);
}

const well = (name: string, detail: Sentence): Finding => ({ name, is: 'well', detail });
const wrong = (name: string, detail: Sentence): Finding => ({ name, is: 'wrong', detail });
const open = (name: string, detail: Sentence): Finding => ({ name, is: 'open', detail });
const agreement = (name: string, fault: Fault, whenWell: Sentence): Finding =>
  fault === undefined ? well(name, whenWell) : wrong(name, fault);

function attestationFinding(parts: ReceiptParts, trust: Trust, isSignedBy: portable.SignatureCheck): Finding {
  const name = 'attestation';
  const fault = checks.attestationFault(parts);
  if (fault !== undefined) return wrong(name, fault);
  const { jws } = parts.attestation;
  const isOtherKey = jws.kid !== parts.statement.jws.kid;
  // Signed before the service changed its key: without a key set there is nothing to check it with.
  if (isOtherKey && trust.jwks === undefined) return open(name, ['attestationByOtherKey', jws.kid]);
  const found = findKey(jws.kid, parts.receipt.key, trust);
  if ('detail' in found) return unfound(name, found);
  const isSigned = isSignedBy(found.key, jws.signed, jws.proof);
  return isSigned ? well(name, ['attestationHolds']) : wrong(name, ['attestationWrong']);
}

function signatureFindings(parts: ReceiptParts, found: KeyFinding, isSignedBy: portable.SignatureCheck): Finding[] {
  const { jws } = parts.statement;
  if ('detail' in found) return [open('signature', ['signatureUnchecked']), unfound('signer', found)];
  const isSigned = isSignedBy(found.key, jws.signed, jws.proof);
  return [
    isSigned ? well('signature', ['signatureHolds']) : wrong('signature', ['signatureWrong']),
    found.is === 'trusted' ? well('signer', ['signerTrusted', jws.kid]) : open('signer', ['signerUnknown']),
  ];
}

const unfound = (name: string, { is, detail }: KeyFinding & { detail: Sentence }): Finding =>
  is === 'missing' ? open(name, detail) : wrong(name, detail);

/** Without a proof, or without a key to check it with, the receipt stands on its signature: that is told, not judged. */
function logFindings(inLog: LogFinding, revoked: Revocation | undefined): Finding[] {
  if (inLog.is === 'wrong') return [wrong('log', inLog.detail)];
  if (inLog.is !== 'included') return [];
  return [well('log', revoked === undefined ? ['logHolds'] : ['logBeforeRevocation', revoked.at])];
}

function verdictOf(
  findings: Finding[],
  language: Language,
  parts?: ReceiptParts,
  inLog: LogFinding = { is: 'absent' },
): Verdict {
  const broken = findings.find(({ is }) => is === 'wrong');
  const missing = findings.findLast(({ is }) => is === 'open');
  const left: Sentence[] = parts && !broken ? listNotProven(parts, inLog.is) : [['nothingProven']];
  const verdict: Verdict = {
    outcome: broken ? 'invalid' : missing ? 'unchecked' : 'valid',
    checks: findings.map(({ name, is, detail }) => {
      return { name, ok: is === 'well', isOpen: is === 'open', detail: say(detail, language) };
    }),
    summary: broken ? say(['broken', say(broken.detail, language)], language) : '',
    notProven: left.map((sentence) => say(sentence, language)),
  };
  if (parts === undefined) return verdict;
  const { contract_id, version, status, iss } = parts.statement.claims;
  if (broken) return { ...verdict, contract_id };
  const summary = missing
    ? say(['open', version, contract_id, status, say(missing.detail, language)], language)
    : say(['valid', version, contract_id, status, iss], language);
  return { ...verdict, summary, contract_id, status };
}
