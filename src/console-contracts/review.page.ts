/** The queue of texts that a person should look at. */
import { shortMoment, type View } from '../console/console-frame.js';
import { noticeOf, toldDone } from '../console/notice.page.js';
import { type Html, html } from '../look/html.js';
import { whyUndecided } from '../replies/why-undecided.js';
import type { messageAnswer } from '../rest/contract-answers.js';
import type { Language } from '../texts/wording.js';
import { wordingOf } from './contract-wording.js';
import { english } from './review.en.js';
import { swahili } from './review.sw.js';

const WORDINGS: Record<Language, typeof english> = { en: english, sw: swahili };
export const reviewWordingOf = (language: Language) => WORDINGS[language];

type Shown = ReturnType<typeof messageAnswer> & { contract_id: string | null };

export interface Awaited extends Shown {
  /** The party's name; empty where it has none, or is none. */
  name: string;
  /** As it is kept, for why it decided nothing. */
  kept: string;
  /** What a form that asks this party again must still find; null where it may not be asked. */
  seen: string | null;
}

export interface ReviewQueue {
  texts: Awaited[];
  next: string | null;
  isFirstPage: boolean;
}

const PATH = '/console/review';
const LOOK_AGAIN_MS = 20_000; // no event tells of such a text

export function reviewBody(view: View, { texts, next, isFirstPage }: ReviewQueue): Html {
  const words = reviewWordingOf(view.language);
  return html`<h1>${words.title}</h1><p class="lead">${words.lead}</p>
${noticeOf(toldDone(words.told, view.done))}<div id="queue" data-live data-live-every="${LOOK_AGAIN_MS}">${texts.length === 0 ? html`<p class="empty">${words.empty}</p>` : html`<ol class="rows queue">${texts.map((one) => row(view, one))}</ol><p>${words.advice}</p>`}
<p class="buttons">${!isFirstPage && html`<a class="button plain" href="${PATH}">${words.first}</a>`}${next !== null && html`<a class="button plain" href="${PATH}?cursor=${next}">${words.newer}</a>`}</p></div>
<p class="quiet">${wordingOf(view.language).list.times(view.timeZone)}</p>`;
}

function row(view: View, text: Awaited): Html {
  const words = reviewWordingOf(view.language);
  const { contract_id, party_id, phone_number, name, seen } = text;
  const who = name || (party_id === null ? words.stranger : phone_number);
  const mayWrite = view.caller.scopes.has('contracts:write');
  return html`<li id="text-${text.id}"><div class="between"><p><strong><bdi>${who}</bdi></strong> <span class="quiet">${phone_number}</span></p>${shortMoment(text.created_at, view)}</div>
${text.text !== '' && html`<blockquote class="said">${text.text}</blockquote>`}
<p>${words.why[whyUndecided(text.outcome, text.kept)]}</p>
<div class="buttons">${contract_id === null ? html`<span class="quiet">${words.noContract}</span>` : html`<a href="/console/contracts/${contract_id}">${contract_id}</a>`}
${mayWrite && seen !== null && html`<form class="inline" method="post" action="/console/contracts/${contract_id}/resend"><input type="hidden" name="party_id" value="${party_id}"><input type="hidden" name="seen" value="${seen}"><button class="plain">${words.ask}<span class="unseen">: ${who}</span></button></form>`}
${mayWrite && html`<form class="inline" method="post" action="${PATH}/${text.id}"><button>${words.done}<span class="unseen">${words.doneLabel(who)}</span></button></form>`}</div></li>
`;
}
