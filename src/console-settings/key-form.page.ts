/** The form that makes a key. A key has no more scopes than its maker, so no others are offered. */
import { SCOPES } from '../accounts/scopes.js';
import type { View } from '../console/console-frame.js';
import { noticeOf, type Told } from '../console/notice.page.js';
import { type Faults, faultSummary } from '../look/fault-summary.js';
import { areaField, checkLabel, checksField, choiceField, inputField } from '../look/fields.js';
import { type Html, html } from '../look/html.js';
import { PATH } from './keys.page.js';
import { wordingOf } from './settings-wording.js';

/** As it was typed. */
export interface TypedKey {
  name: string;
  scopes: readonly string[];
  expires_in: string;
  /** One a line. */
  allowed_ips: string;
  account_id: string;
  admin: boolean;
}

export function keyFormBody(view: View, typed: TypedKey, faults: Faults, told: Told | null): Html {
  const { form } = wordingOf(view.language).keys;
  const { caller } = view;
  const scopes = SCOPES.filter((scope) => caller.scopes.has(scope)).map((scope) => ({
    ...{ value: scope, label: scope, hint: form.scopeWords[scope], isChecked: typed.scopes.includes(scope) },
  }));
  const lives = Object.entries(form.lives).map(([value, label]) => ({ value, label }));
  return html`<h1>${form.title}</h1>${noticeOf(told)}${faultSummary(form.wrong, faults)}
<form class="card" method="post" action="${PATH}">
${inputField({ name: 'name', label: form.name, value: typed.name, hint: form.nameHint, fault: faults.name, more: html`required maxlength="200" autocomplete="off"` })}
${checksField({ name: 'scopes', label: form.scopes, fault: faults.scopes }, scopes)}
${choiceField({ name: 'expires_in', label: form.expires, value: typed.expires_in, fault: faults.expires_in }, lives)}
${areaField({ name: 'allowed_ips', label: form.addresses, value: typed.allowed_ips, hint: form.addressesHint, fault: faults.allowed_ips, more: html`autocomplete="off" autocapitalize="none" spellcheck="false"` })}
${
  caller.isAdmin &&
  html`${inputField({ name: 'account_id', label: form.account, value: typed.account_id, fault: faults.account_id, more: html`maxlength="40" autocomplete="off" autocapitalize="none" spellcheck="false"` })}
${checkLabel('admin', { value: 'yes', label: form.admin, hint: form.adminHint, isChecked: typed.admin })}`
}
<div class="buttons"><button>${form.submit}</button></div></form>`;
}
