/** The terms of a contract as short phrases for a text, the weightiest first. */
import { escapeToken } from '../json/json-pointer.js';
import { fold, type Loss } from './gsm7.js';
import { CODE_PLACE, type Wording } from './wording.js';

type Terms = Record<string, unknown>;
type Say = (...values: string[]) => string;
/** `sample` stands for the value where a phrase is looked at as a whole: an amount may be as long as it likes. */
type Showable = Pick<Phrase, 'text' | 'loss'> & { sample: string };

/** A phrase, what of the document it carries (JSON pointers, RFC 6901), and what folding took from it. */
export interface Phrase {
  pointers: string[];
  text: string;
  loss: Loss;
}

const KNOWN = 'total_amount product quantity unit_price delivery_deadline delivery_location quality_requirements';
const KNOWN_KEYS = new Set(KNOWN.split(' '));
const MAX_VALUE_CHARS = 1_000; // no text carries more
const MAX_NAME_CHARS = 24;
const AMOUNT = /^(0|[1-9][0-9]*)(\.[0-9]+)?$/;
const LINK = /:\/\/|\bwww\.|@\w|[^\s.]\.\p{L}{2,}|\b[0-9]{1,3}(\.[0-9]{1,3}){3}\b/iu;
// Seven digits or more, six behind a zero, five behind a plus or a star, whatever stands between them; and what a phone
// dials as a service code. Dates and amounts with commas are taken out first, unless more digits stand beside them.
const TELEPHONE =
  /[0-9]([^\p{L}0-9]{0,3}[0-9]){6,}|(?<![0-9.,])0([^\p{L}0-9]{0,3}[0-9]){5,}|[+*]([^\p{L}0-9]{0,3}[0-9]){5,}|[*#][0-9]+([*#][0-9]+)*#/u;
const NUMBERS = new RegExp(TELEPHONE, 'gu');
const ALONE = [String.raw`(?<![0-9][^\p{L}0-9]{0,3})`, String.raw`(?![^\p{L}0-9]{0,3}[0-9])`] as const;
const COUNTED = [
  String.raw`(19|20)[0-9]{2}[-/](0[1-9]|1[0-2])[-/](0[1-9]|[12][0-9]|3[01])(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?Z?)?`,
  '(0?[1-9]|[12][0-9]|3[01])/(0?[1-9]|1[0-2])/(19|20)[0-9]{2}',
  String.raw`[1-9][0-9]{0,2}(,[0-9]{3}){1,2}(\.[0-9]{1,2})?`,
];
const COUNTS = new RegExp(COUNTED.map((one) => ALONE.join(`(${one})`)).join('|'), 'gu');
// What holds less than every link and every number to call needs: most texts, seen at once.
const HARMLESS = /^[^0-9@.:#]*(?:[0-9][^0-9@.:#]*){0,4}$/;
const AMOUNTS = new Set(['total_amount', 'unit_price', 'quantity']);
const LONG_COUNT = /^[0-9]{9,}$/; // elsewhere, a number to call rather than one that counts something

/** What parties look at first comes first; `others` is who else takes part, in ever shorter words. A later phrase may repeat an earlier one in part, to fit where it did not. */
export function phrasesOf(terms: Terms, wording: Wording, kind: string, others: string[]): Phrase[] {
  const phrase = (keys: string[], say: Say) => phraseOf(terms, keys, say);
  const money = (key: string, say: Say) =>
    'currency' in terms
      ? phrase([key, 'currency'], (amount, currency) => say(`${currency} ${amount}`))
      : phrase([key], say);
  const measure = ['quantity', 'unit'].filter((key) => key in terms);
  const hasQuantity = 'quantity' in terms;
  const goods: Say = (product, quantity, unit) => wording.goods(product!, wording.amount(quantity!, unit));
  const known = [
    money('total_amount', 'currency' in terms ? (amount) => amount! : wording.total),
    'product' in terms ? null : plain(kind),
    hasQuantity ? phrase(['product', ...measure], goods) : null,
    hasQuantity ? phrase(measure, wording.amount) : null,
    phrase(['product'], (product) => product!),
    ...others.map((party) => plain(party, '/parties')),
    phrase(['delivery_deadline'], wording.by),
    phrase(['delivery_location'], wording.at),
    money('unit_price', wording.each),
    phrase(['quality_requirements'], wording.quality),
  ];
  const further = Object.keys(terms).filter((key) => !KNOWN_KEYS.has(key) && !isMeasureOfAnother(terms, key));
  return [...known, ...further.map((key) => labelled(terms, key))].filter((found) => found !== null);
}

export function transcriptPhrase(transcript: string, wording: Wording): Phrase | null {
  const value = showable(transcript);
  return value && { pointers: ['/transcript'], text: wording.transcript(value.text), loss: value.loss };
}

export function pointerTo(key: string): string {
  return `/terms/${escapeToken(key)}`;
}

/** A name fit for a text: without links and telephone numbers, and cut between words when long. */
export function shortName(name: string): string {
  const { text, loss } = fold(name);
  if (loss === 'replaced') return '';
  const words = (HARMLESS.test(text) ? text : text.replace(NUMBERS, ' ')).split(' ');
  const clean = words.filter((word) => word !== '' && !isLink(word) && !word.includes(CODE_PLACE)).join(' ');
  if (clean.length <= MAX_NAME_CHARS) return clean;
  const cut = clean.slice(0, MAX_NAME_CHARS - 1);
  const space = cut.lastIndexOf(' ');
  return `${space > MAX_NAME_CHARS / 2 ? cut.slice(0, space) : cut}.`;
}

function phraseOf(terms: Terms, keys: string[], say: Say): Phrase | null {
  const values = keys.map((key) => showableTerm(terms, key));
  const shown = values.filter((value) => value !== null);
  if (shown.length < keys.length) return null;
  // Two harmless values may make a number together.
  if (keys.length > 1 && isUnfit(say(...shown.map(({ sample }) => sample)))) return null;
  return { pointers: keys.map(pointerTo), text: say(...shown.map(({ text }) => text)), loss: worst(shown) };
}

function labelled(terms: Terms, key: string): Phrase | null {
  const label = showable(key.replaceAll('_', ' '));
  const found = label && phraseOf(terms, [key], (value) => `${label.text}: ${value}`);
  return found && !isUnfit(found.text) ? { ...found, loss: worst([found, label]) } : null;
}

function plain(text: string, ...pointers: string[]): Phrase | null {
  return text === '' ? null : { pointers, text, loss: 'none' };
}

// One term stands in several phrases, and in the text of every party.
const known = new WeakMap<Terms, Map<string, Showable | null>>();

function showableTerm(terms: Terms, key: string): Showable | null {
  const ofTerms = known.get(terms) ?? new Map<string, Showable | null>();
  known.set(terms, ofTerms);
  let found = ofTerms.get(key);
  if (found === undefined) {
    found = Object.hasOwn(terms, key) ? showable(terms[key], AMOUNTS.has(key)) : null;
    ofTerms.set(key, found);
  }
  return found;
}

// Null for what a text cannot carry (lists, long prose) and for what it must not: links, numbers to call, our own sign.
function showable(value: unknown, isAmount = false): Showable | null {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null;
  if (String(value).length > MAX_VALUE_CHARS) return null;
  const { text, loss } = fold(String(value).trim());
  if (!isAmount && LONG_COUNT.test(text)) return null;
  if (AMOUNT.test(text)) return { text: grouped(text), loss, sample: '1' };
  const shown = text.trim();
  return shown === '' || isUnfit(shown) ? null : { text: shown, loss, sample: shown };
}

const isLink = (text: string): boolean => !HARMLESS.test(text) && LINK.test(text);

function isUnfit(text: string): boolean {
  if (text.includes(CODE_PLACE)) return true;
  if (HARMLESS.test(text)) return false;
  const rest = text.replace(COUNTS, ' ');
  return LINK.test(rest) || TELEPHONE.test(rest);
}

function worst(values: { loss: Loss }[]): Loss {
  const order: Loss[] = ['replaced', 'dropped'];
  return order.find((loss) => values.some((value) => value.loss === loss)) ?? 'none';
}

// a currency or a unit says nothing without its amount
function isMeasureOfAnother(terms: Terms, key: string): boolean {
  if (key === 'currency') return 'total_amount' in terms || 'unit_price' in terms;
  return key === 'unit' && 'quantity' in terms;
}

// 350000.00 is easier to check on a small screen as 350,000
export function grouped(amount: string): string {
  const [whole = '', fraction = ''] = amount.split('.');
  const cents = /^0*$/.test(fraction) ? '' : `.${fraction}`;
  return whole.replace(/\B(?=([0-9]{3})+$)/g, ',') + cents;
}
