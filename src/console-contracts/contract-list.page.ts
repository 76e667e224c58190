/** The list of contracts. */
import { shortMoment, type View } from '../console/console-frame.js';
import { STATUSES } from '../contracts/contract-status.js';
import { type Html, html } from '../look/html.js';
import type { contractAnswer } from '../rest/contract-answers.js';
import { grouped } from '../texts/shown-terms.js';
import { wordingFor } from '../texts/wording.js';
import { wordingOf } from './contract-wording.js';
import { statusWord } from './status-word.js';

type Shown = ReturnType<typeof contractAnswer>;

export interface ContractList {
  contracts: Shown[];
  /** Where the next page begins. */
  next: string | null;
  status: string | null;
  /** What was searched for. */
  search: string;
}

const PATH = '/console/contracts';
const MOST_NAMES = 3;

export function contractListBody(view: View, { contracts, next, status, search }: ContractList): Html {
  const { list } = wordingOf(view.language);
  const mayCreate = view.caller.scopes.has('contracts:write');
  return html`<div class="between"><h1>${list.title}</h1>${mayCreate && html`<a class="button" href="${PATH}/new">${list.create}</a>`}</div>
<form class="search" method="post" action="${PATH}/search" role="search">
<label for="q">${list.search}</label><p class="hint quiet" id="q-hint">${list.searchHint}</p>
<div class="beside"><input id="q" name="q" type="search" value="${search}" aria-describedby="q-hint" maxlength="255" autocomplete="off"><button class="plain">${list.find}</button></div></form>
<nav class="chips" aria-label="${list.filters}"><a href="${PATH}"${status === null && html` aria-current="true"`}>${list.all}</a>
${STATUSES.map((one) => html`<a href="${PATH}?status=${one}"${status === one && html` aria-current="true"`}>${wordingFor(view.language).statuses[one]}</a>`)}</nav>
<div id="contracts" data-live>${contracts.length === 0 ? html`<p class="empty">${status === null && search === '' ? list.noneYet : list.noneFound}</p>` : html`<ul class="rows">${contracts.map((one) => row(view, one))}</ul>`}
${next !== null && olderLink(list.older, next, status, search)}</div>
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
function olderLink(label: string, next: string, status: string | null, search: string): Html {
  if (search === '') {
    const query = new URLSearchParams({ ...(status !== null && { status }), cursor: next });
    return html`<p><a class="button plain" href="${PATH}?${query}">${label}</a></p>`;
  }
  return html`<form method="post" action="${PATH}/search"><input type="hidden" name="q" value="${search}"><input type="hidden" name="cursor" value="${next}"><button class="plain">${label}</button></form>`;
}
