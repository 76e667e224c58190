/** The documentation page: a story to paste, then every operation with how it can end. */

import { renderPage } from '../look/frame.js';
import { html } from '../look/html.js';
import { storyFor } from './examples.js';
import type { Described, OpenApi } from './openapi-types.js';

export function renderDocs(document: OpenApi, url: string): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ method: method.toUpperCase(), path, described })),
  );
  return renderPage({
    ...{ title: 'Documentation', language: 'en', path: null },
    body: html`<h1>Ndiyo</h1>
<p>Turns an agreement into a record that its parties confirm by SMS reply, and that anyone can verify.
<a href="/openapi.json">openapi.json</a> is the whole contract, for programs.</p>
<h2>The main job, to paste into a shell</h2>
<p>In the project’s folder, where the simulated carrier plays the network: no text leaves this machine.</p>
<ol>${storyFor(url).map((step) => html`<li>${step.title}<pre><code>${step.command}</code></pre></li>`)}</ol>
<h2>Every operation</h2>
${operations.map(renderOperation)}`,
  });
}

const renderOperation = ({ method, path, described }: { method: string; path: string; described: Described }) =>
  html`<section><h3><code>${method} ${path}</code></h3><p>${described.summary}</p>
<ul class="quiet">${Object.entries(described.responses ?? {}).map(
    ([status, response]) => html`<li>${status} ${response.description}</li>`,
  )}</ul></section>
`;
