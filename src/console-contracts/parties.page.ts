/** The parties of a version: what each said, and where its last text is. */
import { certificateWording } from '../certificates/wording.js';
import { shortMoment, type View } from '../console/console-frame.js';
import type { Grade } from '../evidence/statements.js';
import { type Html, html } from '../look/html.js';
import { adviceFor } from '../messaging/delivery-troubles.js';
import type { Language } from '../texts/wording.js';
import { wordingFor } from '../texts/wording.js';
import type { AskedVersion, ShownParty } from './contract-look.service.js';
import { pageWordingOf, timelineWordingOf } from './one-contract.js';

const TONES: Record<string, string> = { pending: 'waiting', confirmed: 'good', declined: 'bad' };
export const TEXT_TONES: Record<string, string> = { queued: 'waiting', delivered: 'good', failed: 'bad' };

/** How a party is called: by its name, or its number as far as it may be seen. */
export function nameOf(party: Pick<ShownParty, 'name' | 'phone_number' | 'isErased'>, language: Language): string {
  if (party.isErased) return pageWordingOf(language).erased;
  return party.name.trim() || party.phone_number;
}

/** @param asking the version they may be asked about once more; null where nobody may be, or not by whoever looks */
export function partyCards(view: View, parties: ShownParty[], contractId: string, asking: AskedVersion | null): Html {
  return html`<ul class="parties">${parties.map((party) => card(view, party, contractId, asking))}</ul>`;
}

function card(view: View, party: ShownParty, contractId: string, asking: AskedVersion | null): Html {
  const words = pageWordingOf(view.language);
  const name = nameOf(party, view.language);
  const { roles } = wordingFor(view.language);
  const { status, delivery, delivery_trouble: trouble } = party;
  return html`<li class="card"><div class="between"><h3><bdi>${name}</bdi></h3><span class="state-word ${TONES[status]}">${words.statuses[status]}</span></div>
<p>${roles[party.role] ?? roles.other}${!party.isErased && name !== party.phone_number && html` · <span class="number">${party.phone_number}</span>`} · ${words.languages[party.language] ?? party.language}</p>
${party.decided_at !== null && decision(view, party)}
${
  status === 'pending' &&
  html`<p class="quiet">${delivery === null ? words.noText : html`${words.lastText} <span class="state-word ${TEXT_TONES[delivery]}">${timelineWordingOf(view.language).states[delivery]}</span>`}</p>`
}${
  trouble !== null &&
  html`<p class="notice bad"><strong><code>${trouble.reason}</code></strong> ${adviceFor(delivery ?? 'failed', trouble.reason, view.language)}</p>`
}${
  asking !== null &&
  status === 'pending' &&
  html`<form method="post" action="/console/contracts/${contractId}/resend"><input type="hidden" name="party_id" value="${party.party_id}"><input type="hidden" name="seen" value="${asking.seen}"><button class="plain">${words.askOne}<span class="unseen">${words.askOneOf(name)}</span></button></form>`
}</li>
`;
}

function decision(view: View, { decided_at, channel, evidence_grade, reason }: ShownParty): Html {
  const words = pageWordingOf(view.language);
  const certificate = certificateWording(view.language);
  const grade = evidence_grade as Grade | null;
  return html`<p>${shortMoment(decided_at!, view)}, ${words.channels[channel ?? ''] ?? channel}</p>
${grade !== null && html`<p class="quiet"><strong>${certificate.grade(grade)}</strong>: ${certificate.grades[grade][1]}</p>`}${reason !== null && html`<p>${words.reason}: <q>${reason}</q></p>`}`;
}
