/** Holds a draft against the rules that the API has, and says which field breaks which. */
import type { Env } from '../config/env.js';
import type { Proposal } from '../confirmations/proposals.service.js';
import type { Terms } from '../contracts/contract-document.js';
import { jsonPointer } from '../json/json-pointer.js';
import type { ValueFault } from '../problems/problem.js';
import { faultsOf } from '../problems/schema-pipe.js';
import { type CreateBody, changeSchema, createSchema, termsSchema } from '../rest/contracts.schemas.js';
import { proposalOf, readParties } from '../rest/proposal-request.js';
import { type Draft, OWN_TIME, PARTY_FIELDS, TERM_FIELDS } from './draft.js';
import { type FieldFault, rowFaults, termsOf } from './draft-terms.js';

export interface Checked<Wish> {
  /** As the API would take it. */
  body: object;
  faults: FieldFault[];
  /** Null while there are faults. */
  wish: Wish | null;
  /** Those that are right already: what a text can show by now. */
  terms: Terms;
}

export function checkDraft(draft: Draft, env: Env): Checked<Proposal> {
  const body = bodyOf(draft);
  const parsed = createSchema.safeParse(body);
  // Numbers have rules of their own; while another field is wrong they are told all the same.
  const numbered = body.parties.map(({ phone_number = '', ...party }) => ({ ...party, phone_number }));
  const { faults: ofNumbers } = readParties(numbered as CreateBody['parties'], env);
  const told = [
    ...(parsed.error?.issues.flatMap(faultsOf) ?? []),
    ...ofNumbers.filter(({ pointer }) => hasNumber(body, pointer)),
  ];
  const faults = [...rowFaults(draft), ...placed(told, draft)];
  const wish = parsed.success && faults.length === 0 ? proposalOf(parsed.data, env) : null;
  return { body, faults: inOrder(faults), wish, terms: rightTerms(body.terms) };
}

/** @param present the terms that are to change */
export function checkTerms(draft: Draft, present: Terms): Checked<Terms> {
  const terms = termsOf(draft, present);
  const parsed = changeSchema.safeParse({ terms });
  const told = parsed.error?.issues.flatMap(faultsOf) ?? [];
  const faults = [...rowFaults(draft, present), ...placed(told, draft)];
  const wish = parsed.success && faults.length === 0 ? (parsed.data.terms ?? null) : null;
  return { body: { terms }, faults: inOrder(faults), wish, terms: rightTerms(terms) };
}

/** What a client of the API would send: empty fields are left out. */
function bodyOf(draft: Draft) {
  const { contract_type, transcript, external_id, expires_in, expires_in_count, expires_in_unit } = draft.plain;
  const time = expires_in === OWN_TIME ? `${expires_in_count.trim()}${expires_in_unit}` : expires_in;
  return {
    contract_type,
    terms: termsOf(draft),
    ...given('transcript', transcript),
    ...given('external_id', external_id),
    ...given('expires_in', time),
    parties: draft.parties.map(({ name, role, phone_number, language }) => ({
      name: name.trim(),
      role,
      ...given('phone_number', phone_number),
      ...given('language', language),
    })),
  };
}

const given = <Name extends string>(name: Name, text: string): Partial<Record<Name, string>> =>
  text.trim() === '' ? {} : ({ [name]: text.trim() } as Record<Name, string>);

function hasNumber({ parties }: { parties: { phone_number?: string }[] }, pointer: string): boolean {
  const [, i = ''] = /^#\/parties\/(\d+)\//.exec(pointer) ?? [];
  return parties[Number(i)]?.phone_number !== undefined;
}

/** From where a value stands in the body to the field it was typed in; what is said of a whole list, to its heading. */
function placed(faults: ValueFault[], draft: Draft): FieldFault[] {
  const fields = new Map<string, string>([
    ...TERM_FIELDS.map((name) => [jsonPointer(['terms', name]), `terms.${name}`] as const),
    ...draft.further.map(({ name }, i) => [jsonPointer(['terms', name.trim()]), `further.${i}.value`] as const),
    ...draft.parties.flatMap((_, i) =>
      PARTY_FIELDS.map((name) => [jsonPointer(['parties', i, name]), `parties.${i}.${name}`] as const),
    ),
    ['#/contract_type', 'contract_type'],
    ['#/transcript', 'transcript'],
    ['#/external_id', 'external_id'],
    ['#/expires_in', draft.plain.expires_in === OWN_TIME ? 'expires_in_count' : 'expires_in'],
    ['#/parties', 'parties'],
  ]);
  const seen = new Set<string>();
  return faults.flatMap(({ pointer, detail }) => {
    const field = fields.get(pointer) ?? 'terms';
    if (seen.has(field)) return []; // one thing at a time
    seen.add(field);
    return [{ field, rule: detail }];
  });
}

/** The faults of a problem that a service threw, such as of an own id that is taken. */
export const faultsAt = (errors: ValueFault[], draft: Draft): FieldFault[] => placed(errors, draft);

/** As the fields stand on the page; those of one row keep their order. */
function inOrder(faults: FieldFault[]): FieldFault[] {
  const groups = ['contract_type', 'terms', 'further', 'parties', 'expires_in', 'transcript', 'external_id'];
  const place = ({ field }: FieldFault) => {
    const [, row = -1] = /\.(\d+)\./.exec(field) ?? [];
    return groups.findIndex((group) => field.startsWith(group)) * 1_000 + Number(row);
  };
  return [...faults].sort((one, other) => place(one) - place(other));
}

function rightTerms(terms: Terms): Terms {
  const parsed = termsSchema.safeParse(terms);
  if (parsed.success) return parsed.data;
  const wrong = new Set(parsed.error.issues.map(({ path }) => path[0]));
  const right = Object.fromEntries(Object.entries(terms).filter(([name]) => !wrong.has(name)));
  return termsSchema.safeParse(right).data ?? {};
}
