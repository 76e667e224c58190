/** An endpoint's secret: made anew, and shown the one time; and the page that asks before an endpoint goes. */
import { moment, type View } from '../console/console-frame.js';
import { choiceField } from '../look/fields.js';
import { type Html, html } from '../look/html.js';
import type { WebhookEndpoint } from '../persistence/webhook.entities.js';
import { wordingOf } from './settings-wording.js';
import { PATH } from './webhooks.page.js';

export function secretBody(view: View, { id, url }: WebhookEndpoint, publicKey: string, fault?: string): Html {
  const { one, secret } = wordingOf(view.language).webhooks;
  const graces = Object.entries(secret.graces).map(([value, label]) => ({ value, label }));
  return html`<p class="back"><a href="${PATH}/${id}">${one.title}</a></p><h1>${secret.title}</h1><p class="lead">${secret.lead}</p>
<p><code>${url}</code></p>
<h2>${secret.publicKey}</h2><p><code class="secret">${publicKey}</code></p><p class="quiet">${secret.publicKeyHint}</p>
<form class="card" method="post" action="${PATH}/${id}/secret"><h2>${secret.rotateTitle}</h2><p>${secret.rotateLead}</p>
${choiceField({ name: 'expire_previous_after', label: secret.grace, value: '24h', fault }, graces)}
<div class="buttons"><button>${secret.rotate}</button></div></form>`;
}

export interface ShownSecret {
  id: string;
  url: string;
  secret: string;
  publicKey: string;
  /** When the former one ends; null where there was none. */
  formerUntil: Date | null;
}

export function shownSecretBody(view: View, { id, url, secret, publicKey, formerUntil }: ShownSecret): Html {
  const { secret: words } = wordingOf(view.language).webhooks;
  return html`<h1>${words.shownTitle}</h1><p class="lead">${words.shownLead}</p>
<div class="card"><p><code>${url}</code></p><p><code class="secret" id="secret" translate="no">${secret}</code></p>
<ol>${words.steps.map((step) => html`<li>${step}</li>`)}</ol>
${formerUntil !== null && html`<p>${formerUntil > new Date() ? html`${words.formerUntil} ${moment(formerUntil.toISOString(), view)}.` : words.formerEnded}</p>`}</div>
<p class="quiet">${words.publicKey}: <code>${publicKey}</code>. ${words.publicKeyHint}</p>
<p><a class="button" href="${PATH}/${id}">${words.onward}</a></p>`;
}

export function removalBody({ language }: View, { id, url }: WebhookEndpoint): Html {
  const { removal } = wordingOf(language).webhooks;
  return html`<h1>${removal.title}</h1><p><code>${url}</code></p><p class="lead">${removal.lead}</p>
<div class="buttons"><form class="inline" method="post" action="${PATH}/${id}/delete"><button class="danger">${removal.yes}</button></form>
<a class="button plain" href="${PATH}/${id}">${removal.no}</a></div>`;
}
