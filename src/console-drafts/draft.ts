/** What somebody has typed into the form of a contract so far: text by text, as typed, right or wrong. */
import type { Form } from '../look/form.js';

export const TERM_FIELDS = [
  ...(['product', 'quantity', 'unit', 'unit_price', 'total_amount', 'currency'] as const),
  ...(['delivery_location', 'delivery_deadline', 'quality_requirements'] as const),
];
export const PARTY_FIELDS = ['name', 'phone_number', 'role', 'language'] as const;
const FURTHER_FIELDS = ['name', 'value'] as const;
const PLAIN_FIELDS = [
  ...(['contract_type', 'transcript', 'external_id', 'idempotency_key'] as const),
  ...(['expires_in', 'expires_in_count', 'expires_in_unit'] as const),
];

type Texts<Name extends string> = Record<Name, string>;
export type TermField = (typeof TERM_FIELDS)[number];
export type PartyDraft = Texts<(typeof PARTY_FIELDS)[number]>;
export type FurtherDraft = Texts<(typeof FURTHER_FIELDS)[number]>;

export interface Draft {
  plain: Texts<(typeof PLAIN_FIELDS)[number]>;
  terms: Texts<TermField>;
  /** Terms that have no field of their own. */
  further: FurtherDraft[];
  parties: PartyDraft[];
}

export const FEWEST_PARTIES = 2;
export const MOST_PARTIES = 50;
export const MOST_TERMS = 100;

/** The choice of a time that is in no list. */
export const OWN_TIME = 'own';

// Two digits are more than a contract may have of either; whatever else is sent under such a name is no field.
const ROW = /^(parties|further)\.(0|[1-9]\d?)\.\w+$/;

/** Rows are closed up: they have numbers without gaps, whatever was sent. Of a name that came twice the first counts. */
export const readDraft = (form: Form): Draft => ({
  plain: textsOf(form, '', PLAIN_FIELDS),
  terms: textsOf(form, 'terms.', TERM_FIELDS),
  further: rowsOf(form, 'further', FURTHER_FIELDS),
  parties: rowsOf(form, 'parties', PARTY_FIELDS),
});

function rowsOf<Name extends string>(form: Form, group: string, names: readonly Name[]): Texts<Name>[] {
  const numbers = [...form.keys()].flatMap((name) => {
    const [, of, number] = ROW.exec(name) ?? [];
    return of === group && names.some((one) => name === `${group}.${number}.${one}`) ? [Number(number)] : [];
  });
  return [...new Set(numbers)].sort((a, b) => a - b).map((number) => textsOf(form, `${group}.${number}.`, names));
}

const textsOf = <Name extends string>(form: Form, before: string, names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, form.get(before + name) ?? ''])) as Texts<Name>;

/** After a button that changes how many rows there are: `add-party`, `remove-party.2`, `add-term`, `remove-term.0`. */
export function changeRows(draft: Draft, button: string): Draft {
  const [, verb, what, number = ''] = /^(add|remove)-(party|term)(?:\.(\d{1,2}))?$/.exec(button) ?? [];
  if (verb === undefined) return draft;
  if (verb === 'remove') {
    const kept = <Row>(rows: Row[]) => rows.filter((_, i) => String(i) !== number);
    return what === 'party' ? { ...draft, parties: kept(draft.parties) } : { ...draft, further: kept(draft.further) };
  }
  if (what === 'term') return { ...draft, further: [...draft.further, { name: '', value: '' }] };
  if (draft.parties.length >= MOST_PARTIES) return draft;
  return { ...draft, parties: [...draft.parties, aParty('other', draft.parties.at(-1)?.language ?? '')] };
}

export const aParty = (role: string, language: string): PartyDraft => ({ name: '', phone_number: '', role, language });

/** Every field that holds something, by name. */
export function filledFields({ plain, terms, further, parties }: Draft): Set<string> {
  const named = [
    ...Object.entries(plain),
    ...Object.entries(terms).map(([name, text]) => [`terms.${name}`, text] as const),
    ...further.flatMap((row, i) => Object.entries(row).map(([name, text]) => [`further.${i}.${name}`, text] as const)),
    ...parties.flatMap((row, i) => Object.entries(row).map(([name, text]) => [`parties.${i}.${name}`, text] as const)),
  ];
  return new Set(named.filter(([, text]) => text.trim() !== '').map(([name]) => name));
}
