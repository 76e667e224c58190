/** The page of a draft: the form on one side, what phones will show on the other. */
import { type Html, html } from '../look/html.js';
import { type FormView, faultOf } from './draft-fields.page.js';
import { labelOf, wordingOf } from './draft-wording.js';

export interface DraftPage {
  title: string;
  lead: Html;
  /** Where the form is sent. */
  path: string;
  /** What was refused, if anything. */
  notice: Html;
  fields: Html;
  submit: string;
  hidden: Record<string, string>;
  preview: Html;
}

export function draftBody(view: FormView, page: DraftPage): Html {
  const { preview, create } = wordingOf(view.language);
  const look = html`name="do" value="preview" formnovalidate formaction="${view.lookPath}#preview"`;
  // The first button is the one that Enter presses: it must not be the one that asks people.
  return html`<h1>${page.title}</h1>${page.lead}${page.notice}${faultSummary(view)}
<div class="drafting"><form class="draft" method="post" autocomplete="off" action="${page.path}" data-draft="${view.lookPath}">
<button class="unseen" tabindex="-1" aria-hidden="true" ${look}>${preview.button}</button>
${Object.entries(page.hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${page.fields}
<div class="buttons"><button>${page.submit}</button><button class="plain" ${look} data-look>${preview.button}</button></div><p class="quiet">${create.promise}</p></form>
<section id="preview" class="draft-preview" aria-labelledby="preview-title" tabindex="-1"><h2 id="preview-title">${preview.title}</h2>
${page.preview}</section></div>`;
}

/** Each fault once more, where the page begins, as a way to its field. */
function faultSummary(view: FormView): Html {
  const { faults, language } = view;
  if (faults.length === 0) return html``;
  return html`<div class="notice bad" role="alert"><p>${wordingOf(language).faults(faults.length)}</p>
<ul>${faults.map(({ field }) => html`<li><a href="#${field}">${labelOf(field, language)}</a>: ${faultOf(view, field)}</li>`)}</ul></div>`;
}
