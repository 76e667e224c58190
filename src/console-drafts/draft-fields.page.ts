/** The fields of a contract's form: what is agreed, and who takes part. Rows can be added and taken away with no script, by a button that asks for the form again. */
import { CURRENCIES } from '../contracts/currencies.js';
import { areaField, type Choice, choiceField, type Field, inputField } from '../look/fields.js';
import { ownNameOf } from '../look/frame.js';
import { type Html, html } from '../look/html.js';
import { grouped } from '../texts/shown-terms.js';
import { LANGUAGES, type Language, wordingFor } from '../texts/wording.js';
import { aParty, type Draft, FEWEST_PARTIES, type FurtherDraft, MOST_PARTIES, type PartyDraft } from './draft.js';
import { type FieldFault, offeredTotal } from './draft-terms.js';
import { capital, roleWord, wordingOf } from './draft-wording.js';
import { wordFault } from './fault-wording.js';

/** What the fields need to know besides what was typed. */
export interface FormView {
  language: Language;
  /** Where the form goes to be shown anew, or looked at. */
  lookPath: string;
  faults: FieldFault[];
  currency: string | null;
  /** Not the change of a contract that is there already. */
  isNew: boolean;
}

const LONGEST = html`maxlength="500"`;
const AMOUNT = html`maxlength="40" inputmode="decimal"`;

export function faultOf({ faults, language }: FormView, field: string): string | undefined {
  const found = faults.find((one) => one.field === field);
  return found && wordFault(found.rule, language);
}

/** Above a group of fields, where its heading is: what is wrong with all of it. */
const groupFault = (view: FormView, field: string): Html =>
  html`${faultOf(view, field) !== undefined && html`<p class="fault" id="${field}-fault">${faultOf(view, field)}</p>`}`;

export function termFields(view: FormView, draft: Draft): Html {
  const wording = wordingOf(view.language);
  const field = (name: keyof Draft['terms'], more = html``, hint?: string): Field => ({
    ...{ name: `terms.${name}`, label: wording.terms[name], value: draft.terms[name], hint, more },
    fault: faultOf(view, `terms.${name}`),
  });
  const day = draft.terms.delivery_deadline;
  const dayType = day === '' || /^\d{4}-\d\d-\d\d$/.test(day) ? 'date' : 'text'; // a time of day fits no date field
  return html`<h2 id="terms">${wording.agreed}</h2><p class="quiet">${wording.agreedHint}</p>${groupFault(view, 'terms')}
${inputField(field('product', LONGEST))}<div class="pair near">${inputField(field('quantity', LONGEST))}${inputField(field('unit', LONGEST))}</div>
<div class="pair near">${inputField(field('unit_price', AMOUNT))}${choiceField(field('currency'), currencyChoices(view))}</div>
${inputField(field('total_amount', AMOUNT, totalHint(draft, view.language, view.isNew)))}
<div class="pair">${inputField(field('delivery_location', LONGEST))}${inputField(field('delivery_deadline'), dayType)}</div>
${inputField(field('quality_requirements', LONGEST))}`;
}

/** A total that is left empty is put in where the contract is new; terms that are there already change by hand alone. */
export function totalHint(draft: Draft, language: Language, isNew: boolean): string | undefined {
  const wording = wordingOf(language);
  const offered = offeredTotal(draft);
  if (offered === null) return isNew ? wording.totalHint : undefined;
  return isNew ? wording.totalOffered(grouped(offered)) : wording.totalSum(grouped(offered));
}

/** That of the region first, then all others. */
function currencyChoices({ language, currency }: FormView): Choice[] {
  const names = new Intl.DisplayNames(language, { type: 'currency' });
  const others = [...CURRENCIES].filter((code) => code !== currency);
  const codes = [...(currency === null ? [] : [currency]), ...others];
  const none = { value: '', label: wordingOf(language).noCurrency };
  return [...codes.map((code) => ({ value: code, label: `${code} ${names.of(code)}` })), none];
}

export function furtherFields(view: FormView, rows: FurtherDraft[]): Html {
  const wording = wordingOf(view.language);
  return html`<h2 id="further">${wording.further}</h2><p class="quiet">${wording.furtherHint}</p>
<div class="draft-rows" data-rows="further">${rows.map((row, i) => furtherRow(view, row, i))}</div>
<template data-row="further">${furtherRow({ ...view, faults: [] }, { name: '', value: '' }, 0)}</template>
<button class="plain" name="do" value="add-term" formnovalidate formaction="${view.lookPath}" data-add="further">${wording.addTerm}</button>`;
}

