/** A receipt as its code shows it to anybody: first names, no numbers, and where the rest is. */
import { timeIn, timeInUtc } from '../certificates/local-time.js';
import { type FactsParty, readFacts, standingNow, totalOf } from '../certificates/receipt-facts.js';
import type { CertificateWording } from '../certificates/wording.en.js';
import { certificateWording } from '../certificates/wording.js';
import { showReceiptCode } from '../crypto/receipt-code.js';
import type { FoundReceipt } from '../evidence/receipts.service.js';
import { assetPath } from '../look/assets.js';
import { renderPage } from '../look/frame.js';
import { type Html, html } from '../look/html.js';
import { toneOf } from '../look/status-word.js';
import { grouped } from '../texts/shown-terms.js';
import { type Language, wordingFor } from '../texts/wording.js';

const NAME_CHARS = 40;

export function renderReceiptPage(found: FoundReceipt, language: Language, timeZone: string): string {
  const wording = certificateWording(language);
  const { page } = wording;
  const spoken = wordingFor(language);
  const facts = readFacts(found.receipt);
  const standing = standingNow(facts, found);
  const { totalAmount, currency } = totalOf(facts);
  const path = `/c/${showReceiptCode(found.code)}`;
  const type = spoken.contractTypes[facts.contractType] ?? spoken.contractTypes.other!;
  const local = `${wording.localTime(timeZone)}: ${timeIn(facts.decidedAt, timeZone, language)}`;
  return renderPage({
    ...{ title: wording.title[facts.status], language, path, scripts: ['check-receipt.js'] },
    body: html`<h1>${wording.title[facts.status]}</h1>
<p class="lead">${wording.reference(facts.contractId, facts.version, type)}</p>
<p><span class="state-word ${toneOf(standing)}">${page.standing(spoken.statuses[standing] ?? standing)}</span></p>
${facts.parties.some((party) => party.isSimulated) && html`<div class="notice"><p><strong>${wording.simulated}</strong>. ${page.rehearsal}</p></div>`}
<dl class="facts"><dt>${page.decided}</dt><dd>${local} · ${wording.utc}: ${timeInUtc(facts.decidedAt)}</dd>
${totalAmount !== null && html`<dt>${wording.terms.total_amount}</dt><dd>${currency ?? ''} ${grouped(totalAmount)}</dd>`}</dl>
<h2>${wording.parties}</h2><ul class="rows">${facts.parties.map((party) => partyItem(party, language, wording))}</ul>
<h2>${page.check}</h2>${checkHere(path, wording)}
<h2>${page.more}</h2>
<p><a class="button" href="${path}/receipt.pdf?language=${language}">${page.certificate}</a></p>
<p><a class="button plain" href="${path}/receipt.json">${page.receipt}</a></p>
<p class="quiet">${wording.secret}</p>
<h2>${wording.hash}</h2><pre>${facts.contractHash}</pre>
<p class="quiet">${wording.notProvenTitle}: ${wording.notProven}</p>`,
  });
}

/** Without scripts there is the page that checks a downloaded receipt. */
const checkHere = (path: string, { page }: CertificateWording): Html =>
  html`<div id="check" data-receipt="${path}/receipt.json" data-verifier="${assetPath('verify-receipt.js')}" data-ok="${page.holds}" data-wrong="${page.doesNotHold}" data-open="${page.isOpen}" data-failed="${page.notChecked}">
<p>${page.whoseKeys}</p><p hidden><button type="button">${page.checkNow}</button></p><div role="status"></div></div>
<p><a href="/verify">${page.verify}</a></p>`;

function partyItem(
  { name, role, decision, isSimulated }: FactsParty,
  language: Language,
  wording: CertificateWording,
): Html {
  const { roles } = wordingFor(language);
  const first = [...(name.trim().split(/\s+/)[0] || wording.noName)];
  const shown = first.length > NAME_CHARS ? `${first.slice(0, NAME_CHARS).join('')}…` : first.join('');
  const grade = decision && html`<p>${wording.grade(decision.grade)}: ${wording.grades[decision.grade][1]}</p>`;
  const answer = decision?.answer ?? 'none';
  return html`<li><div class="between"><span><bdi class="strong">${shown}</bdi> (${roles[role] ?? roles.other})</span>
<span>${isSimulated && html`<span class="state-word waiting">${wording.simulated}</span> `}<span class="state-word ${ANSWER_TONES[answer]}">${wording.answers[answer]}</span></span></div>${grade}</li>
`;
}

const ANSWER_TONES = { yes: 'good', no: 'bad', none: '' };
