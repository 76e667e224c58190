/** The keys, and the pages that ask before one is replaced or revoked. */
import { keyIdOf } from '../api-keys/api-key.js';
import { isInForce } from '../api-keys/api-keys.service.js';
import type { Env } from '../config/env.js';
import { moment, shortMoment, type View } from '../console/console-frame.js';
import { noticeOf, type Told } from '../console/notice.page.js';
import { choiceField } from '../look/fields.js';
import { type Html, html } from '../look/html.js';
import type { ApiKey } from '../persistence/access.entities.js';
import { wordingOf } from './settings-wording.js';

export const PATH = '/console/keys';

export type Tier = Env['environment'];

export interface KeyList {
  keys: ApiKey[];
  tier: Tier;
  /** Whether a key opens anything here. */
  isOn: boolean;
  /** Where the next page begins. */
  next: string | null;
  told: Told | null;
}

export function keysBody(view: View, { keys, tier, isOn, next, told }: KeyList): Html {
  const { keys: words } = wordingOf(view.language);
  const list = html`<ul class="rows">${keys.map((key) => row(view, key, tier, isOn))}</ul>`;
  return html`<div class="between"><h1>${words.title}</h1>${isOn && html`<a class="button" href="${PATH}/new">${words.add}</a>`}</div>
<p class="lead">${words.lead}</p>${noticeOf(told)}${!isOn && offNotice(view)}
${keys.length > 0 ? list : isOn && html`<p class="empty">${words.none}</p>`}
${next !== null && html`<p><a class="button plain" href="${PATH}?cursor=${next}">${words.older}</a></p>`}
<p class="quiet">${words.times(view.timeZone)}</p>`;
}

export function offNotice({ language }: View): Html {
  const { off } = wordingOf(language).keys;
  return html`<div class="notice"><p class="strong">${off.title}</p><p>${off.text}</p></div>`;
}

function row(view: View, key: ApiKey, tier: Tier, isOn: boolean): Html {
  const { keys: words } = wordingOf(view.language);
  const isLiving = isInForce(key, new Date());
  return html`<li><div class="between"><bdi class="strong">${key.name}</bdi>${stateWord(view, key)}</div>
${factsOf(view, key, tier)}
${
  isLiving &&
  html`<div class="buttons">${isOn && key.replaced_by === null && html`<a class="button plain" href="${PATH}/${key.id}/rotate">${words.rotate}<span class="unseen">: ${key.name}</span></a>`}
<a class="button danger" href="${PATH}/${key.id}/revoke">${words.revoke}<span class="unseen">: ${key.name}</span></a></div>`
}</li>
`;
}

function stateWord({ language }: View, key: ApiKey): Html {
  const { states } = wordingOf(language).keys;
  if (key.revoked_at !== null) return html`<span class="state-word bad">${states.revoked}</span>`;
  if (!isInForce(key, new Date())) return html`<span class="state-word">${states.expired}</span>`;
  if (key.replaced_by !== null) return html`<span class="state-word waiting">${states.ending}</span>`;
  return html`<span class="state-word good">${states.active}</span>`;
}

function factsOf(view: View, key: ApiKey, tier: Tier): Html {
  const { facts } = wordingOf(view.language).keys;
  const { scopes, is_admin, allowed_ips, account_id, last_used_at, expires_at, revoked_at, created_at } = key;
  return html`<dl class="facts"><dt>${facts.keyId}</dt><dd><code>${keyIdOf(key.id, tier)}</code></dd>
<dt>${facts.scopes}</dt><dd>${scopes.split(' ').join(', ')}${is_admin === 1 && html`<br>${facts.admin}`}</dd>
<dt>${facts.addresses}</dt><dd>${allowed_ips?.split(' ').join(', ') ?? facts.anywhere}</dd>
${view.caller.isAdmin && html`<dt>${facts.account}</dt><dd>${account_id}</dd>`}
<dt>${facts.lastUsed}</dt><dd>${last_used_at === null ? facts.never : shortMoment(last_used_at, view)}</dd>
${revoked_at === null ? html`<dt>${facts.expires}</dt><dd>${expires_at === null ? facts.notBefore : shortMoment(expires_at, view)}</dd>` : html`<dt>${facts.revoked}</dt><dd>${shortMoment(revoked_at, view)}</dd>`}
<dt>${facts.created}</dt><dd>${shortMoment(created_at, view)}</dd></dl>`;
}

export function replacementBody(view: View, key: ApiKey, tier: Tier, fault?: string): Html {
  const { replacement: words } = wordingOf(view.language).keys;
  const graces = Object.entries(words.graces).map(([value, label]) => ({ value, label }));
  return html`<h1>${words.title}</h1><p class="lead">${words.lead}</p>
<div class="card"><p class="strong"><bdi>${key.name}</bdi></p>${factsOf(view, key, tier)}</div>
<form method="post" action="${PATH}/${key.id}/rotate">${choiceField({ name: 'grace', label: words.grace, value: '24h', fault }, graces)}
<div class="buttons"><button>${words.yes}</button><a class="button plain" href="${PATH}">${words.no}</a></div></form>`;
}

export function revocationBody(view: View, key: ApiKey, tier: Tier): Html {
  const { revocation: words } = wordingOf(view.language).keys;
  return html`<h1>${words.title}</h1><p class="lead">${words.lead}</p>
<div class="card"><p class="strong"><bdi>${key.name}</bdi></p>${factsOf(view, key, tier)}</div>
<div class="buttons"><form class="inline" method="post" action="${PATH}/${key.id}/revoke"><button class="danger">${words.yes}</button></form>
<a class="button plain" href="${PATH}">${words.no}</a></div>`;
}

export interface ShownKey {
  name: string;
  keyId: string;
  key: string;
  signingSecret: string;
  /** When the former one ends; null where there was none. */
  formerUntil: Date | null;
}

export function shownKeyBody(view: View, { name, keyId, key, signingSecret, formerUntil }: ShownKey): Html {
  const { shown: words, facts } = wordingOf(view.language).keys;
  return html`<h1>${words.title}</h1><p class="lead">${words.lead}</p>
<div class="card"><p class="strong"><bdi>${name}</bdi></p><dl class="shown"><dt>${words.key}</dt><dd><code class="secret" translate="no">${key}</code></dd>
<dt>${facts.keyId}</dt><dd><code class="secret" translate="no">${keyId}</code></dd>
<dt>${words.signingSecret}</dt><dd><code class="secret" translate="no">${signingSecret}</code></dd></dl>
<ol>${words.steps.map((step) => html`<li>${step}</li>`)}</ol>
${formerUntil !== null && html`<p>${formerUntil > new Date() ? html`${words.formerUntil} ${moment(formerUntil.toISOString(), view)}.` : words.formerEnded}</p>`}</div>
<p><a class="button" href="${PATH}">${words.onward}</a></p>`;
}
