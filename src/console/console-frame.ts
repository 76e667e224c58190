/** What every page of the console has in common: who looks, in which language and time, and what stands around it. */
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Scope } from '../accounts/scopes.js';
import { CALLERS, type Caller } from '../auth/caller.js';
import { timeIn, timeInUtc } from '../certificates/local-time.js';
import { ENV, type Env } from '../config/env.js';
import { renderPage } from '../look/frame.js';
import { type Html, html } from '../look/html.js';
import { languageOf } from '../look/language.js';
import type { Language } from '../texts/wording.js';
import { english } from './console.en.js';
import { swahili } from './console.sw.js';

const WORDINGS: Record<Language, typeof english> = { en: english, sw: swahili };

export const wordingOf = (language: Language) => WORDINGS[language];

export const PAGE_HEADERS = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' };

/**
 * With no-referrer, as elsewhere, a browser on a plain http address sends neither Fetch Metadata nor an Origin with a
 * form, and nothing would tell it from another site's.
 */
export const SAYS_ORIGIN = { 'Referrer-Policy': 'same-origin' };

/** Who looks at a page, and how they read. */
export interface View {
  language: Language;
  caller: Caller;
  /** Of this page, with its query but for the language: never a number or a secret. */
  path: string;
  timeZone: string;
  /** What was just done, as the address says. */
  done: string | null;
}

export interface ConsolePart {
  title: string;
  body: Html;
  /** Renewed when something happens. */
  isLive?: boolean;
  /** Cannot be shown anew: no choice of language leads away from it. */
  isOnce?: boolean;
  scripts?: readonly string[];
}

type Identified = FastifyRequest & { caller?: Caller };

@Injectable()
export class ConsoleFrame {
  constructor(@Inject(ENV) private readonly env: Env) {}

  /** Behind the guards: there is a caller, but for a problem that a guard told. */
  viewOf(request: FastifyRequest): View {
    const { done } = request.query as { done?: unknown };
    return {
      language: this.languageOf(request),
      caller: (request as Identified).caller ?? CALLERS.anonymous,
      path: pathOf(request),
      timeZone: this.env.defaults.timeZone,
      done: typeof done === 'string' ? done : null,
    };
  }

  languageOf(request: FastifyRequest): Language {
    return languageOf(request, this.env.defaults.language);
  }

  /** For whoever is not let in yet. */
  renderDoor(language: Language, path: string | null, { title, body }: ConsolePart): string {
    return renderPage({ title, language, path, body });
  }

  render(
    { language, caller, path }: View,
    { title, body, isLive = false, isOnce = false, scripts = [] }: ConsolePart,
  ): string {
    const wording = WORDINGS[language];
    const live = isLive && html`<span hidden data-live-from="/console/events"></span>`;
    return renderPage({
      ...{ title, language, path: isOnce ? null : path, width: 'wide' },
      sections: SECTIONS.filter(({ scope }) => caller.scopes.has(scope)).map(({ href, name }) => ({
        href,
        label: wording.sections[name],
      })),
      corner: cornerFor(caller, wording),
      scripts: [...scripts, ...(isLive ? ['live.js'] : [])],
      body: html`${live}${body}`,
    });
  }
}

/** After something was done: on to a page that may be loaded again. `done` is a word of that page, told there. */
export function goTo(reply: FastifyReply, path: string, done?: string): string {
  const joint = path.includes('?') ? '&' : '?';
  reply.status(303).header('Location', done === undefined ? path : `${path}${joint}done=${encodeURIComponent(done)}`);
  return '';
}

/** A moment where its reader is, and in UTC. */
export const moment = (at: string, { timeZone, language }: Pick<View, 'timeZone' | 'language'>): Html =>
  html`<time datetime="${at}">${timeIn(at, timeZone, language)}</time> <span class="quiet">(${timeZone}; ${timeInUtc(at)} UTC)</span>`;

/** The same in few words, where the page says once which time it is. */
export const shortMoment = (at: string, { timeZone, language }: Pick<View, 'timeZone' | 'language'>): Html =>
  html`<time datetime="${at}" title="${timeInUtc(at)} UTC">${timeIn(at, timeZone, language)}</time>`;

type SectionName = keyof typeof english.sections;

/** Shown to whoever may see at least something there. */
const SECTIONS: readonly { href: string; name: SectionName; scope: Scope }[] = [
  { href: '/console/contracts', name: 'contracts', scope: 'contracts:read' },
  { href: '/console/review', name: 'review', scope: 'messages:read' },
  { href: '/console/dead-letters', name: 'deadLetters', scope: 'messages:read' },
  { href: '/console/webhooks', name: 'webhooks', scope: 'webhooks:manage' },
  { href: '/console/keys', name: 'keys', scope: 'keys:manage' },
  { href: '/console/budget', name: 'budget', scope: 'messages:read' },
];

function cornerFor({ kind, id }: Caller, wording: typeof english): Html {
  if (kind === 'operator') return signOut(wording);
  return id === null ? html`` : html`<span class="quiet">${wording.openToAll}</span>`;
}

const signOut = (wording: typeof english): Html =>
  html`<a href="/console/account">${wording.account}</a><form class="inline" method="post" action="/console/sign-out"><button class="plain">${wording.signOut}</button></form>`;

function pathOf({ url }: FastifyRequest): string {
  const [path, query = ''] = url.split('?', 2);
  const kept = new URLSearchParams(query);
  for (const name of ['language', 'done']) kept.delete(name);
  return kept.size > 0 ? `${path}?${kept}` : path!;
}
