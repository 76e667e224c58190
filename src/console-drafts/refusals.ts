/** Why what a form asked for was not done, as its reader can understand it. */
import { type Html, html } from '../look/html.js';
import { PROBLEMS, type Problem } from '../problems/problem.js';
import type { Language } from '../texts/wording.js';
import { durationWords, wordingOf } from './draft-wording.js';

const MINUTE_S = 60;
const HOUR_S = 3_600;

/** @param kept what to say of what was typed */
export function refusalNotice(problem: Problem, kept: string, language: Language): Html {
  const wording = wordingOf(language);
  const say = wording.refusals[problem.kind as keyof typeof wording.refusals];
  const [, party] = /\bp(\d+)\b/.exec(problem.detail) ?? [];
  const why = say?.(party === undefined ? null : Number(party)) ?? `${PROBLEMS[problem.kind].title}: ${problem.detail}`;
  const waitS = Number(problem.extras.headers?.['Retry-After'] ?? 0);
  return html`<div class="notice bad" role="alert"><p>${why} ${waitS > 0 && wording.retry(waitWords(waitS, language))}</p><p>${kept} <a href="/console/contracts">${wording.list}</a></p></div>`;
}

const waitWords = (seconds: number, language: Language): string =>
  durationWords(
    seconds > 2 * HOUR_S ? `${Math.ceil(seconds / HOUR_S)}h` : `${Math.ceil(seconds / MINUTE_S)}m`,
    language,
  );
