/** The texts that were given up. */
import { shortMoment, type View } from '../console/console-frame.js';
import { noticeOf, type Told } from '../console/notice.page.js';
import { type Html, html } from '../look/html.js';
import type { DeadLetter } from '../messaging/dead-letters.service.js';
import { adviceFor, troubleOf } from '../messaging/delivery-troubles.js';
import { maskPhone } from '../phones/phone-number.js';
import type { Language } from '../texts/wording.js';
import { wordingOf } from './settings-wording.js';

export const PATH = '/console/dead-letters';

export interface DeadLetterList {
  letters: DeadLetter[];
  /** Where the next page begins. */
  next: string | null;
  told: Told | null;
}

export function deadLettersBody(view: View, { letters, next, told }: DeadLetterList): Html {
  const { deadLetters: words } = wordingOf(view.language);
  return html`<h1>${words.title}</h1><p class="lead">${words.lead}</p>${noticeOf(told)}
<div id="dead-letters" data-live>${letters.length === 0 ? html`<p class="empty">${words.none}</p>` : html`<ul class="rows">${letters.map((letter) => row(view, letter))}</ul>`}
${next !== null && html`<p><a class="button plain" href="${PATH}?cursor=${next}">${words.next}</a></p>`}</div>
<p class="quiet">${words.times(view.timeZone)}</p>`;
}

function row(view: View, letter: DeadLetter): Html {
  const { deadLetters: words } = wordingOf(view.language);
  const { contract_id, party_id, phone_number, final_at, failure_reason, outbox_id } = letter;
  const number = view.caller.seesNumbers ? phone_number : maskPhone(phone_number);
  const kind = words.kinds[letter.kind] ?? words.otherKind;
  const name = letter.party_name || party_id || number;
  return html`<li><div class="between"><span><bdi class="strong">${name}</bdi>${name !== number && html` <span class="quiet">${number}</span>`}</span>
<span class="state-word bad">${words.state}</span></div>
<p>${kind}${contract_id !== null && html` · <a href="/console/contracts/${contract_id}">${contract_id}</a>${party_id !== null && name !== party_id && ` ${party_id}`}`}</p>
<p>${adviceOf(letter, view.language)}</p>
<p class="quiet"><code>${failure_reason ?? words.noReason}</code> · ${words.tries(letter.attempt)}${final_at !== null && html` · ${words.givenUp} ${shortMoment(final_at, view)}`}</p>
${view.caller.scopes.has('contracts:write') && html`<form class="buttons" method="post" action="${PATH}/${outbox_id}/resend"><button class="plain">${words.resend}<span class="unseen">: ${words.toWhom(kind, name)}</span></button></form>`}</li>
`;
}

function adviceOf(letter: DeadLetter, language: Language): string {
  const trouble = troubleOf(letter, new Date());
  return trouble === null ? '' : adviceFor(letter.status, trouble.reason, language);
}
