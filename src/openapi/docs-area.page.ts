/** A chapter of the documentation: each operation with what it takes, what it answers and how it can end. */
import { type Html, html } from '../look/html.js';
import { isProblemKind } from '../problems/problem-page.js';
import { anchorOf, docsPage } from './docs.page.js';
import { areasOf, type ShownOperation } from './docs-areas.js';
import { type FieldRow, fieldsOf } from './docs-fields.js';
import type { Described, OpenApi } from './openapi-types.js';

/** Null for a chapter that is not there. */
export function renderArea(document: OpenApi, name: string): string | null {
  const areas = areasOf(document);
  const area = areas.find((one) => one.name === name);
  if (!area) return null;
  const { title, operations } = area;
  const list = operations.map(
    (one) => html`<li><a href="#${anchorOf(one)}"><code>${one.method} ${one.path}</code></a></li>`,
  );
  const body = html`<h1>${title}</h1><ul class="contents">${list}</ul>${operations.map(renderOperation)}`;
  return docsPage(areas, title, `/docs/${name}`, body);
}

function renderOperation(operation: ShownOperation): Html {
  const { method, path, described } = operation;
  const { parameters = [], requestBody, responses = {}, summary, security = [] } = described;
  const id = anchorOf(operation);
  const good = Object.entries(responses).filter(([status]) => Number(status) < 400);
  const bad = Object.entries(responses).filter(([status]) => Number(status) >= 400);
  return html`<section class="operation" id="${id}"><h2><code>${method} ${path}</code></h2><p>${summary}.</p>
<p class="quiet">${security.length > 0 ? 'Asks for a credential, unless AUTH says none.' : 'Open to anybody, under rules of its own.'}</p>
${parameters.length > 0 && fieldTable('Parameters', parameters.map(parameterRow))}
${Object.entries(requestBody?.content ?? {}).map(([type, content]) => renderBody(type, content))}
<h3>Answers</h3><dl class="facts">${good.map(([status, one]) => renderAnswer(status, one))}</dl>
<details><summary>How it can fail</summary><dl class="facts">${bad.map(([status, one]) => renderAnswer(status, one))}</dl></details></section>
`;
}

const renderBody = (type: string, { schema, example }: { schema?: unknown; example?: unknown }): Html =>
  html`${fieldTable(`Body, ${type}`, fieldsOf(schema))}
${example !== undefined && html`<details><summary>Example</summary><pre tabindex="0"><code>${JSON.stringify(example, null, 2)}</code></pre></details>`}`;

interface Answered {
  description: string;
  content?: Record<string, { schema?: unknown }>;
}

function renderAnswer(status: string, { description, content = {} }: Answered): Html {
  const told = description.split(' · ').map((part, i) => html`${i > 0 && html`<br>`}${withProblem(part)}`);
  const fields = Number(status) < 400 ? Object.values(content).flatMap(({ schema }) => fieldsOf(schema)) : [];
  const members =
    fields.length > 0 && html`<details><summary>Fields</summary>${fieldTable('Fields', fields)}</details>`;
  return html`<dt>${status}</dt><dd>${told}${members}</dd>
`;
}

/** A problem's kind leads to what it means. */
function withProblem(text: string): Html {
  const [kind = '', ...rest] = text.split(': ');
  return isProblemKind(kind) ? html`<a href="/problems/${kind}">${kind}</a>: ${rest.join(': ')}` : html`${text}`;
}

type Parameter = NonNullable<Described['parameters']>[number];

function parameterRow({ name, in: place, required, description, schema }: Parameter): FieldRow {
  const [row] = fieldsOf({ properties: { [name]: { description, ...(schema as object) } } });
  return { ...row!, isRequired: required === true, rules: [place, ...row!.rules] };
}

function fieldTable(caption: string, rows: readonly FieldRow[]): Html {
  if (rows.length === 0) return html``;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Rules</th></tr></thead><tbody>${rows.map(
    ({ name, type, isRequired, rules }) =>
      html`<tr><th scope="row"><code>${name}</code>${isRequired && html` <span class="quiet">needed</span>`}</th><td>${type}</td><td>${rules.join('; ')}</td></tr>
`,
  )}</tbody></table></div>`;
}
