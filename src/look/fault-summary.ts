/** What is wrong with a form, at its top: told at once, and each line leads to its field. */
import { type Html, html } from './html.js';

/** By the name of the field, each in a sentence. */
export type Faults = Readonly<Record<string, string>>;

export const faultSummary = (title: string, faults: Faults): Html => {
  const lines = Object.entries(faults);
  if (lines.length === 0) return html``;
  return html`<div class="notice bad" role="alert"><p>${title}</p><ul>${lines.map(
    ([name, fault]) => html`<li><a href="#${name}">${fault}</a></li>`,
  )}</ul></div>
`;
};