function furtherRow(view: FormView, row: FurtherDraft, i: number): Html {
  const wording = wordingOf(view.language);
  const field = (part: keyof FurtherDraft, label: string): Field => {
    const name = `further.${i}.${part}`;
    return { name, label, value: row[part], fault: faultOf(view, name), more: LONGEST };
  };
  return html`<fieldset class="draft-row">${rowHead(view, 'further', i, wording.furtherTerm(i + 1), 'remove-term')}
<div class="pair">${inputField(field('name', wording.furtherName))}${inputField(field('value', wording.furtherValue))}</div></fieldset>
`;
}

export function partyFields(view: FormView, rows: PartyDraft[]): Html {
  const wording = wordingOf(view.language);
  return html`<h2 id="parties">${wording.parties}</h2><p class="quiet" id="parties-hint">${wording.partiesHint} ${wording.phoneHint}</p>${groupFault(view, 'parties')}
<div class="draft-rows" data-rows="parties" data-fewest="${FEWEST_PARTIES}" data-most="${MOST_PARTIES}">${rows.map((row, i) => partyRow(view, row, i))}</div>
<template data-row="parties">${partyRow({ ...view, faults: [] }, aParty('other', rows.at(-1)?.language ?? ''), 0)}</template>
<button class="plain" name="do" value="add-party" formnovalidate formaction="${view.lookPath}" data-add="parties"${rows.length >= MOST_PARTIES && html` hidden`}>${wording.addParty}</button>`;
}

function partyRow(view: FormView, row: PartyDraft, i: number): Html {
  const { partyFields: labels, party } = wordingOf(view.language);
  const field = (part: keyof PartyDraft, more = html``): Field => {
    const name = `parties.${i}.${part}`;
    return { name, label: labels[part], value: row[part], fault: faultOf(view, name), more };
  };
  const { roles } = wordingFor(view.language);
  const languages = LANGUAGES.map((value) => ({ value, label: ownNameOf(value) }));
  return html`<fieldset class="draft-row">${rowHead(view, 'parties', i, `${party} ${i + 1}`, 'remove-party')}
<div class="pair">${inputField(field('name', LONGEST))}${inputField(field('phone_number', html`maxlength="40" aria-required="true"`), 'tel')}</div>
<div class="pair near">${choiceField(
    field('role'),
    Object.keys(roles).map((value) => ({ value, label: roleWord(value, view.language) })),
  )}${choiceField(field('language'), languages)}</div></fieldset>
`;
}

/** Its number, and the button that takes it away: "Remove Party 2", for who cannot see where it stands. */
function rowHead(view: FormView, group: string, i: number, title: string, verb: string): Html {
  const row = `${group}.${i}`;
  const [, before = title, after = ''] = /^(.*?)\d+(.*)$/.exec(title) ?? [];
  return html`<legend id="${row}.title">${before}<span data-number>${i + 1}</span>${after}</legend>
<button class="plain quiet-button" id="${row}.remove" name="do" value="${verb}.${i}" formnovalidate formaction="${view.lookPath}" aria-labelledby="${row}.remove ${row}.title" data-remove="${group}">${wordingOf(view.language).remove}</button>`;
}

export function moreFields(view: FormView, { plain }: Draft, durations: Choice[]): Html {
  const wording = wordingOf(view.language);
  const field = (name: keyof Draft['plain'], more = html``, hint?: string): Field => ({
    ...{ name, label: String(wording[name as 'transcript']), value: plain[name], hint, more },
    fault: faultOf(view, name),
  });
  const units = Object.entries(wording.units).map(([value, label]) => ({ value, label: capital(label) }));
  return html`<h2>${wording.more}</h2>
<div class="time-to-answer">${choiceField(field('expires_in'), durations)}
<div class="pair own-time">${inputField(field('expires_in_count', html`inputmode="numeric" maxlength="6"`))}${choiceField(field('expires_in_unit'), units)}</div></div>
${areaField(field('transcript', html`maxlength="20000"`, wording.transcriptHint))}
${inputField(field('external_id', html`maxlength="255"`, wording.externalHint))}`;
}
