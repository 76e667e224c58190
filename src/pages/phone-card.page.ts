/** One simulated phone: its screen, its ready replies, its keys, and the network behind it. */
import { SIMULATOR_OUTCOMES } from '../carriers/simulator.gateway.js';
import type { PhoneText } from '../carriers/simulator-phones.service.js';
import { clockIn, timeInUtc } from '../certificates/local-time.js';
import { type Html, html } from '../look/html.js';
import { REPLY_LIMIT } from '../rest/simulator.schemas.js';
import type { Phone } from './phone-desk.service.js';
import type { PhonesWording } from './phones-wording.js';
import { quickReplies } from './quick-replies.js';

interface Around {
  wording: PhonesWording;
  timeZone: string;
  keyword: string | null;
  mayPlay: boolean;
}

const KEYS = ['1', '2 abc', '3 def', '4 ghi', '5 jkl', '6 mno', '7 pqrs', '8 tuv', '9 wxyz', '*', '0 +', '#'];

export function phoneCard(phone: Phone, around: Around): Html {
  const { id, number, texts } = phone;
  const { wording } = around;
  const called = phone.name ?? number;
  return html`<article id="${id}" aria-labelledby="${id}-name"><div class="phone">
<h3 id="${id}-name">${called}${phone.name !== null && html` <small>${number}</small>`}</h3>
<div class="screen" role="group" tabindex="0" aria-label="${wording.thread(called)}"><ul id="${id}-thread" data-live>${
    texts.length === 0 ? html`<li class="none">${wording.noText}</li>` : texts.map((text) => textItem(text, around))
  }</ul></div>
${around.mayPlay && controls(phone, called, around)}</div>
${around.mayPlay && network(phone, wording)}</article>
`;
}

function textItem({ direction, text, at, status }: PhoneText, { wording, timeZone }: Around): Html {
  const isReply = direction === 'from_phone';
  const state = stateOf(direction, status, wording);
  return html`<li class="${isReply ? 'reply' : 'text'}${status === 'failed' && ' lost'}"><p><span class="unseen">${isReply ? wording.reply : wording.from} </span>${text}</p><small><time datetime="${at}" title="${timeInUtc(at)} UTC">${clockIn(at, timeZone)}</time>${state !== null && ` · ${state}`}</small></li>`;
}

function stateOf(direction: string, status: string, wording: PhonesWording): string | null {
  if (direction === 'from_phone') return status === 'sending' ? wording.sending : null;
  return { failed: wording.failed, unknown: wording.unreported }[status] ?? null;
}

/** The keys are for the mouse and the thumb: whoever types has keys, and a screen reader has the field. */
function controls({ id, number, texts, isOptedOut }: Phone, called: string, { wording, keyword }: Around): Html {
  const hidden = html`<input type="hidden" name="phone_number" value="${number}">`;
  const arrived = texts.filter(({ status }) => status !== 'failed');
  const ready = quickReplies(arrived, isOptedOut, keyword);
  return html`<div id="${id}-quick" class="quick" data-live tabindex="-1" role="group" aria-label="${wording.quick(called)}">${isOptedOut && html`<p>${wording.optedOut}</p>`}
<form method="post" action="/phones/replies" data-sent>${hidden}${ready.map(
    ({ text, label, tone }) => html`<button name="text" value="${text}" class="${tone}">${label}</button> `,
  )}</form></div>
<form class="typed" method="post" action="/phones/replies" data-sent>${hidden}<label class="unseen" for="${id}-reply">${wording.replyLabel} (${called})</label>
<div class="beside"><input id="${id}-reply" name="text" required maxlength="${REPLY_LIMIT}" placeholder="${wording.replyLabel}" autocomplete="off" autocapitalize="off" aria-describedby="${id}-count"><button>${wording.send}</button></div>
<output id="${id}-count" for="${id}-reply"></output>
<div class="keypad" aria-hidden="true">${KEYS.map((key) => keyButton(key))}<button type="button" tabindex="-1" data-key="">⌫</button></div></form>`;
}

function keyButton(key: string): Html {
  const [sign, letters = ''] = key.split(' ');
  return html`<button type="button" tabindex="-1" data-key="${sign}">${sign}<small>${letters}</small></button>`;
}

function network({ id, number, outcome }: Phone, wording: PhonesWording): Html {
  return html`<details class="network" id="${id}-network"><summary>${wording.network} <span id="${id}-outcome" data-live class="state-word ${outcome === 'delivered' ? 'good' : 'waiting'}">${wording.outcomes[outcome]}</span></summary>
<form method="post" action="/phones/outcomes" data-sent><input type="hidden" name="phone_number" value="${number}"><label for="${id}-set">${wording.networkLabel}</label>
<div class="beside"><select id="${id}-set" name="outcome">${SIMULATOR_OUTCOMES.map(
    (one) => html`<option value="${one}"${one === outcome && html` selected`}>${wording.outcomes[one]}</option>`,
  )}</select><button class="plain">${wording.set}</button></div></form></details>`;
}
