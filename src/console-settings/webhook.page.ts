/** One endpoint: how it stands, what may be done with it, and what became of each delivery. */
import { moment, shortMoment, type View } from '../console/console-frame.js';
import { noticeOf, type Told } from '../console/notice.page.js';
import { choiceField } from '../look/fields.js';
import { type Html, html } from '../look/html.js';
import type { LoggedAttempt, LoggedDelivery } from '../outbound-webhooks/deliveries.service.js';
import type { WebhookEndpoint } from '../persistence/webhook.entities.js';
import { wordingOf } from './settings-wording.js';
import { PATH, stateWord, troubleOf, typesOf } from './webhooks.page.js';

export interface EndpointPage {
  endpoint: WebhookEndpoint;
  deliveries: LoggedDelivery[];
  /** Where the next page of deliveries begins. */
  next: string | null;
  /** How many hours what failed may be sent again for. */
  recoverable: readonly number[];
  told: Told | null;
}

export function endpointBody(view: View, page: EndpointPage): Html {
  const { webhooks: words } = wordingOf(view.language);
  const { endpoint, deliveries, next, told } = page;
  const at = `${PATH}/${endpoint.id}`;
  return html`<p class="back"><a href="${PATH}">${words.one.back}</a></p><h1>${words.one.title}</h1>${noticeOf(told)}
<div id="endpoint" data-live><dl class="facts">${facts(view, endpoint)}</dl>${troubleOf(view, endpoint)}</div>
${actions(view, endpoint)}
<h2>${words.deliveries.title}</h2>
<div id="deliveries" data-live data-live-every="${LOOK_EVERY_MS}">${deliveries.length === 0 ? html`<p class="empty">${words.deliveries.none}</p>` : html`<ul class="rows">${deliveries.map((one) => row(view, one))}</ul>`}
${next !== null && html`<p><a class="button plain" href="${at}?cursor=${next}">${words.deliveries.older}</a></p>`}</div>
${endpoint.disabled_at === null && recoverForm(view, page)}
<p class="quiet">${words.times(view.timeZone)}</p>`;
}

function facts(view: View, endpoint: WebhookEndpoint): Html {
  const { webhooks: words } = wordingOf(view.language);
  const names = words.one.facts;
  const { url, description, account_id, created_at } = endpoint;
  return html`<dt>${names.url}</dt><dd><code>${url}</code></dd>
${description !== '' && html`<dt>${names.description}</dt><dd>${description}</dd>`}
<dt>${names.types}</dt><dd>${typesOf(view, endpoint)}</dd>
<dt>${names.state}</dt><dd>${stateWord(view, endpoint)}</dd>
${view.caller.isAdmin && html`<dt>${words.account}</dt><dd>${account_id}</dd>`}
<dt>${names.created}</dt><dd>${moment(created_at, view)}</dd>`;
}

function actions({ language }: View, { id, disabled_at }: WebhookEndpoint): Html {
  const { one } = wordingOf(language).webhooks;
  const at = `${PATH}/${id}`;
  const button = (to: string, label: string, look: string) =>
    html`<form class="inline" method="post" action="${at}/${to}"><button${look !== '' && html` class="${look}"`}>${label}</button></form>`;
  return html`<div class="buttons">${disabled_at === null ? button('test', one.test, '') : button('enable', one.enable, '')}
<a class="button plain" href="${at}/edit">${one.edit}</a><a class="button plain" href="${at}/secret">${one.secret}</a>
${disabled_at === null && button('disable', one.disable, 'plain')}<a class="button danger" href="${at}/delete">${one.remove}</a></div>`;
}

function recoverForm({ language }: View, { endpoint, recoverable }: EndpointPage): Html {
  const { one } = wordingOf(language).webhooks;
  const choices = recoverable.map((hours) => ({ value: String(hours), label: one.hours(hours) }));
  return html`<h2>${one.recoverTitle}</h2><form class="card" method="post" action="${PATH}/${endpoint.id}/recover">
${choiceField({ name: 'hours', label: one.recoverSince }, choices)}<div class="buttons"><button class="plain">${one.recover}</button></div></form>`;
}

// A delivery is no event that pages are told of.
const LOOK_EVERY_MS = 5_000;

const TONES: Record<string, string> = { waiting: 'waiting', delivered: 'good', failed: 'bad' };

function row(
  view: View,
  { id, endpoint_id, type, event_id, status, created_at, next_attempt_at, tries }: LoggedDelivery,
): Html {
  const { deliveries: words } = wordingOf(view.language).webhooks;
  const last = tries.at(-1);
  return html`<li><div class="between"><code class="strong">${type}</code><span class="state-word ${TONES[status]}">${words.states[status] ?? status}</span></div>
<p class="quiet"><code>${event_id}</code> · ${shortMoment(created_at, view)}${tries.length > 0 && html` · ${words.tries(tries.length)}`}${next_attempt_at !== null && html` · ${words.next} ${shortMoment(next_attempt_at, view)}`}</p>
${last && html`<p>${words.last}: ${outcome(view, last)}</p>`}
${tries.length > 1 && html`<details id="tries-${id}"><summary>${words.all}</summary><ol>${tries.map((one) => html`<li>${outcome(view, one)}</li>`)}</ol></details>`}
<form class="buttons" method="post" action="${PATH}/${endpoint_id}/deliveries/${id}/resend"><button class="plain">${words.resend}<span class="unseen">: ${words.resendWhat(type, event_id)}</span></button></form></li>
`;
}

/** In words, and when; what the machine said of it stands behind. */
function outcome(view: View, { at, status_code, error, duration_ms }: LoggedAttempt): Html {
  const { deliveries: words } = wordingOf(view.language).webhooks;
  const said = error !== null ? words.errors[errorName(error)] : words.answered(status_code ?? 0);
  return html`${said}${error !== null && html` (<code>${error}</code>)`} · ${shortMoment(at, view)}, ${duration_ms} ms`;
}

type ErrorName = keyof ReturnType<typeof wordingOf>['webhooks']['deliveries']['errors'];

const ERRORS: readonly [RegExp, ErrorName][] = [
  [/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/, 'refused'],
  [/ENOTFOUND|EAI_|leads to no address/, 'unknownName'],
  [/no whole answer|ETIMEDOUT/, 'tooSlow'],
  [/closed without an answer/, 'closed'],
  [/not public|must lead to a public/, 'notPublic'],
  [/CERT|SSL|TLS|SELF_SIGNED|ISSUER/, 'certificate'],
  [/ECONNRESET|EPIPE/, 'reset'],
];

const errorName = (error: string): ErrorName => ERRORS.find(([form]) => form.test(error))?.[1] ?? 'other';
