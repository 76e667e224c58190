/** The form of a new contract. */
import { randomUUID } from 'node:crypto';
import type { Env } from '../config/env.js';
import { PREFIXES } from '../contracts/contract-id.js';
import { currencyOf } from '../contracts/currencies.js';
import { type Choice, choiceField } from '../look/fields.js';
import { type Html, html } from '../look/html.js';
import type { Language } from '../texts/wording.js';
import { aParty, type Draft, FEWEST_PARTIES, OWN_TIME, readDraft } from './draft.js';
import { draftBody } from './draft.page.js';
import { checkDraft } from './draft-check.js';
import { faultOf, furtherFields, moreFields, partyFields, termFields } from './draft-fields.page.js';
import type { FieldFault } from './draft-terms.js';
import { capital, durationWords, kindWord, wordingOf } from './draft-wording.js';
import { previewPart } from './preview.page.js';
import { askedBy } from './sms-preview.js';

export interface Shown {
  faults?: FieldFault[];
  notice?: Html;
}

const DURATIONS = ['1h', '6h', '24h', '3d', '7d', '14d', '30d'];
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The key that came with a form; a new one where none did. */
export const renewKey = (key: string): string => (UUID.test(key) ? key : randomUUID());

export function emptyDraft({ defaults, confirmation }: Env): Draft {
  const draft = readDraft(new URLSearchParams());
  return {
    ...draft,
    plain: { ...draft.plain, expires_in: confirmation.contractExpiresIn, expires_in_unit: 'h' },
    terms: { ...draft.terms, currency: currencyOf(defaults.region) ?? '' },
    parties: [aParty('seller', defaults.language), aParty('buyer', defaults.language)],
  };
}

export function createBody(language: Language, env: Env, draft: Draft, { faults = [], notice = html`` }: Shown): Html {
  const wording = wordingOf(language);
  const view = {
    language,
    lookPath: '/console/contracts/preview',
    faults,
    currency: currencyOf(env.defaults.region),
    isNew: true,
  };
  const missing = Math.max(0, FEWEST_PARTIES - draft.parties.length);
  const parties = [...draft.parties, ...Array.from({ length: missing }, () => aParty('other', env.defaults.language))];
  const kind = { name: 'contract_type', label: wording.kind, value: draft.plain.contract_type };
  const kinds = Object.keys(PREFIXES).map((value) => ({ value, label: kindWord(value, language) }));
  const { terms } = checkDraft(draft, env);
  return draftBody(view, {
    ...{ title: wording.create.title, lead: html`<p class="lead">${wording.create.lead}</p>`, notice },
    ...{ path: '/console/contracts/new', submit: wording.create.submit },
    hidden: { idempotency_key: renewKey(draft.plain.idempotency_key) },
    fields: html`<section class="card">${choiceField({ ...kind, fault: faultOf(view, kind.name) }, kinds)}${termFields(view, draft)}</section>
<section class="card">${furtherFields(view, draft.further)}</section>
<section class="card">${partyFields(view, parties)}</section>
<section class="card">${moreFields(view, draft, durationChoices(env, language))}</section>`,
    preview: previewPart(language, draft, askedBy(draft, terms, env)),
  });
}

/** The usual ones, and that of this service wherever it is none of them. */
function durationChoices({ confirmation }: Env, language: Language): Choice[] {
  const usual = confirmation.contractExpiresIn;
  const all = DURATIONS.includes(usual) ? DURATIONS : [usual, ...DURATIONS];
  const choices = all.map((value) => ({ value, label: capital(durationWords(value, language)) }));
  return [...choices, { value: OWN_TIME, label: wordingOf(language).expiresOwn }];
}
