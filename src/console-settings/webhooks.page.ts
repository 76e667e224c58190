/** The endpoints, and the form that makes or changes one. */
import { shortMoment, type View } from '../console/console-frame.js';
import { noticeOf, type Told } from '../console/notice.page.js';
import { type Faults, faultSummary } from '../look/fault-summary.js';
import { checksField, inputField } from '../look/fields.js';
import { type Html, html } from '../look/html.js';
import { EVENT_TYPES } from '../outbound-webhooks/event-types.js';
import type { WebhookEndpoint } from '../persistence/webhook.entities.js';
import { wordingOf } from './settings-wording.js';

export const PATH = '/console/webhooks';

export interface EndpointList {
  endpoints: WebhookEndpoint[];
  /** Where the next page begins. */
  next: string | null;
  told: Told | null;
}

export function webhooksBody(view: View, { endpoints, next, told }: EndpointList): Html {
  const { webhooks: words } = wordingOf(view.language);
  return html`<div class="between"><h1>${words.title}</h1><a class="button" href="${PATH}/new">${words.add}</a></div>
<p class="lead">${words.lead}</p>${noticeOf(told)}
<div id="endpoints" data-live>${endpoints.length === 0 ? html`<p class="empty">${words.none}</p>` : html`<ul class="rows">${endpoints.map((one) => row(view, one))}</ul>`}
${next !== null && html`<p><a class="button plain" href="${PATH}?cursor=${next}">${words.older}</a></p>`}</div>
<p class="quiet">${words.times(view.timeZone)}</p>`;
}

function row(view: View, endpoint: WebhookEndpoint): Html {
  const { webhooks: words } = wordingOf(view.language);
  return html`<li><div class="between"><a class="strong" href="${PATH}/${endpoint.id}">${endpoint.url}</a>${stateWord(view, endpoint)}</div>
${endpoint.description !== '' && html`<p>${endpoint.description}</p>`}<p class="quiet">${typesOf(view, endpoint)}${view.caller.isAdmin && html` · ${words.account} ${endpoint.account_id}`}</p>
${troubleOf(view, endpoint)}</li>
`;
}

export function stateWord({ language }: View, { disabled_at, failing_since }: WebhookEndpoint): Html {
  const { states } = wordingOf(language).webhooks;
  if (disabled_at !== null) return html`<span class="state-word bad">${states.off}</span>`;
  if (failing_since !== null) return html`<span class="state-word waiting">${states.failing}</span>`;
  return html`<span class="state-word good">${states.on}</span>`;
}

export const typesOf = ({ language }: View, { event_types }: WebhookEndpoint): string =>
  event_types?.split(' ').join(', ') ?? wordingOf(language).webhooks.allTypes;

/** Why it is off, or since when it fails. */
export function troubleOf(view: View, endpoint: WebhookEndpoint): Html {
  const { webhooks: words } = wordingOf(view.language);
  const { disabled_at, disabled_reason, failing_since, held_until } = endpoint;
  if (disabled_at !== null) {
    const reason = words.reasons[disabled_reason ?? ''] ?? disabled_reason;
    return html`<p>${words.offSince} ${shortMoment(disabled_at, view)}. ${reason}</p>`;
  }
  const isHeld = held_until !== null && held_until > new Date().toISOString();
  return html`${failing_since !== null && html`<p>${words.failingSince} ${shortMoment(failing_since, view)}.</p>`}${isHeld && html`<p>${words.heldUntil} ${shortMoment(held_until, view)}.</p>`}`;
}

export interface TypedEndpoint {
  url: string;
  description: string;
  /** Null: all. */
  types: readonly string[] | null;
}

/** @param id of the one that is changed; null for a new one */
export function endpointFormBody(
  view: View,
  id: string | null,
  typed: TypedEndpoint,
  faults: Faults,
  told: Told | null,
): Html {
  const { form } = wordingOf(view.language).webhooks;
  const { url, description, types } = typed;
  return html`<h1>${id === null ? form.newTitle : form.editTitle}</h1>${noticeOf(told)}${faultSummary(form.wrong, faults)}
<form class="card" method="post" action="${id === null ? PATH : `${PATH}/${id}/edit`}">
${inputField({ name: 'url', label: form.url, value: url, hint: form.urlHint, fault: faults.url, more: html`required maxlength="2000" autocomplete="off" autocapitalize="none" spellcheck="false"` }, 'url')}
${inputField({ name: 'description', label: form.description, value: description, hint: form.descriptionHint, fault: faults.description, more: html`maxlength="500" autocomplete="off"` })}
<fieldset class="which"><legend>${form.which}</legend>
${radio('all', form.all, types === null, form.allHint)}${radio('chosen', form.chosen, types !== null)}
${checksField(
  { name: 'event_types', label: form.chosen, fault: faults.event_types },
  EVENT_TYPES.map((type) => ({
    value: type,
    label: type,
    hint: form.types[type],
    isChecked: types?.includes(type) ?? false,
  })),
)}</fieldset>
<div class="buttons"><button>${id === null ? form.add : form.save}</button></div></form>`;
}

const radio = (value: string, label: string, isChosen: boolean, hint?: string): Html =>
  html`<label class="check"><input type="radio" name="which" value="${value}"${isChosen && html` checked`}><span>${label}${hint !== undefined && html` <span class="quiet">${hint}</span>`}</span></label>
`;
