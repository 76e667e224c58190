/** The terms of a draft as a contract would hold them, and the draft of terms that a contract holds. */
import { isSameAmount, parseAmount, productOf } from '../contracts/amount.js';
import type { Terms } from '../contracts/contract-document.js';
import { type Draft, type FurtherDraft, TERM_FIELDS, type TermField } from './draft.js';

/** A field, and the rule it breaks: worded for its reader by `fault-wording.ts`. */
export interface FieldFault {
  field: string;
  rule: string;
}

const AMOUNTS: ReadonlySet<string> = new Set<TermField>(['quantity', 'unit_price', 'total_amount']);
/** Of a contract that is still to be. */
const NOTHING: Terms = {};
const KNOWN: ReadonlySet<string> = new Set(TERM_FIELDS);

/**
 * What is empty is left out.
 * @param present the terms that are to change, if any: what was not touched stays exactly as it is
 */
export function termsOf(draft: Draft, present = NOTHING): Terms {
  const typed = [
    ...TERM_FIELDS.map((name) => [name, plainValue(name, draft.terms[name])] as const),
    ...soundRows(draft, present).map(({ name, value }) => [name.trim(), value.trim()] as const),
  ].filter(([, value]) => value !== '');
  const terms: Terms = Object.fromEntries([...typed, ...keptOf(present)]);
  for (const [name, value] of Object.entries(present)) {
    const field = fieldText(name);
    if (fitsField(name, value) && terms[field] === plainValue(field, fieldText(value))) {
      delete terms[field];
      terms[name] = value;
    }
  }
  const total = present === NOTHING && terms.total_amount === undefined ? offeredTotal(draft) : null;
  if (total !== null) terms.total_amount = total;
  // Said beforehand in the form, it means nothing alone.
  if (!('unit_price' in terms || 'total_amount' in terms || 'currency' in present)) delete terms.currency;
  return terms;
}

/** `350,000.00` is how people write it. */
function plainValue(field: string, text: string): string {
  const value = text.trim();
  return AMOUNTS.has(field) && /^\d{1,3}([, ]\d{3})+(\.\d+)?$/.test(value) ? value.replace(/[, ]/g, '') : value;
}

/** Quantity times price, for whoever leaves the total empty; null where there is none to offer. */
export function offeredTotal({ terms }: Draft): string | null {
  return productOf(plainValue('quantity', terms.quantity), plainValue('unit_price', terms.unit_price));
}

/** The product where the total says something else. */
export function otherTotal(draft: Draft): string | null {
  const [given, offered] = [parseAmount(plainValue('total_amount', draft.terms.total_amount)), offeredTotal(draft)];
  return given !== null && offered !== null && !isSameAmount(given, offered) ? offered : null;
}

/** What a field of text shows of a term that is text: browsers drop line ends, and spaces around mean nothing. */
const fieldText = (value: unknown): string =>
  String(value)
    .replace(/[\r\n]/g, '')
    .trim();

const fitsField = (name: string, value: unknown): boolean =>
  typeof value === 'string' && fieldText(value) !== '' && fieldText(name) !== '';

/** Terms that no field of text can hold: they are shown, and stay. */
export const keptOf = (present: Terms): [string, unknown][] =>
  Object.entries(present).filter(([name, value]) => !fitsField(name, value));

export function draftOfTerms(present: Terms): Pick<Draft, 'terms' | 'further'> {
  const fitting = Object.entries(present).filter(([name, value]) => fitsField(name, value));
  const texts = new Map(fitting.map(([name, value]) => [fieldText(name), fieldText(value)]));
  return {
    terms: Object.fromEntries(TERM_FIELDS.map((name) => [name, texts.get(name) ?? ''])) as Draft['terms'],
    further: [...texts].filter(([name]) => !KNOWN.has(name)).map(([name, value]) => ({ name, value })),
  };
}

const soundRows = (draft: Draft, present: Terms): FurtherDraft[] =>
  draft.further.filter((_, i) => rowFault(draft, present, i) === null);

export const rowFaults = (draft: Draft, present = NOTHING): FieldFault[] =>
  draft.further.flatMap((_, i) => rowFault(draft, present, i) ?? []);

/** A name and its value are one term: neither stands alone, and no name stands twice. */
function rowFault({ further }: Draft, present: Terms, i: number): FieldFault | null {
  const [name, value] = [further[i]!.name.trim(), further[i]!.value.trim()];
  const fault = (field: 'name' | 'value', rule: string) => ({ field: `further.${i}.${field}`, rule });
  if (name === '') return value === '' ? null : fault('name', 'needs a name');
  if (KNOWN.has(name)) return fault('name', 'has a field of its own');
  if (name === '__proto__') return fault('name', 'cannot be the name of a term');
  const isTwice = further.slice(0, i).some((row) => row.name.trim() === name);
  if (isTwice || keptOf(present).some(([kept]) => kept === name)) return fault('name', 'stands twice');
  return value === '' ? fault('value', 'needs a value') : null;
}
