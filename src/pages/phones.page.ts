/** The simulated phones: what to do, in order, and the phones to do it with. */
import type { View } from '../console/console-frame.js';
import { choiceField, inputField } from '../look/fields.js';
import { ownNameOf, renderPage, type Section } from '../look/frame.js';
import { type Html, html } from '../look/html.js';
import { statusWord } from '../look/status-word.js';
import { curlToCreate, EXAMPLE_CONTRACT, exampleContractIn, type Reading } from '../rest/example-contract.js';
import { grouped } from '../texts/shown-terms.js';
import { LANGUAGES, type Language } from '../texts/wording.js';
import { phoneCard } from './phone-card.page.js';
import type { Phone } from './phone-desk.service.js';
import { type PhonesWording, wordingOf } from './phones-wording.js';
import type { Sample } from './sample-contracts.service.js';

/** What was typed as a number to add, and what is wrong with it. */
export interface Adding {
  typed?: string;
  fault?: string;
}

export interface PhonesPage {
  phones: Phone[];
  sample: Sample | null;
  adding: Adding;
  /** What replies begin with on a shared short code. */
  keyword: string | null;
  url: string;
  /** What a command needs besides to be let in. */
  credential: string;
  hasConsole: boolean;
  sections: Section[];
}

const [SELLER, BUYER] = EXAMPLE_CONTRACT.parties.map(({ name }) => firstName(name)) as [string, string];
const LOOK_EVERY_MS = 1_000;

export function renderPhonesPage(view: View, page: PhonesPage): string {
  const { language, timeZone } = view;
  const wording = wordingOf(language);
  const mayPlay = view.caller.scopes.has('contracts:write');
  return renderPage({
    ...{ title: wording.title, language, path: view.path, sections: page.sections, width: 'wide' },
    scripts: ['live.js', 'phones.js'],
    body: html`<span hidden data-live-every="${LOOK_EVERY_MS}"></span><span id="desk" hidden data-live data-phones="${page.phones.map(({ id }) => id).join(' ')}"></span>
<div class="opening"><div><h1>${wording.heading}</h1><p class="lead">${wording.lead}</p></div><p class="notice">${wording.banner}</p></div>
<p class="notice bad" id="told" role="alert" hidden data-otherwise="${wording.unsent}"></p>
${page.adding.fault !== undefined && html`<p class="notice bad" role="alert"><a href="#phone_number">${wording.wrong}: ${wording.addFault(page.adding.fault)}</a></p>`}
<div class="desk"><section class="guide" aria-label="${wording.steps}">${guide(view, page, wording)}</section>
<section aria-labelledby="phones"><h2 id="phones" class="unseen">${wording.phones}</h2>
<div class="phones">${page.phones.map((phone) => phoneCard(phone, { wording, timeZone, keyword: page.keyword, mayPlay }))}</div>
<p class="quiet">${wording.times(timeZone)}</p>
<details class="card"${page.adding.fault !== undefined && html` open`}><summary>${wording.add}</summary><form method="post" action="/phones/numbers">
${inputField({ name: 'phone_number', label: wording.addLabel, hint: wording.addHint, value: page.adding.typed, fault: page.adding.fault && wording.addFault(page.adding.fault), more: html`required maxlength="40" autocomplete="off"` }, 'tel')}
<button class="plain">${wording.addButton}</button></form></details></section></div><p class="unseen" id="news" role="status"></p>`,
  });
}

type StepState = 'done' | 'now' | 'later';

/** A declined contract has a receipt too; one that ran out or was withdrawn leads back to the beginning. */
function statesOf(sample: Sample | null): StepState[] {
  if (sample?.status === 'pending') return ['done', 'now', 'later', 'later'];
  return sample?.receipt_code ? ['done', 'done', 'done', 'now'] : ['now', 'later', 'later', 'later'];
}

