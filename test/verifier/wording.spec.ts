/** Every sentence in every language, with values that are looked for in it. What lacks a row here does not compile. */
import type { Parts, Reasons } from '../../src/verifier/wording.en.js';
import { type Sentence, say, type Wording } from '../../src/verifier/wording.js';
import { aDecision, aDocument, jwks, makeReceipt, signer } from './receipt.fixture.js';
import { verifyReceipt } from './unsandboxed.js';

const EVENT: [number, string] = [41, 'contract.created'];
const KID = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k';
const DAY = '2026-08-29T10:40:00.000Z';
const [ID, WHO, N] = ['AG-2026-482913705', 'p1 (Wanjirũ Kamau)', 43];

const SAMPLES: { [Kind in keyof Wording]: Parameters<Wording[Kind]> } = {
  shapeHolds: [],
  unreadable: [],
  notText: [],
  tooLarge: [N],
  unknownPart: ['valid'],
  cannotBeRead: [['receipt'], ['notJson']],
  notObject: [['receipt']],
  lacks: [['decision', N], 'grade'],
  misfit: [['event', N], 'seq'],
  documentHolds: [],
  documentNotCanonical: [],
  documentChanged: [],
  documentOtherContract: [],
  documentOtherVersion: [],
  documentWithoutParty: [],
  documentPartyTwice: [],
  eventsHold: [],
  noEvents: [],
  eventOutOfOrder: [...EVENT, N],
  eventOfOther: EVENT,
  eventChanged: EVENT,
  eventUnlinked: EVENT,
  eventsHeadHolds: [],
  eventsHeadOther: [],
  decisionsHashHolds: [],
  decisionsChanged: [],
  closingHolds: [],
  closingBorneOut: [],
  closingMissing: [],
  corroborationOtherVersion: [],
  corroborationOtherReceipt: [],
  closingOtherStatus: ['contract.expired', 'declined'],
  closingOtherVersion: [],
  closingOtherDocument: [],
  closingOtherDecisions: [],
  statusHolds: [],
  decisionOutOfOrder: [N],
  decisionOfStranger: [N, WHO],
  decisionTwice: [N, WHO],
  confirmedDespiteNo: [WHO],
  confirmedWithoutYes: [WHO],
  declinedWithoutNo: [],
  decisionEventsHold: [],
  decisionWithoutEvent: [N, WHO, 'yes', 'contract.party_confirmed'],
  issuerHolds: [],
  issuersDiffer: [],
  attestationHolds: [],
  attestationOfOtherDocument: [],
  attestationOfOtherContract: [],
  attestationOfOtherVersion: [],
  attestationOfOtherTime: [],
  attestationByOtherKey: [KID],
  attestationWrong: [],
  signatureHolds: [],
  signatureWrong: [],
  signatureUnchecked: [],
  signerTrusted: [KID],
  signerUnknown: [],
  keyNotTheTrusted: [KID, 'another-key'],
  keyNotEnclosed: [KID],
  keyEnclosedOther: [KID],
  keyNotInSet: [KID],
  keySetMalformed: [],
  logHolds: [],
  logBeforeRevocation: [DAY],
  proofMissing: [DAY],
  proofOfOtherEvent: [],
  proofOfOtherSize: [],
  proofHashUnreadable: [],
  proofOfOtherRoot: [],
  proofTooLate: [DAY],
  closingNamesTooLittle: [DAY],
  checkpointUnreadable: [],
  checkpointWrong: [],
  broken: ['Because.'],
  open: [N, ID, 'confirmed', 'But.'],
  valid: [N, ID, 'confirmed', 'https://ndiyo.example'],
  nothingProven: [],
  noOwnKey: [],
  namesAsWritten: [],
  gradedAs: [WHO, 'no', 'D'],
  gradeRaised: [WHO, 'B', 'A', DAY],
  simulated: [WHO],
  termsNotShown: [WHO, '/terms/a, /terms/b'],
  noLogProof: [],
  logUnsigned: [],
  otherNote: [],
};
const PARTS: { [Kind in keyof Parts]: Parameters<Parts[Kind]> } = {
  ...{ receipt: [], document: [], attestation: [], signature: [], proof: [], leaf: [] },
  ...{ decision: [N], event: [N], party: [N] },
};
const REASONS: { [Kind in keyof Reasons]: Parameters<Reasons[Kind]> } = {
  ...{ notJson: [], tooDeep: [N], hasNul: [], hasHalfPair: [], hasProto: [], nameTwice: ['note'], numberTooLarge: [] },
  ...{ notThreeParts: [], headerMember: ['jku'], notEd25519: [], noKeyName: [], typeNotText: [], partNotObject: [] },
  ...{ notBase64: [], notUtf8: [] },
};
const WORDS_OF_ENUMS = /^(yes|no|[ABCD]|confirmed|declined)$/; // each language has its own

