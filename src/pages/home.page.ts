/** The first page: what this is, whose word it gives, and how to hold it to that word. */

import type { Env } from '../config/env.js';
import { moment, type View } from '../console/console-frame.js';
import { inputField } from '../look/fields.js';
import { renderPage, type Section } from '../look/frame.js';
import { type Html, html } from '../look/html.js';
import type { Language } from '../texts/wording.js';
import { english } from './home.en.js';
import { swahili } from './home.sw.js';
import type { SiteService } from './site.service.js';

const WORDINGS: Record<Language, typeof english> = { en: english, sw: swahili };

export interface Home {
  env: Pick<Env, 'environment' | 'gateway'>;
  has: SiteService['has'];
  sections: Section[];
  thumbprint: string;
  /** Null in the moment before the log is first signed. */
  log: { treeSize: number; root: string; newestAt: string | null } | null;
  /** What was typed as a receipt code, where it opens nothing. */
  wrongCode: string | null;
}

type Reading = Pick<View, 'language' | 'timeZone'>;

export function renderHomePage(reading: Reading, home: Home): string {
  const wording = WORDINGS[reading.language];
  const { has, wrongCode } = home;
  return renderPage({
    ...{ title: wording.title, language: reading.language, path: '/', sections: home.sections },
    body: html`<h1>${wording.heading}</h1>
${wrongCode !== null && html`<p class="notice bad" role="alert"><a href="#code">${wording.noReceipt}</a></p>`}
<p class="lead">${wording.what}</p>
<div class="buttons">${has.phones && html`<a class="button" href="/phones">${wording.tryIt}</a>`}
${has.console && html`<a class="button plain" href="/console">${wording.toConsole}</a>`}
${has.phones && html`<span class="quiet">${wording.tryHint}</span>`}</div>
<section class="card"><h2>${wording.check}</h2>${checkForm(wording, wrongCode)}
<p>${wording.checkFile} <a href="/verify">${wording.checkPage}</a>${wording.checkMore}</p></section>
<section><h2>${wording.here}</h2>${facts(reading, home, wording)}</section>
<section><h2>${wording.more}</h2><ul>${has.docs && html`<li><a href="/docs">${wording.docs}</a></li>`}
<li><a href="/problems">${wording.problems}</a></li></ul></section>`,
  });
}

/** By POST: the code stands in no history of what was typed, and in no log on the way. */
const checkForm = (wording: typeof english, wrongCode: string | null): Html => html`<form method="post" action="/c">
${inputField({
  ...{ name: 'code', label: wording.code, hint: wording.codeHint, value: wrongCode ?? '' },
  ...(wrongCode !== null && { fault: wording.noReceipt }),
  more: html`required maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="7K3M-Q2ZT-9XWA"`,
})}<p><button>${wording.open}</button></p></form>`;

function facts(reading: Reading, { env, thumbprint, log }: Home, wording: typeof english): Html {
  return html`<dl class="facts"><dt>${wording.tier}</dt><dd>${wording.tiers[env.environment]}</dd>
<dt>${wording.carrier}</dt><dd${env.gateway === 'simulator' && html` class="strong"`}>${wording.carriers[env.gateway]}</dd>
<dt>${wording.key}</dt><dd><code>${thumbprint}</code><br><span class="quiet">${wording.keyHint}</span> <a href="/.well-known/jwks.json">${wording.keys}</a></dd>
<dt>${wording.log}</dt><dd>${log?.newestAt ? html`${wording.entries(log.treeSize)}, ${wording.newest} ${moment(log.newestAt, reading)}` : wording.empty}</dd>
${log !== null && html`<dt>${wording.root}</dt><dd><code>${log.root}</code><br><a href="/api/v1/log/checkpoint">${wording.checkpoint}</a></dd>`}</dl>`;
}
