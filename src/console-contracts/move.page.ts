/** Asks once more before a contract is moved where it does not easily come back from. */
import type { View } from '../console/console-frame.js';
import type { IssuerMove } from '../contracts/contract-status.js';
import { areaField } from '../look/fields.js';
import { type Html, html } from '../look/html.js';
import { statusWord } from '../look/status-word.js';
import { wordingFor } from '../texts/wording.js';
import { pathOf } from './contract.page.js';
import type { Told } from './contract-look.service.js';
import { pageWordingOf } from './one-contract.js';

export interface AskedMove {
  id: string;
  status: string;
  move: IssuerMove;
  /** Whom a text would tell of it. */
  recipients: Told;
  /** As it was typed. */
  reason: string;
  isFaulty: boolean;
}

export function moveBody(view: View, asked: AskedMove): Html {
  const { id, status, move, recipients, reason, isFaulty } = asked;
  const words = pageWordingOf(view.language);
  const isWithdrawn = move === 'complete' && recipients.told.length + recipients.withheld.length > 0;
  const fault = isFaulty ? words.reasonFault : undefined;
  return html`<div class="between"><h1>${words.questions[move]}</h1>${statusWord(status, view.language)}</div>
<p class="lead"><a href="${pathOf(id)}">${id}</a></p>
${fault !== undefined && html`<div class="notice bad" role="alert"><p><a href="#reason">${words.reasonLabel}: ${fault}</a></p></div>`}
<p>${words.meanings[move]}${isWithdrawn && html` ${words.withdrawn}`}</p>${texts(view, recipients)}
<form class="card" method="post" action="${pathOf(id)}/moves/${move}">
${areaField({ name: 'reason', label: words.reasonLabel, hint: words.reasonHint, value: reason, fault, more: html`maxlength="500"` })}
<div class="buttons"><button class="danger">${words.moves[move]}</button><a class="button plain" href="${pathOf(id)}">${words.keep}</a></div></form>`;
}

function texts(view: View, { told, withheld }: Told): Html {
  const words = pageWordingOf(view.language);
  return html`<p>${told.length === 0 ? words.noTexts : words.texts(told.length)}</p>
${told.length > 0 && people(view, told)}${withheld.length > 0 && html`<p>${words.withheld}</p>${people(view, withheld)}`}`;
}

function people(view: View, parties: Told['told']): Html {
  const { roles } = wordingFor(view.language);
  return html`<ul>${parties.map(({ name, role, party_id }) => html`<li><bdi>${name.trim() || party_id}</bdi> (${roles[role] ?? roles.other})</li>`)}</ul>`;
}