function guide(view: View, page: PhonesPage, wording: PhonesWording): Html {
  const { sample } = page;
  const parts: [title: string, body: Html][] = [
    [wording.make, makeForm(view, sample, wording)],
    [wording.answer, answers(page, wording)],
    [wording.see, standing(view.language, page, wording)],
    [wording.check, receipt(sample, wording)],
  ];
  const states = statesOf(sample);
  return html`<ol class="steps">${parts.map(
    ([title, body], i) =>
      html`<li id="step-${i + 1}" class="${states[i]}" data-live tabindex="-1"${states[i] === 'now' && html` aria-current="step"`}><h2>${title}${states[i] === 'done' && html` <span class="unseen">(${wording.done})</span>`}</h2>${body}</li>
`,
  )}</ol>${overRest(page, wording)}`;
}

function makeForm({ caller }: View, sample: Sample | null, wording: PhonesWording): Html {
  const reading = readingOf(sample);
  const { quantity, currency, total_amount } = EXAMPLE_CONTRACT.terms;
  const about = wording.sample(SELLER, BUYER, quantity, `${currency} ${grouped(total_amount)}`);
  const choices = LANGUAGES.map((value) => ({ value, label: ownNameOf(value) }));
  if (!caller.scopes.has('contracts:write')) return html`<p>${about}</p>`;
  return html`<p>${about}</p><form method="post" action="/phones/contracts" data-sent><div class="pair">
${choiceField({ name: 'seller', label: wording.reads(SELLER), value: reading.seller }, choices)}
${choiceField({ name: 'buyer', label: wording.reads(BUYER), value: reading.buyer }, choices)}</div>
<button${sample !== null && html` class="plain"`}>${wording.makeButton}</button></form>`;
}

function answers({ sample, phones }: PhonesPage, wording: PhonesWording): Html {
  const said = { pending: wording.waiting, confirmed: wording.yes, declined: wording.no } as Record<string, string>;
  const tones: Record<string, string> = { pending: 'waiting', confirmed: 'good', declined: 'bad' };
  const idOf = (number: string) => phones.find((phone) => phone.number === number)?.id ?? 'phones';
  return html`<p>${wording.answerHint}</p>${
    sample !== null &&
    html`<ul class="who-said">${sample.parties.map(
      ({ name, phone_number, status, delivery_trouble }) =>
        html`<li><a href="#${idOf(phone_number)}">${firstName(name)}</a> <span class="state-word ${tones[status]}">${said[status] ?? status}</span>
${delivery_trouble !== null && html`<span class="fault">${wording.troubled}</span>`}</li>`,
    )}</ul>`
  }`;
}

function standing(language: Language, { sample, hasConsole }: PhonesPage, wording: PhonesWording): Html {
  if (sample === null) return html`<p>${wording.seeHint}</p>`;
  const { contract_id: id, status } = sample;
  const named = hasConsole ? html`<a href="/console/contracts/${id}">${id}</a>` : id;
  return html`<p>${wording.contract} ${named} ${statusWord(status, language)}</p>`;
}

const receipt = (sample: Sample | null, wording: PhonesWording): Html =>
  sample?.receipt_code
    ? html`<p><a class="button" href="/c/${sample.receipt_code}">${wording.openReceipt}</a></p><p><a href="/verify">${wording.verifier}</a></p>`
    : html`<p>${wording.checkHint}</p>`;

function overRest({ sample, url, credential }: PhonesPage, wording: PhonesWording): Html {
  const command = curlToCreate(url, exampleContractIn(readingOf(sample))) + credential;
  return html`<div id="rest" data-live><details id="rest-command"><summary>${wording.rest}</summary><p class="quiet">${wording.restHint}${credential !== '' && ` ${wording.restCredential}`}</p>
<pre tabindex="0"><code>${command}</code></pre></details></div>`;
}

function readingOf(sample: Sample | null): Reading {
  const parties = sample?.parties ?? EXAMPLE_CONTRACT.parties;
  const of = (number: string) => parties.find((party) => party.phone_number === number)?.language as Language;
  const [seller, buyer] = EXAMPLE_CONTRACT.parties.map(({ phone_number }) => of(phone_number));
  return { seller: seller!, buyer: buyer! };
}

function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? '';
}
