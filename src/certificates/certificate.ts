/** What stands on a certificate, in words: everything from the signed receipt, and how to check it. */
import { maskPhone } from '../phones/phone-number.js';
import { grouped } from '../texts/shown-terms.js';
import { type Language, wordingFor } from '../texts/wording.js';
import { timeIn, timeInUtc } from './local-time.js';
import type { FactsParty, ReceiptFacts } from './receipt-facts.js';
import type { CertificateWording } from './wording.en.js';
import { certificateWording } from './wording.js';

export interface CheckingWays {
  /** Twelve characters in groups. */
  shownCode: string;
  /** Of the page that shows the receipt; null where this service does not know its own address. */
  address: string | null;
  smsCommand: string;
  smsNumber: string | null;
}

export interface CertificateOrder {
  /** The receipt's text. */
  receipt: string;
  language: Language;
  timeZone: string;
  ways: CheckingWays;
}

export interface Labelled {
  label: string;
  value: string;
}

export interface ShownParty {
  name: string;
  role: string;
  number: string;
  answer: string;
  isNo: boolean;
  /** `grade B: own code came back`, and its shortest form; empty without an answer. */
  grade: string;
  letter: string;
  localTime: string;
  isSimulated: boolean;
}

export interface Moment {
  localTime: string;
  utc: string;
  what: string;
}

export interface Certificate {
  language: Language;
  wording: CertificateWording;
  facts: ReceiptFacts;
  reference: string;
  /** How it was decided, and when. */
  decision: string;
  simulated: string | null;
  terms: Labelled[];
  transcript: string | null;
  parties: ShownParty[];
  created: Moment;
  answers: Moment[];
  concluded: Moment;
  localTimeLabel: string;
  grades: Labelled[];
  ways: CheckingWays;
}

const AMOUNTS = new Set(['total_amount', 'unit_price']);
/** Shown beside what they measure. */
const MEASURES = new Map([
  ['currency', ['total_amount', 'unit_price']],
  ['unit', ['quantity']],
]);

export function writeCertificate(facts: ReceiptFacts, order: Omit<CertificateOrder, 'receipt'>): Certificate {
  const { language, timeZone, ways } = order;
  const wording = certificateWording(language);
  const spoken = wordingFor(language);
  const momentOf = (at: string, what: string): Moment => {
    return { localTime: timeIn(at, timeZone, language), utc: timeInUtc(at), what };
  };
  const parties = facts.parties.map((party) => shownParty(party, order, wording));
  const decided = facts.parties.flatMap(({ name, decision }) => (decision ? [{ name, decision }] : []));
  const answers = [...decided].sort((a, b) => (a.decision.at < b.decision.at ? -1 : 1));
  const letters = [...new Set(decided.map(({ decision }) => decision.grade))].sort();
  const simulated = facts.parties.filter((party) => party.isSimulated).length;
  const type = spoken.contractTypes[facts.contractType] ?? spoken.contractTypes.other!;
  return {
    ...{ language, wording, facts, parties, ways },
    reference: wording.reference(facts.contractId, facts.version, type),
    decision: decisionOf(facts, wording),
    simulated: simulated > 0 ? wording.whatSimulated(simulated, decided.length) : null,
    terms: shownTerms(facts, wording),
    transcript: facts.transcript,
    created: momentOf(facts.createdAt, wording.created),
    answers: answers.map(({ name, decision }) => {
      return momentOf(decision.at, wording.said[decision.answer](name.trim() || wording.noName));
    }),
    concluded: momentOf(facts.decidedAt, wording.concluded[facts.status]),
    localTimeLabel: wording.localTime(timeZone),
    grades: letters.map((letter) => ({ label: letter, value: wording.grades[letter][1] })),
  };
}

function decisionOf({ status, parties }: ReceiptFacts, wording: CertificateWording): string {
  if (status === 'confirmed') return wording.allAgreed(parties.length);
  return wording.refused(parties.filter(({ decision }) => decision?.answer === 'no').length, parties.length);
}

function shownParty(
  { name, role, phoneNumber, decision, isSimulated }: FactsParty,
  { language, timeZone }: Pick<CertificateOrder, 'language' | 'timeZone'>,
  wording: CertificateWording,
): ShownParty {
  const { roles } = wordingFor(language);
  return {
    ...{ name: name.trim() || wording.noName, role: roles[role] ?? roles.other!, number: maskPhone(phoneNumber) },
    answer: wording.answers[decision?.answer ?? 'none'],
    isNo: decision?.answer === 'no',
    grade: decision ? `${wording.grade(decision.grade)}: ${wording.grades[decision.grade][0]}` : '',
    letter: decision?.grade ?? '',
    localTime: decision ? timeIn(decision.at, timeZone, language) : '',
    isSimulated,
  };
}

/** Those this service knows first, in the order people look for them; then the others as they were given. */
export function shownTerms({ terms }: Pick<ReceiptFacts, 'terms'>, wording: CertificateWording): Labelled[] {
  const known = Object.keys(wording.terms).filter((key) => Object.hasOwn(terms, key));
  const isMeasure = (key: string) => MEASURES.get(key)?.some((measured) => Object.hasOwn(terms, measured)) ?? false;
  const further = Object.keys(terms).filter((key) => !Object.hasOwn(wording.terms, key) && !isMeasure(key));
  return [
    ...known.map((key) => ({ label: wording.terms[key]!, value: knownValue(terms, key) })),
    ...further.map((key) => ({ label: key.replaceAll('_', ' '), value: textOf(terms[key]) })),
  ];
}

function knownValue(terms: ReceiptFacts['terms'], key: string): string {
  const value = textOf(terms[key]);
  if (AMOUNTS.has(key)) return [terms.currency ?? '', grouped(value)].join(' ').trim();
  return key === 'quantity' && 'unit' in terms ? `${value} ${textOf(terms.unit)}` : value;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