const sentences = [
  ...Object.entries(SAMPLES),
  ...Object.entries(PARTS).map((part) => ['notObject', [part.flat()]]),
  ...Object.entries(REASONS).map((reason) => ['cannotBeRead', [['document'], reason.flat()]]),
].map(([kind, values]) => [kind, ...(values as unknown[])] as Sentence);

test.each(sentences.map((sentence) => [JSON.stringify(sentence), sentence] as const))(
  '%s is said whole in English, and otherwise in Swahili',
  (_, sentence) => {
    const [english, swahili] = [say(sentence, 'en'), say(sentence, 'sw')];
    expect(swahili).not.toBe(english);
    for (const said of [english, swahili]) {
      expect(said).toMatch(/^\S.*\.$/s);
      expect(said).not.toMatch(/undefined|\[object|\bnull\b| {2}|\.\.$/);
      const [kind, ...values] = sentence.flat() as unknown[];
      const told = values.filter((value) => value !== kind && !isKind(value) && !WORDS_OF_ENUMS.test(String(value)));
      for (const value of told) expect(said).toContain(String(value));
    }
  },
);

const isKind = (value: unknown) => Object.hasOwn(PARTS, value as string) || Object.hasOwn(REASONS, value as string);

test('all sentences differ from each other, and so do the four grades', () => {
  for (const language of ['en', 'sw'] as const) {
    const grades = ['A', 'B', 'C', 'D'].map((grade) => ['gradedAs', WHO, 'yes', grade] as Sentence);
    const said = [...sentences, ...grades].map((sentence) => say(sentence, language));
    const twice = said.filter((one, i) => said.indexOf(one) !== i);
    expect([...new Set(twice)]).toEqual(twice.slice(0, 2)); // `notObject` and `cannotBeRead` stand in two tables
  }
});

test('an unknown day is said so', () => {
  expect(say(['proofMissing', null], 'en')).toContain('on an unknown day');
  expect(say(['proofMissing', null], 'sw')).toContain('siku isiyojulikana');
});

test('a verdict is the same in Swahili but for its words', () => {
  const decisions = [aDecision('p1', { carrier: 'simulator', grade: 'D' }), aDecision('p2')];
  const text = JSON.stringify(makeReceipt({ decisions }));
  const [english, swahili] = [verifyReceipt(text, { jwks }), verifyReceipt(text, { jwks }, 'sw')];
  expect(swahili.summary).toBe(
    'Mkataba AG-2026-482913705, toleo la 1, umethibitishwa, kama ilivyorekodiwa na kusainiwa na https://ndiyo.example.',
  );
  expect(swahili.notProven.join('\n')).toContain('p1 (Wanjirũ Kamau): MAJARIBIO TU (SIMULATED)');
  const bare = ({ checks, notProven, ...verdict }: typeof english) => ({
    ...verdict,
    summary: '',
    checks: checks.map(({ detail, ...check }) => check),
    open: notProven.length,
  });
  expect(bare(swahili)).toEqual(bare(english));
});

test.each(['\n', '\u202e', '\u2066', '\u001b[2J', '\u200b', '\u2028', '\u0085'])(
  'a name with %j in it neither breaks a line nor turns the direction of a sentence',
  (mark) => {
    const document = aDocument();
    Object.assign(document.parties[0]!, { name: `Wanjirũ${mark}ok signer` });
    const decisions = [aDecision('p2'), aDecision('p9\u202e\n')];
    for (const making of [{ document }, { document, decisions }]) {
      const { summary, checks, notProven } = verifyReceipt(JSON.stringify(makeReceipt(making)), {
        thumbprint: signer.kid,
      });
      for (const said of [summary, ...checks.map(({ detail }) => detail), ...notProven]) {
        expect(said).not.toMatch(/[\p{Cc}\p{Cf}\u2028]/u);
      }
    }
  },
);
