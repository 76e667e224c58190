/** A labelled field of a form, its hint and what is wrong with it: for eyes, and for screen readers. */
import { type Html, html } from './html.js';

export interface Field {
  name: string;
  label: string;
  value?: string | undefined;
  hint?: string | undefined;
  /** What is wrong with the value, in a sentence. */
  fault?: string | undefined;
  /** Further attributes, such as `html` `autocomplete="email" required` `. */
  more?: Html;
}

export interface Choice {
  value: string;
  label: string;
}

export const inputField = (field: Field, type = 'text'): Html =>
  framed(field, html`<input type="${type}" value="${field.value}" ${attributesOf(field)}>`);

export const areaField = (field: Field, rows = 3): Html =>
  framed(
    field,
    html`<textarea rows="${rows}" ${attributesOf(field)}>
${field.value}</textarea>`,
  );

export const choiceField = (field: Field, choices: readonly Choice[]): Html =>
  framed(
    field,
    html`<select ${attributesOf(field)}>${choices.map(
      ({ value, label }) => html`<option value="${value}"${value === field.value && html` selected`}>${label}</option>`,
    )}</select>`,
  );

export interface Check extends Choice {
  isChecked: boolean;
  hint?: string | undefined;
}

/** Several may be chosen: each is sent under the one name. */
export const checksField = ({ name, label, hint, fault }: Field, checks: readonly Check[]): Html => {
  const told = toldBy({ name, hint, fault });
  return html`<fieldset class="field" id="${name}" tabindex="-1"${told !== '' && html` aria-describedby="${told}"`}><legend>${label}</legend>
${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}${checks.map((check) => checkLabel(name, check))}
${fault !== undefined && html`<p class="fault" id="${name}-fault">${fault}</p>`}</fieldset>
`;
};

export const checkLabel = (name: string, { value, label, hint, isChecked }: Check): Html =>
  html`<label class="check"><input type="checkbox" name="${name}" value="${value}"${isChecked && html` checked`}><span>${label}${hint !== undefined && html` <span class="quiet">${hint}</span>`}</span></label>
`;

const toldBy = ({ name, hint, fault }: Pick<Field, 'name' | 'hint' | 'fault'>): string =>
  [hint !== undefined && `${name}-hint`, fault !== undefined && `${name}-fault`].filter(Boolean).join(' ');

/** Names such as `parties.0.name` are ids as they are. */
function attributesOf({ name, hint, fault, more = html`` }: Field): Html {
  const told = toldBy({ name, hint, fault });
  return html`id="${name}" name="${name}"${told !== '' && html` aria-describedby="${told}"`}${fault !== undefined && html` aria-invalid="true"`} ${more}`;
}

function framed({ name, label, hint, fault }: Field, control: Html): Html {
  return html`<div class="field"><label for="${name}">${label}</label>
${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}${control}
${fault !== undefined && html`<p class="fault" id="${name}-fault">${fault}</p>`}</div>
`;
}
