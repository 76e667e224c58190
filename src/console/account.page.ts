/** An operator's own page: who it is, how it signs in. Secrets stand on the one page that made them. */
import { type Faults, faultSummary } from '../look/fault-summary.js';
import { inputField } from '../look/fields.js';
import { type Html, html } from '../look/html.js';
import type { Operator } from '../persistence/access.entities.js';
import type { TotpSetUp } from '../sign-in/second-factor.service.js';
import type { Language } from '../texts/wording.js';
import { english } from './account.en.js';
import { swahili } from './account.sw.js';
import { moment, type View } from './console-frame.js';
import { noticeOf, type Told } from './notice.page.js';

export const PATH = '/console/account';

const WORDINGS: Record<Language, typeof english> = { en: english, sw: swahili };

export const accountWords = (language: Language) => WORDINGS[language];

export interface AccountPage {
  operator: Operator;
  told: Told | null;
  /** Of the password's form. */
  faults: Faults;
}

export function accountBody(view: View, { operator, told, faults }: AccountPage): Html {
  const words = accountWords(view.language);
  const { email, role, account_id } = operator;
  return html`<h1>${words.title}</h1>${noticeOf(told)}${faultSummary(words.password.wrong, faults)}
<dl class="facts"><dt>${words.facts.email}</dt><dd>${email}</dd><dt>${words.facts.role}</dt><dd>${words.roles[role] ?? role}</dd>
<dt>${words.facts.account}</dt><dd>${account_id}</dd></dl>
<section class="card">${factorPart(view, operator)}</section>
<section class="card">${passwordForm(view, email, faults)}</section>
<section class="card"><h2>${words.elsewhere.title}</h2><p>${words.elsewhere.text}</p>
<form method="post" action="${PATH}/sign-out-elsewhere"><button class="plain">${words.elsewhere.submit}</button></form></section>`;
}

function factorPart(view: View, { totp_since }: Operator): Html {
  const { factor, states } = accountWords(view.language);
  const word = html`<span class="state-word ${totp_since !== null && 'good'}">${totp_since === null ? states.off : states.on}</span>`;
  const head = html`<div class="between"><h2>${factor.title}</h2>${word}</div>`;
  if (totp_since === null) {
    return html`${head}<p>${factor.off}</p>
<form method="post" action="${PATH}/authenticator"><button>${factor.setUp}</button></form>`;
  }
  return html`${head}<p>${factor.on}</p><p class="quiet">${factor.since} ${moment(totp_since, view)}</p>
<details id="factor-off"><summary>${factor.offTitle}</summary><form method="post" action="${PATH}/authenticator/off"><p class="quiet">${factor.offHint}</p>
${inputField({ name: 'password', label: factor.password, more: html`required maxlength="512" autocomplete="current-password"` }, 'password')}
${inputField({ name: 'totp_code', label: factor.code, more: html`required maxlength="40" autocomplete="one-time-code" autocapitalize="none"` })}
<button class="danger">${factor.turnOff}</button></form></details>`;
}

function passwordForm({ language }: View, email: string, faults: Faults): Html {
  const { password: words } = accountWords(language);
  const secret = (name: string, label: string, kind: string, hint?: string) =>
    inputField(
      { name, label, hint, fault: faults[name], more: html`required maxlength="512" autocomplete="${kind}-password"` },
      'password',
    );
  return html`<h2>${words.title}</h2><form method="post" action="${PATH}/password">
<input type="text" name="email" value="${email}" autocomplete="username" hidden>
${secret('current', words.current, 'current')}${secret('new', words.next, 'new', words.nextHint)}${secret('again', words.again, 'new')}
<p class="quiet">${words.hint}</p><button>${words.submit}</button></form>`;
}

/** @param made null after a wrong code: the picture is shown once, and the authenticator has it */
export function setUpBody({ language }: View, made: TotpSetUp | null): Html {
  const { setUp: words } = accountWords(language);
  const secret = made?.secret.match(/.{1,4}/g)?.join(' ');
  return html`<h1>${words.title}</h1>${!made && html`<div class="notice bad" role="alert"><p>${words.wrong}</p></div>`}
<div class="card">${
    made &&
    html`<ol>${words.steps.map((step) => html`<li>${step}</li>`)}</ol>
<img class="qr" src="${made.qr}" alt="${words.picture}">
<h2>${words.secret}</h2><p><code class="secret" translate="no">${secret}</code></p><p class="quiet">${words.secretHint}</p>`
  }
<form method="post" action="${PATH}/authenticator/verify">
${inputField({ name: 'totp_code', label: words.code, more: html`required maxlength="40" inputmode="numeric" autocomplete="one-time-code"` })}
<button>${words.submit}</button></form></div>
${!made && html`<form method="post" action="${PATH}/authenticator"><button class="plain">${words.again}</button></form>`}`;
}

export function recoveryBody({ language }: View, codes: readonly string[]): Html {
  const { recovery } = accountWords(language);
  return html`<h1>${recovery.title}</h1><p class="lead">${recovery.lead}</p>
<ul class="codes">${codes.map((code) => html`<li><code translate="no">${code}</code></li>`)}</ul>
<p>${recovery.advice}</p><p class="no-print"><a class="button" href="${PATH}">${recovery.onward}</a></p>`;
}
