/** What a verdict says in English, the measure for other languages. */
import { type Told, tell } from './sentence.js';

/** What a sentence is about. */
const parts = {
  receipt: () => 'The receipt',
  document: () => 'The document',
  attestation: () => 'The attestation',
  signature: () => "The receipt's signature",
  proof: () => 'The proof',
  leaf: () => 'The leaf of the proof',
  decision: (n: number) => `Decision ${n}`,
  event: (n: number) => `Event ${n}`,
  party: (n: number) => `Party ${n} of the document`,
};

/** Why a part cannot be read. */
const reasons = {
  notJson: () => 'it is not JSON',
  tooDeep: (levels: number) => `it is nested deeper than ${levels} levels`,
  hasNul: () => 'a text in it holds the character NUL',
  hasHalfPair: () => 'a text in it holds half of a surrogate pair',
  hasProto: () => 'it uses the name "__proto__"',
  nameTwice: (name: string) => `the name "${name}" is given twice in one object`,
  numberTooLarge: () => 'a number in it is too large to be read exactly',
  notThreeParts: () => 'it does not have three parts',
  headerMember: (name: string) => `its header holds "${name}", which is not allowed`,
  notEd25519: () => 'its algorithm is not Ed25519',
  noKeyName: () => 'it does not name its key',
  typeNotText: () => 'its type is not a text',
  partNotObject: () => 'a part of it is not a JSON object',
  notBase64: () => 'it is not strict base64url',
  notUtf8: () => 'it is not UTF-8',
};

export type Parts = typeof parts;
export type Reasons = typeof reasons;
export type Part = Told<Parts>;
export type Reason = Told<Reasons>;

const grades = {
  A: "the party's own code came back, and the service found the message in the carrier's own inbox; it still rests on the carrier's word",
  B: "the party's own code came back by an authenticated way; it rests on the word of the carrier and the service, and was not found in the carrier's own inbox",
  C: "the carrier's callback was authenticated, but the reply did not hold the party's own code",
  D: 'unauthenticated: nothing shows that the answer came from this phone',
};
export type Grades = typeof grades;
type Grade = keyof Grades;
type Answer = 'yes' | 'no';
type Status = 'confirmed' | 'declined';

const event = (seq: number, type: string) => `Event ${seq} (${type})`;
const what = (version: number, contract: string, status: Status) =>
  `Version ${version} of contract ${contract} was ${status}`;
const tooLate = (at: string | null) =>
  `The signing key was revoked on ${at ?? 'an unknown day'}, and this receipt is not shown to have stood in the log before`;

const shape = {
  shapeHolds: () => 'Every part of the receipt is known and readable.',
  unreadable: () => 'The receipt cannot be read.',
  notText: () => 'The receipt is not a text.',
  tooLarge: (megabytes: number) => `The receipt is larger than ${megabytes} MB.`,
  unknownPart: (name: string) => `The receipt has an unknown part "${name}".`,
  cannotBeRead: (part: Part, reason: Reason) => `${tell(parts, part)} cannot be read: ${tell(reasons, reason)}.`,
  notObject: (part: Part) => `${tell(parts, part)} is not a JSON object.`,
  lacks: (part: Part, name: string) => `${tell(parts, part)} has no "${name}".`,
  misfit: (part: Part, name: string) => `${tell(parts, part)} has a "${name}" that is not as it must be.`,
};
export type Shape = typeof shape;

const agreements = {
  documentHolds: () => 'The document is canonical and its hash is the signed one.',
  documentNotCanonical: () => 'The document is not written in canonical form (RFC 8785).',
  documentChanged: () => 'The document does not match the signed hash: it was changed after it was signed.',
  documentOtherContract: () => 'The signature is about another contract.',
  documentOtherVersion: () => 'The signature is about another version of the contract.',
  documentWithoutParty: () => 'The document names no party.',
  documentPartyTwice: () => 'Two parties of the document have the same id.',
  eventsHold: () => 'The chain of events is unbroken from the first to the last.',
  noEvents: () => 'The receipt holds no events.',
  eventOutOfOrder: (seq: number, type: string, found: number) =>
    `${event(seq, type)} has the number ${found}: one is missing, doubled or out of order before it.`,
  eventOfOther: (seq: number, type: string) => `${event(seq, type)} belongs to another contract.`,
  eventChanged: (seq: number, type: string) =>
    `${event(seq, type)} does not match its hash: it was changed after it was written.`,
  eventUnlinked: (seq: number, type: string) =>
    `${event(seq, type)} does not follow the event before it: the chain is broken here.`,
  eventsHeadHolds: () => 'The last event is the signed one.',
  eventsHeadOther: () => 'The last event is not the one that was signed: events were removed or added.',
  decisionsHashHolds: () => 'The decisions are the signed ones.',
  decisionsChanged: () => 'The decisions do not match the signed hash: they were changed after they were signed.',
  closingHolds: () => 'The last event closes this version with this status.',
  closingBorneOut: () => 'An event closes this version with this status, and the last one bears a decision out.',
  closingOtherStatus: (type: string, status: Status) => `The last event is ${type}, but the receipt says ${status}.`,
  closingOtherVersion: () => 'The last event is about another version of the contract.',
  closingOtherDocument: () => 'The last event is about another document.',
  closingOtherDecisions: () => 'The last event is about other decisions.',
  closingMissing: () => 'No event closes this version.',
  corroborationOtherVersion: () => 'The last event bears out a decision about another version of the contract.',
  corroborationOtherReceipt: () => 'The last event bears out a decision about another document or other decisions.',
  statusHolds: () => 'The decisions lead to the status that is stated.',
  decisionOutOfOrder: (n: number) => `Decision ${n} is out of order in time.`,
  decisionOfStranger: (n: number, party: string) => `Decision ${n} is by "${party}", who is no party of the document.`,
  decisionTwice: (n: number, party: string) => `Decision ${n} repeats an earlier one of ${party}.`,
  confirmedDespiteNo: (party: string) => `It says confirmed, but ${party} said no.`,
  confirmedWithoutYes: (party: string) => `It says confirmed, but ${party} has not said yes.`,
  declinedWithoutNo: () => 'It says declined, but nobody said no.',
  decisionEventsHold: () => 'Every decision stands in the chain of events.',
  decisionWithoutEvent: (n: number, party: string, answer: Answer, type: string) =>
    `Decision ${n} (${party}, ${answer}) has no event ${type} of this version.`,
  issuerHolds: () => 'The attestation and the signature come from one issuer.',
  issuersDiffer: () => 'The attestation and the signature name different issuers.',
};
export type Agreements = typeof agreements;

