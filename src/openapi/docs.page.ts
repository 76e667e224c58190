/** The documentation's first page: a story to paste, then every operation by chapter. */
import { renderPage, type Section } from '../look/frame.js';
import { type Html, html } from '../look/html.js';
import { areasOf, type ShownArea, type ShownOperation } from './docs-areas.js';
import { storyFor } from './examples.js';
import type { OpenApi } from './openapi-types.js';

export function renderDocs(document: OpenApi, url: string): string {
  const areas = areasOf(document);
  return docsPage(
    areas,
    'Documentation',
    '/docs',
    html`<h1>Documentation</h1>
<p class="lead">Ndiyo turns an agreement into a record that its parties confirm by SMS reply, and that anyone can verify.</p>
<p><a href="/openapi.json">openapi.json</a> is the whole interface, for programs (OpenAPI 3.1). <a href="/problems">Problems</a> says what each error means and what to do.</p>
<h2>The main job, to paste into a shell</h2>
<p>In the project’s folder, where the simulated carrier plays the network: no text leaves this machine. <a href="/phones">The phones</a> show the same in a browser.</p>
<ol class="story">${storyFor(url).map((step) => html`<li>${step.title}<pre tabindex="0"><code>${step.command}</code></pre></li>`)}</ol>
<h2>Every operation</h2>
${areas.map(renderOverview)}`,
  );
}

export const docsPage = (areas: readonly ShownArea[], title: string, path: string, body: Html): string =>
  renderPage({
    ...{ title, language: 'en', path: null, width: 'wide', body },
    sections: [{ href: '/docs', label: 'Start' }, ...areas.map(sectionOf), { href: '/problems', label: 'Problems' }],
    current: path,
  });

const sectionOf = ({ name, title }: ShownArea): Section => ({ href: `/docs/${name}`, label: title });

const renderOverview = ({ name, title, operations }: ShownArea): Html =>
  html`<section><h3><a href="/docs/${name}">${title}</a></h3>
<ul class="rows">${operations.map(
    ({ method, path, described }) =>
      html`<li><a href="/docs/${name}#${anchorOf({ method, path })}"><code>${method} ${path}</code></a><p class="quiet">${described.summary}</p></li>`,
  )}</ul></section>
`;

/** `get-contracts-id-status` */
export const anchorOf = ({ method, path }: Pick<ShownOperation, 'method' | 'path'>): string =>
  `${method} ${path.replace(/^\/api\/v1\//, '')}`
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^-|-$/g, '');
