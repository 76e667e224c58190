/** A receipt as its code shows it to anybody: first names, no numbers, and where the rest is. */
import { timeIn, timeInUtc } from '../certificates/local-time.js';
import { type FactsParty, readFacts, standingNow, totalOf } from '../certificates/receipt-facts.js';
import type { CertificateWording } from '../certificates/wording.en.js';
import { certificateWording } from '../certificates/wording.js';
import { showReceiptCode } from '../crypto/receipt-code.js';
import type { FoundReceipt } from '../evidence/receipts.service.js';
import { renderPage } from '../look/frame.js';
import { type Html, html } from '../look/html.js';

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
    ...{ title: wording.title[facts.status], language, path },
    body: html`<h1>${wording.title[facts.status]}</h1>
<p>${wording.reference(facts.contractId, facts.version, type)}</p>
<p><strong>${page.standing(spoken.statuses[standing] ?? standing)}</strong></p>
${facts.parties.some((party) => party.isSimulated) ? html`<p><strong>${wording.simulated}</strong></p>` : ''}
<p>${page.decided}: ${local} · ${wording.utc}: ${timeInUtc(facts.decidedAt)}</p>
${totalAmount === null ? '' : html`<p>${wording.terms.total_amount}: ${currency ?? ''} ${grouped(totalAmount)}</p>`}
<section><h2>${wording.parties}</h2>
<ul>${facts.parties.map((party) => partyItem(party, language, wording))}</ul></section>
<section><h2>${page.more}</h2>
<ul><li><a href="${path}/receipt.pdf?language=${language}">${page.certificate}</a></li>
<li><a href="${path}/receipt.json">${page.receipt}</a></li>
<li><a href="/verify">${page.verify}</a></li></ul>
<p class="quiet">${wording.secret}</p></section>
<section><h3>${wording.hash}</h3><pre>${facts.contractHash}</pre>
<p class="quiet">${wording.notProvenTitle}: ${wording.notProven}</p>
</section>`,
  });
}

function partyItem(
  { name, role, decision, isSimulated }: FactsParty,
  language: Language,
  wording: CertificateWording,
): Html {
  const { roles } = wordingFor(language);
  const first = [...(name.trim().split(/\s+/)[0] || wording.noName)];
  const shown = first.length > NAME_CHARS ? `${first.slice(0, NAME_CHARS).join('')}…` : first.join('');
  const grade = decision && html` · ${wording.grade(decision.grade)}: ${wording.grades[decision.grade][1]}`;
  return html`<li><bdi>${shown}</bdi> (${roles[role] ?? roles.other}): <strong>${wording.answers[decision?.answer ?? 'none']}</strong>${grade}
${isSimulated ? html`<strong>${wording.simulated}</strong>` : ''}</li>`;
}