const signatures = {
  attestationHolds: () => 'The attestation is signed and agrees with the document.',
  attestationOfOtherDocument: () => 'The attestation is about another document.',
  attestationOfOtherContract: () => 'The attestation is about another contract.',
  attestationOfOtherVersion: () => 'The attestation is about another version of the contract.',
  attestationOfOtherTime: () => 'The attestation gives another time of creation.',
  attestationByOtherKey: (kid: string) =>
    `The attestation is signed with another key, ${kid}; give the issuer's key set to check it.`,
  attestationWrong: () => "The attestation's signature is wrong.",
  signatureHolds: () => 'The signature matches the statement.',
  signatureWrong: () => 'The signature is wrong.',
  signatureUnchecked: () => 'The signature was not checked: there is no key for it.',
  signerTrusted: (kid: string) => `The signing key ${kid} is a trusted one.`,
  signerUnknown: () => 'No trusted key was given: the receipt is consistent, but anyone could have signed it.',
  keyNotTheTrusted: (kid: string, trusted: string) =>
    `It is signed with the key ${kid}, not with the trusted key ${trusted}.`,
  keyNotEnclosed: (kid: string) => `The receipt does not enclose its key ${kid}; give the issuer's key set.`,
  keyEnclosedOther: (kid: string) => `The enclosed key is not the key ${kid} that the signature names.`,
  keyNotInSet: (kid: string) => `It is signed with the key ${kid}, which is not a trusted key.`,
  keySetMalformed: () => 'The trusted keys that were given are not a JSON Web Key Set.',
};
export type Signatures = typeof signatures;

const log = {
  logHolds: () => 'The last event stands in the signed log.',
  logBeforeRevocation: (at: string | null) =>
    `The signing key was revoked on ${at ?? 'an unknown day'}, but the last event stood in the log before.`,
  proofMissing: (at: string | null) => `${tooLate(at)} and there is no proof.`,
  proofOfOtherEvent: () => 'The proof is about another event.',
  proofOfOtherSize: () => 'The proof is for another size of the log than the checkpoint.',
  proofHashUnreadable: () => 'A hash of the proof cannot be read.',
  proofOfOtherRoot: () => 'The proof does not lead to the root that was signed: the log does not hold this event.',
  proofTooLate: (at: string | null) => `${tooLate(at)}; ask the service for the receipt again.`,
  closingNamesTooLittle: (at: string | null) => `${tooLate(at)}: what stood in it does not name all of it.`,
  checkpointUnreadable: () => 'The checkpoint cannot be read.',
  checkpointWrong: () => "The checkpoint's signature is wrong.",
};
export type Log = typeof log;

const summaries = {
  broken: (detail: string) => `This receipt cannot be relied on. ${detail}`,
  open: (version: number, contract: string, status: Status, detail: string) =>
    `The receipt is consistent and says: ${what(version, contract, status)}. ${detail}`,
  valid: (version: number, contract: string, status: Status, issuer: string) =>
    `${what(version, contract, status)}, as recorded and signed by ${issuer}.`,
};
export type Summaries = typeof summaries;

const notProven = {
  nothingProven: () => 'Nothing that it says is proven.',
  noOwnKey: () =>
    "It is not made with any party's own key: it is the service's signed record of what the carrier delivered.",
  namesAsWritten: () =>
    "Names and roles are as the contract's author wrote them; times are by the service's own clock.",
  gradedAs: (party: string, answer: Answer, grade: Grade) =>
    `${party} said ${answer}, grade ${grade}: ${grades[grade]}.`,
  gradeRaised: (party: string, from: Grade, to: Grade, at: string) =>
    `${party}: the decision was signed with grade ${from}; a later event of ${at} raised it to ${to}.`,
  simulated: (party: string) => `${party}: SIMULATED. No telephone and no carrier took part in this decision.`,
  termsNotShown: (party: string, terms: string) =>
    `${party} was not shown these terms in the texts before deciding: ${terms}.`,
  noLogProof: () =>
    'It carries no proof that it stands in a log, so only the service itself could tell whether it was taken back.',
  logUnsigned: () =>
    'The log proof beside the receipt fits together, but no trusted key was given that signed its checkpoint.',
  otherNote: () => 'The note on the receipt is not the usual one and is not signed: do not rely on what it says.',
};
export type NotProven = typeof notProven;

export const english = { ...shape, ...agreements, ...signatures, ...log, ...summaries, ...notProven };
