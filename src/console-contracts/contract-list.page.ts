/** The list of contracts. */
import { shortMoment, type View } from '../console/console-frame.js';
import { PREFIXES } from '../contracts/contract-id.js';
import type { ListFilter } from '../contracts/contract-list.service.js';
import { STATUSES } from '../contracts/contract-status.js';
import { choiceField, inputField } from '../look/fields.js';
import { type Html, html } from '../look/html.js';
import { statusWord } from '../look/status-word.js';
import type { contractAnswer } from '../rest/contract-answers.js';
import { grouped } from '../texts/shown-terms.js';
import { wordingFor } from '../texts/wording.js';
import { wordingOf } from './contract-wording.js';

type Shown = ReturnType<typeof contractAnswer>;

export interface ContractList {
  contracts: Shown[];
  /** Where the next page begins. */
  next: string | null;
  filter: Omit<ListFilter, 'limit'>;
  /** What was searched for. */
  search: string;
}

const PATH = '/console/contracts';
const MOST_NAMES = 3;

export function contractListBody(view: View, { contracts, next, filter, search }: ContractList): Html {
  const { list } = wordingOf(view.language);
  const { status } = filter;
  const isNarrowed = search !== '' || Object.values(filter).some((value) => value !== undefined);
  const mayCreate = view.caller.scopes.has('contracts:write');
  return html`<div class="between"><h1>${list.title}</h1>${mayCreate && html`<a class="button" href="${PATH}/new">${list.create}</a>`}</div>
<form class="search" method="post" action="${PATH}/search" role="search">
<label for="q">${list.search}</label><p class="hint quiet" id="q-hint">${list.searchHint}</p>
<div class="beside"><input id="q" name="q" type="search" value="${search}" aria-describedby="q-hint" maxlength="255" autocomplete="off"><button class="plain">${list.find}</button></div></form>
<nav class="chips" aria-label="${list.filters}"><a href="${addressOf({ ...filter, status: undefined, cursor: undefined })}"${status === undefined && html` aria-current="true"`}>${list.all}</a>
${STATUSES.map((one) => html`<a href="${addressOf({ ...filter, status: one, cursor: undefined })}"${status === one && html` aria-current="true"`}>${wordingFor(view.language).statuses[one]}</a>`)}</nav>
${moreFilters(view, filter)}
<div id="contracts" data-live>${contracts.length === 0 ? html`<p class="empty">${isNarrowed ? list.noneFound : list.noneYet}</p>` : html`<ul class="rows">${contracts.map((one) => row(view, one))}</ul>`}
${next !== null && olderLink(list.older, next, filter, search)}</div>
<p class="quiet">${list.times(view.timeZone)}</p>`;
}

function row(view: View, contract: Shown): Html {
  const { list } = wordingOf(view.language);
  const yes = contract.parties.filter((party) => party.status === 'confirmed').length;
  const names = contract.parties.slice(0, MOST_NAMES).map(({ name, phone_number }) => name || phone_number);
  const more = contract.parties.length - names.length;
  const { contractTypes } = wordingFor(view.language);
  const isTroubled = contract.parties.some((party) => party.delivery_trouble !== null);
  const total =
    contract.total_amount === null ? '' : ` · ${contract.currency ?? ''} ${grouped(String(contract.total_amount))}`;
  return html`<li><div class="between"><a class="strong" href="${PATH}/${contract.contract_id}">${contract.contract_id}</a>
<span>${isTroubled && html`<span class="state-word bad">${list.trouble}</span> `}${statusWord(contract.status, view.language)}</span></div>
<p>${names.map((name, i) => html`${i > 0 && ', '}<bdi>${name}</bdi>`)}${more > 0 && html` +${more}`} · ${contractTypes[contract.contract_type]}${total}</p>
<p class="quiet">${shortMoment(contract.created_at, view)} · ${list.answered(yes, contract.parties.length)}</p></li>
`;
}

/** A search goes on by POST: what it looks for may be a number. */
function olderLink(label: string, next: string, filter: ContractList['filter'], search: string): Html {
  if (search === '') {
    return html`<p><a class="button plain" href="${addressOf({ ...filter, cursor: next })}">${label}</a></p>`;
  }
  return html`<form method="post" action="${PATH}/search"><input type="hidden" name="q" value="${search}"><input type="hidden" name="cursor" value="${next}"><button class="plain">${label}</button></form>`;
}

const dayOf = (time: string | undefined): string | undefined => time?.slice(0, 10);

/** A number stands in none. */
function addressOf({ created_after, created_before, phone_number, ...filter }: ContractList['filter']): string {
  const asked = { ...filter, from: dayOf(created_after), to: dayOf(created_before) };
  const said = Object.entries(asked).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return said.length === 0 ? PATH : `${PATH}?${new URLSearchParams(said)}`;
}

function moreFilters(
  { language }: View,
  { status, contract_type, created_after, created_before }: ContractList['filter'],
): Html {
  const { list } = wordingOf(language);
  const { contractTypes } = wordingFor(language);
  const types = Object.keys(PREFIXES).map((value) => ({ value, label: contractTypes[value] ?? value }));
  const isUsed = contract_type ?? created_after ?? created_before;
  return html`<details class="filters"${isUsed !== undefined && html` open`}><summary>${list.more}</summary>
<form method="get" action="${PATH}">${status && html`<input type="hidden" name="status" value="${status}">`}<div class="pair">
${choiceField({ name: 'contract_type', label: list.type, value: contract_type }, [{ value: '', label: list.all }, ...types])}
${inputField({ name: 'from', label: list.from, value: dayOf(created_after) }, 'date')}
${inputField({ name: 'to', label: list.to, value: dayOf(created_before) }, 'date')}</div><button class="plain">${list.show}</button></form></details>
`;
}
