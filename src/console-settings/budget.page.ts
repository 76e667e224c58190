/** What texts came to and may come to, and the numbers that nobody is asked at. */
import { type Cost, sumCosts } from '../budgets/costs.js';
import type { Usage } from '../budgets/usage.service.js';
import { dateIn } from '../certificates/local-time.js';
import type { Env } from '../config/env.js';
import { shortMoment, type View } from '../console/console-frame.js';
import { noticeOf, type Told } from '../console/notice.page.js';
import { type Html, html } from '../look/html.js';
import type { PausedPrefix } from '../persistence/texting.entities.js';
import { grouped } from '../texts/shown-terms.js';
import { wordingOf } from './settings-wording.js';

export const PATH = '/console/budget';

/** A day's, in UTC. */
export interface DayUsage extends Usage {
  day: string;
}

export interface BudgetPage {
  /** Today first. */
  ofAccount: DayUsage[];
  /** Null for whoever sees one account only. */
  ofAll: DayUsage[] | null;
  limits: Env['texting'];
  paused: PausedPrefix[];
  mayResume: boolean;
  told: Told | null;
}

export function budgetBody(view: View, { ofAccount, ofAll, limits, paused, mayResume, told }: BudgetPage): Html {
  const { budget: words } = wordingOf(view.language);
  const rules = rulesOf(view, limits, ofAll !== null);
  return html`<h1>${words.title}</h1><p class="lead">${words.lead}</p>${noticeOf(told)}
<h2>${words.today}</h2><div class="card">${meter(view, 'account', words.ofAccount, ofAccount[0]!)}${ofAll && meter(view, 'all', words.ofAll, ofAll[0]!)}<p class="quiet">${words.todayHint}</p></div>
<h2>${words.paused}</h2><p>${words.pausedLead}</p>
${paused.length === 0 ? html`<p class="empty">${words.nonePaused}</p>` : html`<ul class="rows">${paused.map((one) => pausedRow(view, one, mayResume))}</ul>`}
<h2>${words.costs}</h2><p>${words.costsHint}</p>${table(view, words.ofAccount, ofAccount)}${ofAll && table(view, words.ofAll, ofAll)}
<h2>${words.limits}</h2>${rules.length === 0 ? html`<p>${words.none}</p>` : html`<ul>${rules.map((rule) => html`<li>${rule}</li>`)}</ul>`}
<p class="quiet">${words.times(view.timeZone)}</p>`;
}

const NEARLY = 0.8;

function meter({ language }: View, id: string, label: string, { segments: { used, limit } }: DayUsage): Html {
  const { budget: words } = wordingOf(language);
  const shown = grouped(String(used));
  if (limit === null) return html`<p><span class="strong">${label}</span>: ${words.unlimited(shown)}</p>`;
  return html`<div class="meter"><label for="meter-${id}">${label}: ${words.used(shown, grouped(String(limit)))}</label>
<meter id="meter-${id}" min="0" max="${limit}" low="${Math.floor(limit * NEARLY)}" high="${Math.floor(limit * NEARLY)}" optimum="0" value="${used}">${words.used(shown, grouped(String(limit)))}</meter>
${used >= limit && html`<p class="fault">${words.spent}</p>`}</div>`;
}

function table({ language }: View, whose: string, days: readonly DayUsage[]): Html {
  const { budget: words } = wordingOf(language);
  const { columns } = words;
  const line = (label: string, used: number, costs: readonly Cost[]) =>
    html`<tr><th scope="row">${label}</th><td class="number">${grouped(String(used))}</td><td class="number">${shownCosts(costs) || (used > 0 ? words.noCost : '–')}</td></tr>`;
  const used = days.reduce((sum, { segments }) => sum + segments.used, 0);
  return html`<div class="scrolls" tabindex="0" role="region" aria-label="${words.table(whose)}"><table class="amounts"><caption>${words.table(whose)}</caption>
<thead><tr><th scope="col">${columns.day}</th><th scope="col" class="number">${columns.segments}</th><th scope="col" class="number">${columns.cost}</th></tr></thead>
<tbody>${days.map(({ day, segments, costs }, i) => line(i === 0 ? words.today : dateIn(`${day}T00:00:00Z`, 'UTC', language), segments.used, costs))}</tbody>
<tfoot>${line(words.sum, used, together(days))}</tfoot></table></div>`;
}

const together = (days: readonly DayUsage[]): Cost[] =>
  sumCosts(
    days.flatMap(({ costs }) => costs.map(({ currency, amount }) => ({ cost: `${currency} ${amount}`, texts: 1 }))),
  );

const shownCosts = (costs: readonly Cost[]): string =>
  costs.map(({ currency, amount }) => `${currency} ${grouped(amount)}`).join(', ');

function rulesOf({ language }: View, limits: Env['texting'], seesAll: boolean): string[] {
  const { rules } = wordingOf(language).budget;
  const { segmentsPerDay, segmentsPerDayInAll, textsPerNumber, textsPerPrefix, invitationsPerDay } = limits;
  const counted: [number | null, (n: string) => string][] = [
    [segmentsPerDay, rules.segmentsPerDay],
    [seesAll ? segmentsPerDayInAll : null, rules.segmentsPerDayInAll],
    [textsPerNumber, rules.textsPerNumber],
    [textsPerPrefix, rules.textsPerPrefix],
    [invitationsPerDay, rules.invitationsPerDay],
    [limits.unanswered, rules.unanswered],
    [limits.perSecond, rules.perSecond],
  ];
  const said = counted.flatMap(([limit, say]) => (limit === null ? [] : [say(grouped(String(limit)))]));
  return limits.countries === null ? said : [...said, rules.countries(limits.countries.join(', '))];
}

function pausedRow(view: View, { prefix, since, reason }: PausedPrefix, mayResume: boolean): Html {
  const { budget: words } = wordingOf(view.language);
  return html`<li><div class="between"><span class="strong">${words.begin(prefix)}</span><span class="quiet">${words.since} ${shortMoment(since, view)}</span></div>
<p>${words.reasons[reason] ?? reason}</p>
${mayResume && html`<form class="buttons" method="post" action="${PATH}/resume"><input type="hidden" name="prefix" value="${prefix}"><button class="plain">${words.resume}<span class="unseen">: ${prefix}</span></button></form>`}</li>
`;
}

export function resumptionBody({ language }: View, prefix: string): Html {
  const { confirm } = wordingOf(language).budget;
  return html`<h1>${confirm.title(prefix)}</h1><p class="lead">${confirm.lead}</p>
<div class="buttons"><form class="inline" method="post" action="${PATH}/resume"><input type="hidden" name="prefix" value="${prefix}"><input type="hidden" name="sure" value="yes"><button>${confirm.yes}</button></form>
<a class="button plain" href="${PATH}">${confirm.no}</a></div>`;
}
