/** The page of one contract: what it is and how it stands. Who takes part and what happened are parts of their own. */
import { shownTerms } from '../certificates/certificate.js';
import { certificateWording } from '../certificates/wording.js';
import { AMENDABLE } from '../confirmations/proposals.service.js';
import { moment, type View } from '../console/console-frame.js';
import { allowedMoves, type IssuerMove } from '../contracts/contract-status.js';
import { type Html, html } from '../look/html.js';
import { statusWord } from '../look/status-word.js';
import { grouped } from '../texts/shown-terms.js';
import { wordingFor } from '../texts/wording.js';
import type { AskedVersion, ContractLook } from './contract-look.service.js';
import { pageWordingOf } from './one-contract.js';
import { partyCards } from './parties.page.js';
import { timelinePart } from './timeline.page.js';

export const pathOf = (id: string): string => `/console/contracts/${id}`;

/** What the texts and answers of a minute ago came to shows, though no event tells of each. */
const LOOK_AGAIN_MS = 20_000;

/** These are asked about on a page of their own first. */
const ASKED_FIRST: ReadonlySet<IssuerMove> = new Set(['cancel', 'dispute']);

export function contractBody(view: View, look: ContractLook, told: Html, isWhole: boolean): Html {
  const words = pageWordingOf(view.language);
  const { contract, proposal, open, erasedAt } = look;
  const names = new Map([...look.parties, ...(proposal?.parties ?? [])].map((one) => [one.party_id, one]));
  const isOpenNow = open !== null && open.expiresAt > new Date().toISOString();
  const asking = isOpenNow && view.caller.scopes.has('contracts:write') ? open : null;
  return html`<p class="way-back"><a href="/console/contracts">← ${words.back}</a></p>${told}
<div id="standing" data-live data-live-every="${LOOK_AGAIN_MS}">${heading(view, look)}
${erasedAt !== null && html`<p class="notice">${words.erasedAt} ${moment(erasedAt, view)}</p>`}${actions(view, look, asking)}</div>
<div class="contract"><div class="who" id="who" data-live>${
    proposal !== null &&
    html`<section class="proposal"><h2>${words.proposal(proposal.version)}</h2>
<p>${words.proposalHint}</p><p class="quiet">${dueWord(view, proposal)}: ${moment(proposal.expiresAt, view)}</p>
<dl class="facts">${termFacts(view, proposal.terms)}</dl>${partyCards(view, proposal.parties, contract.contract_id, asking)}</section>`
  }
<section><h2>${words.parties}</h2>${partyCards(view, look.parties, contract.contract_id, proposal === null ? asking : null)}</section></div>
<aside class="what" id="what" data-live>${termsCard(view, look)}${factsCard(view, look)}</aside>
<section class="story" id="story" data-live>${timelinePart(view, look, names, isWhole)}</section></div>`;
}

function heading(view: View, { contract }: ContractLook): Html {
  const words = pageWordingOf(view.language);
  const { contractTypes } = wordingFor(view.language);
  const { total_amount, currency } = contract;
  return html`<div class="between"><h1>${contract.contract_id}</h1>${statusWord(contract.status, view.language)}</div>
<p class="lead">${contractTypes[contract.contract_type] ?? contract.contract_type} · ${words.version(contract.version)}${
    total_amount !== null && html` · <strong class="amount">${currency ?? ''} ${grouped(String(total_amount))}</strong>`
  }</p>`;
}

/** Only what is possible from here, and only for whoever may. */
function actions(view: View, { contract, open }: ContractLook, asking: AskedVersion | null): Html | false {
  if (!view.caller.scopes.has('contracts:write')) return false;
  const words = pageWordingOf(view.language);
  const path = pathOf(contract.contract_id);
  const waiting = asking?.parties.filter((party) => party.status === 'pending').length ?? 0;
  const moves = allowedMoves(contract.status).map((move) => {
    const at = `${path}/moves/${move}`;
    // Its end withdraws what still waits, and texts go out.
    const isAsked = ASKED_FIRST.has(move) || (move === 'complete' && open !== null);
    if (isAsked)
      return html`<a class="button ${move === 'complete' ? 'plain' : 'danger'}" href="${at}">${words.moves[move]}…</a>`;
    return html`<form class="inline" method="post" action="${at}"><button${waiting > 0 && html` class="plain"`}>${words.moves[move]}</button></form>`;
  });
  const ask =
    waiting > 0 &&
    html`<form class="inline" method="post" action="${path}/resend"><input type="hidden" name="seen" value="${asking!.seen}"><button>${words.askAll(waiting)}</button></form>`;
  const amend = AMENDABLE.has(contract.status) && html`<a class="button plain" href="${path}/amend">${words.amend}</a>`;
  const isNothing = moves.length === 0 && ask === false && amend === false;
  return !isNothing && html`<div class="buttons">${ask}${moves}${amend}</div>`;
}

function termsCard(view: View, { contract, transcript }: ContractLook): Html {
  const words = pageWordingOf(view.language);
  return html`<section class="card"><h2>${words.terms}</h2><dl class="facts">${termFacts(view, contract.terms)}</dl>
${transcript !== null && html`<h3>${words.transcript}</h3><blockquote class="said">${transcript}</blockquote>`}</section>`;
}

const termFacts = (view: View, terms: ContractLook['contract']['terms']): Html[] =>
  shownTerms({ terms }, certificateWording(view.language)).map(({ label, value }) => fact(label, value));

function factsCard(view: View, { contract, erasedAt }: ContractLook): Html {
  const words = pageWordingOf(view.language);
  const { receipt_code: code, status, confirmed_at, completed_at, external_id } = contract;
  const path = pathOf(contract.contract_id);
  const download = (name: string, label: string) => html`<li><a href="${path}/${name}">${label}</a></li>`;
  return html`<section class="card"><h2>${words.facts}</h2><dl class="facts">${fact(words.created, moment(contract.created_at, view))}
${status === 'pending' && fact(dueWord(view, { expiresAt: contract.expires_at }), moment(contract.expires_at, view))}
${confirmed_at !== null && fact(words.confirmed, moment(confirmed_at, view))}${completed_at !== null && fact(words.completed, moment(completed_at, view))}
${external_id !== null && fact(words.externalId, html`<bdi>${external_id}</bdi>`)}
${code !== null && fact(words.receipt, html`<a class="code" href="/c/${code}">${code}</a>`)}${fact(words.hash, html`<span class="code">${contract.contract_hash}</span>`)}</dl>
${erasedAt === null && html`<h3>${words.downloads}</h3><ul class="plain-list">${code !== null && [download('certificate.pdf', words.certificate), download('receipt.json', words.receiptJson)]}${download('document.json', words.document)}</ul>`}</section>`;
}

const dueWord = (view: View, { expiresAt }: Pick<AskedVersion, 'expiresAt'>): string => {
  const words = pageWordingOf(view.language);
  return expiresAt > new Date().toISOString() ? words.expires : words.expired;
};

const fact = (label: string, value: Html | string): Html => html`<dt>${label}</dt><dd>${value}</dd>
`;
