/** Why nothing was done, in words, where it is nobody's fault but that of the moment. */
import { type Html, html } from '../look/html.js';
import { Problem } from '../problems/problem.js';
import { type Language, wordingFor } from '../texts/wording.js';
import { pageWordingOf } from './one-contract.js';

/** Null for what is no refusal of this kind. @param typed what would be lost otherwise */
export function refusalNotice(error: unknown, typed: string, language: Language): Html | null {
  const words = pageWordingOf(language);
  const told = sentence(error, language);
  if (told === null) return null;
  const detail = error instanceof Problem && html`<p lang="en">${error.detail}</p>`;
  return html`<div class="notice bad" role="alert"><p><strong>${told}</strong></p>${detail}${
    typed !== '' && html`<p>${words.yourReason} <q>${typed}</q></p>`
  }</div>`;
}

function sentence(error: unknown, language: Language): string | null {
  const words = pageWordingOf(language);
  if (error === 'askedMeanwhile') return words.askedMeanwhile;
  if (!(error instanceof Problem)) return null;
  if (error.kind !== 'move-not-allowed') return words.refusals[error.kind] ?? null;
  const status = String(error.extras.members?.current_status ?? '');
  return words.moveRefused(wordingFor(language).statuses[status] ?? status);
}
