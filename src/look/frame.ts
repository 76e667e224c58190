/** What stands around every page: head, brand, sections, languages. */
import { LANGUAGES, type Language } from '../texts/wording.js';
import { assetPath } from './assets.js';
import { english } from './frame.en.js';
import { swahili } from './frame.sw.js';
import { type Html, html } from './html.js';

const WORDINGS: Record<Language, typeof english> = { en: english, sw: swahili };

/** Of a language, in itself. */
export const ownNameOf = (language: Language): string => WORDINGS[language].ownName;

export interface Section {
  href: string;
  label: string;
}

export interface Page {
  title: string;
  language: Language;
  /** Where this page is, without its language: what the switch leads to. Null where nothing can be shown anew. */
  path: string | null;
  body: Html;
  sections?: readonly Section[];
  /** Where its reader is among them, when `path` does not say. */
  current?: string;
  /** Beside the languages, such as who is signed in. */
  corner?: Html;
  /** Names of browser scripts, such as `live.js`. Every page works without them. */
  scripts?: readonly string[];
  /** `wide` for lists and what stands side by side. */
  width?: 'text' | 'wide';
}

export function renderPage(page: Page): string {
  const {
    title,
    language,
    path,
    body,
    sections = [],
    current = path,
    corner = '',
    scripts = [],
    width = 'text',
  } = page;
  const wording = WORDINGS[language];
  const here = currentOf(sections, current);
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title} · Ndiyo</title>
<link rel="stylesheet" href="${assetPath('site.css')}"><link rel="icon" href="${assetPath('mark.svg')}" type="image/svg+xml">
${scripts.map((name) => html`<script src="${assetPath(name)}" defer></script>`)}</head>
<body class="${width}"><a class="skip" href="#content">${wording.skip}</a>
<header><a class="brand" href="/" translate="no" aria-label="${wording.home}">Ndiyo</a>
<div class="corner">${corner}${path !== null && languageLinks(path, language, wording.languages)}</div>
${sections.length > 0 && html`<nav class="sections" aria-label="${wording.sections}">${sections.map((one) => html`<a href="${one.href}"${one === here && html` aria-current="page"`}>${one.label}</a>`)}</nav>`}</header>
<main id="content" tabindex="-1">${body}</main></body></html>
`.text;
}

function languageLinks(path: string, current: Language, label: string): Html {
  const joint = path.includes('?') ? '&' : '?';
  return html`<nav class="languages" aria-label="${label}">${LANGUAGES.map(
    (one) =>
      html`<a href="${path}${joint}language=${one}" hreflang="${one}" lang="${one}"${one === current && html` aria-current="true"`}>${ownNameOf(one)}</a>`,
  )}</nav>`;
}

/** The section whose address begins that of the page; of several the longest. */
function currentOf(sections: readonly Section[], path: string | null): Section | undefined {
  const here = path?.split('?', 1)[0] ?? '';
  const around = sections.filter(({ href }) => here === href || here.startsWith(`${href}/`));
  return around.sort((a, b) => b.href.length - a.href.length)[0];
}
