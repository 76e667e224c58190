/** The texts a draft would send, and what is wrong with it so far: part of a page, or all that a script asks for. */
import { type Html, html } from '../look/html.js';
import { grouped } from '../texts/shown-terms.js';
import type { Language } from '../texts/wording.js';
import { type Draft, TERM_FIELDS } from './draft.js';
import { totalHint } from './draft-fields.page.js';
import { type FieldFault, otherTotal } from './draft-terms.js';
import { wordingOf } from './draft-wording.js';
import { wordFault } from './fault-wording.js';
import { ROOM, segmentsOf, type TextShown, type TextToSend, type ToBeAsked, textsToSend } from './sms-preview.js';

/** @param asked null where the first terms are still to come */
export function previewPart(language: Language, draft: Draft, asked: ToBeAsked | null): Html {
  const { preview, totalDiffers } = wordingOf(language);
  const texts = asked === null ? [] : textsToSend(asked);
  const people = texts.reduce((sum, { to }) => sum + to.length, 0);
  const other = otherTotal(draft);
  return html`<p id="preview-told" aria-live="polite">${texts.length === 0 ? preview.empty : preview.told(people, segmentsOf(texts))}${other !== null && ` ${totalDiffers(grouped(other))}`}</p>
<div id="preview-texts">${texts.map((text, i) => textPart(language, text, asked!, i))}
${texts.length > 0 && html`<p class="quiet">${preview.code}</p>`}</div>`;
}

/** For the script: each fault by its field, and what the total would be. */
export const factsPart = (language: Language, draft: Draft, faults: FieldFault[], isNew: boolean): Html =>
  html`<ul id="draft-facts" hidden data-total="${totalHint(draft, language, isNew)}">${faults.map(({ field, rule }) => html`<li data-field="${field}">${wordFault(rule, language)}</li>`)}</ul>`;

function textPart(language: Language, text: TextToSend, { parties }: ToBeAsked, i: number): Html {
  const { preview } = wordingOf(language);
  const names = text.to.map((at) => parties[at]!.name.trim() || preview.nameless(at + 1));
  return html`<article class="sms-text"><h3>${preview.to} ${names.map((name, n) => html`${n > 0 && ', '}<bdi>${name}</bdi>`)}</h3>
${shown(language, text)}
${text.inOthers.map((one) => html`<details id="preview-${i}-${one.language}"><summary>${preview.other[one.language]}</summary>${shown(language, one)}</details>`)}</article>
`;
}

function shown(language: Language, { language: own, text, segments, septets, ...terms }: TextShown): Html {
  const { preview } = wordingOf(language);
  const used = preview.used(segments, septets, ROOM);
  return html`<p class="sms" lang="${own}">${text}</p><p class="quiet">${used}. ${terms.notShown.length === 0 && preview.allFits}</p>
${terms.notShown.length > 0 && html`<p class="quiet">${preview.notShown} ${namesOf(terms.notShown, language)}. ${preview.termsSends}${terms.notSent.length > 0 && html` ${preview.notSent} ${namesOf(terms.notSent, language)}.`}</p>`}`;
}

const namesOf = (pointers: string[], language: Language): Html[] =>
  pointers.map((pointer, i) => html`${i > 0 && ', '}<bdi>${nameOf(pointer, language)}</bdi>`);

/** `/terms/unit_price` by the name of its field, a further term by its own. */
function nameOf(pointer: string, language: Language): string {
  const wording = wordingOf(language);
  if (pointer === '/transcript') return wording.transcript;
  const name = pointer.replace('/terms/', '').replaceAll('~1', '/').replaceAll('~0', '~');
  const field = TERM_FIELDS.find((one) => one === name);
  return field ? wording.terms[field] : name;
}
