/** The console's door. */
import { inputField } from '../look/fields.js';
import { type Html, html } from '../look/html.js';
import type { Language } from '../texts/wording.js';
import { wordingOf } from './console-frame.js';

export interface Tried {
  email: string;
  /** What to say of the try, or of how one came here. */
  told: 'refused' | 'codeNeeded' | 'signedOut' | null;
}

export function signInBody(language: Language, then: string, { email, told }: Tried): Html {
  const { signIn } = wordingOf(language);
  const isRetry = told === 'refused' || told === 'codeNeeded';
  return html`<h1>${signIn.title}</h1>
${told !== null && html`<div class="notice ${told === 'signedOut' ? 'good' : 'bad'}" role="alert"><p>${signIn[told]}</p></div>`}
<form class="card" method="post" action="/console/sign-in">
<input type="hidden" name="then" value="${then}">
${inputField({ name: 'email', label: signIn.email, value: email, more: html`autocomplete="username" required maxlength="254"${!isRetry && html` autofocus`}` }, 'email')}
${inputField({ name: 'password', label: signIn.password, more: html`autocomplete="current-password" required maxlength="512"${isRetry && html` autofocus`}` }, 'password')}
${inputField({ name: 'totp_code', label: signIn.code, hint: signIn.codeHint, more: html`autocomplete="one-time-code" inputmode="numeric" maxlength="40"` })}
<button>${signIn.submit}</button></form>`;
}

export function closedBody(language: Language): Html {
  const { signIn } = wordingOf(language);
  return html`<h1>${signIn.offTitle}</h1><p class="lead">${signIn.off}</p>
<pre>npm run cli -- operators create --email you@example.com --role manager</pre>`;
}

/** Authenticators show their six digits as `123 456`. */
export const typedCode = (text: string): string => text.replace(/^(\d{3})\s(\d{3})$/, '$1$2');
