/** The timeline of a contract: what happened and what was texted, oldest first. */
import { type Cost, sumCosts } from '../budgets/costs.js';
import { timeIn } from '../certificates/local-time.js';
import { certificateWording } from '../certificates/wording.js';
import { shortMoment, type View } from '../console/console-frame.js';
import type { ChainedEvent } from '../evidence/chained-event.js';
import type { Grade } from '../evidence/statements.js';
import { type Html, html } from '../look/html.js';
import { adviceFor, troubleOf } from '../messaging/delivery-troubles.js';
import { maskPhonesIn } from '../phones/phone-number.js';
import type { ContractLook, ShownParty } from './contract-look.service.js';
import { wordingOf } from './contract-wording.js';
import { pageWordingOf, timelineWordingOf } from './one-contract.js';
import { nameOf, TEXT_TONES } from './parties.page.js';
import type { Moment, ShownText } from './timeline.js';

type Names = ReadonlyMap<string, ShownParty>;

/** A page stays light whoever texts a thousand times; the rest comes when asked for. */
const MOST = 100;

const EVENT_TONES: Record<string, string> = {
  'contract.party_confirmed': 'good',
  'contract.confirmed': 'good',
  'contract.activated': 'good',
  'contract.completed': 'good',
  'contract.party_declined': 'bad',
  'contract.declined': 'bad',
  'contract.disputed': 'bad',
  'party.unreachable': 'bad',
};

export function timelinePart(view: View, look: ContractLook, names: Names, isWhole: boolean): Html {
  const words = timelineWordingOf(view.language);
  const { timeline, contract } = look;
  const hidden = isWhole ? 0 : Math.max(0, timeline.length - MOST);
  return html`<h2>${words.title}</h2>
${hidden > 0 && html`<p><a class="button plain" href="/console/contracts/${contract.contract_id}?whole=1">${words.earlier(hidden)}</a></p>`}
<ol class="timeline">${timeline.slice(hidden).map((moment) => entry(view, moment, look, names))}</ol>
<p class="strong">${sumOf(view, timeline)}</p><p class="quiet">${wordingOf(view.language).list.times(view.timeZone)}</p>`;
}

function entry(view: View, { event, text }: Moment, look: ContractLook, names: Names): Html {
  if (event) return happening(view, event, look, names);
  return text.direction === 'in' ? received(view, text, names) : sent(view, text, names);
}

function happening(view: View, event: ChainedEvent, look: ContractLook, names: Names): Html {
  const words = timelineWordingOf(view.language);
  const { party_id, grade, channel, reason, version, message_id } = event.data as Partial<EventData>;
  // Whoever was erased has no name any more.
  const who = party_id === undefined ? words.somebody : calledBy(names, party_id, view);
  const say = Object.hasOwn(words.events, event.type) ? words.events[event.type]! : () => event.type;
  const isUnreached = event.type === 'party.unreachable';
  const asked = look.timeline.find(({ text }) => text !== undefined && text.id === message_id)?.text;
  return html`<li class="event ${EVENT_TONES[event.type]}"><p class="between"><span class="strong">${say({ who, version: version ?? 1 })}</span> ${shortMoment(event.at, view)}</p>
${grade !== undefined && channel !== undefined && html`<p class="quiet">${pageWordingOf(view.language).channels[channel] ?? channel}; ${certificateWording(view.language).grade(grade)}: ${certificateWording(view.language).grades[grade][0]}</p>`}
${isUnreached && reason !== undefined && html`<p><code>${reason}</code> ${adviceFor(asked?.status ?? 'failed', reason, view.language)}</p>`}
${!isUnreached && reason !== undefined && html`<p>${words.reason} <q>${shownTo(view, reason)}</q></p>`}</li>
`;
}

function sent(view: View, text: ShownText, names: Names): Html {
  const words = timelineWordingOf(view.language);
  const { status, sent_at, final_at } = text;
  const trouble = troubleOf(text, new Date());
  const ended = final_at !== null && words.endedAt[status];
  const facts = [
    words.segments(text.segments),
    ...(text.cost === null ? [] : [text.cost]),
    ...(text.carrier_status === null ? [] : [words.carrierSays(text.carrier_status)]),
    ...(sent_at === null ? [] : [`${words.sentAt} ${later(view, sent_at, text.created_at)}`]),
    ...(ended ? [`${ended} ${later(view, final_at, text.created_at)}`] : []),
  ];
  return html`<li class="out"><p class="between"><span><strong>${words.to(words.kinds[text.kind] ?? text.kind)}</strong> <bdi>${called(view, names, text)}</bdi></span> ${shortMoment(text.created_at, view)}</p>
${wordsOf(view, text)}
<p class="quiet"><span class="state-word ${TEXT_TONES[status]}">${words.states[status]}</span> ${facts.join(' · ')}</p>
${trouble !== null && html`<p class="trouble"><code>${trouble.reason}</code> ${adviceFor(status, trouble.reason, view.language)}</p>`}${text.possible_duplicate && html`<p class="trouble">${words.duplicate}</p>`}</li>
`;
}

function received(view: View, text: ShownText, names: Names): Html {
  const words = timelineWordingOf(view.language);
  const outcome = text.outcome ?? '';
  const tone =
    outcome === 'yes' ? 'good' : outcome === 'no' ? 'bad' : text.needs_review && text.reviewed_at === null && 'waiting';
  const review =
    text.reviewed_at !== null
      ? html`${words.reviewed} ${shortMoment(text.reviewed_at, view)}`
      : html`<a href="/console/review">${words.toReview}</a>`;
  return html`<li class="in"><p class="between"><span><strong><bdi>${called(view, names, text)}</bdi></strong> ${words.wrote}</span> ${shortMoment(text.created_at, view)}</p>
${wordsOf(view, text)}
<p class="quiet"><span class="state-word ${tone}">${words.outcomes[outcome] ?? outcome}</span>${text.needs_review && html` · ${review}`}</p></li>
`;
}

const wordsOf = (view: View, { text }: ShownText): Html =>
  text === ''
    ? html`<p class="quiet">${timelineWordingOf(view.language).textErased}</p>`
    : html`<blockquote class="said">${text}</blockquote>`;

function calledBy(names: Names, id: string, { language }: View): string {
  const party = names.get(id);
  return party ? nameOf(party, language) : id;
}

const called = (view: View, names: Names, { party_id, phone_number }: ShownText): string =>
  party_id === null ? phone_number : calledBy(names, party_id, view);

const shownTo = ({ caller }: View, words: string): string => (caller.seesNumbers ? words : maskPhonesIn(words));

/** The time alone where the day is that of the entry. */
function later({ timeZone, language }: View, at: string, begun: string): string {
  const [whole, base] = [timeIn(at, timeZone, language), timeIn(begun, timeZone, language)];
  const [day, time] = [whole.slice(0, whole.lastIndexOf(' ')), whole.slice(whole.lastIndexOf(' ') + 1)];
  return base.startsWith(`${day} `) ? time : whole;
}

function sumOf({ language }: View, timeline: Moment[]): string {
  const left = timeline.flatMap(({ text }) => (text?.direction === 'out' && text.sent_at !== null ? [text] : []));
  const segments = left.reduce((sum, text) => sum + text.segments, 0);
  const costs: Cost[] = sumCosts(left.flatMap(({ cost }) => (cost === null ? [] : [{ cost, texts: 1 }])));
  const cost = costs.map(({ currency, amount }) => `${currency} ${amount}`).join(' + ');
  return timelineWordingOf(language).sum(left.length, segments, cost);
}

interface EventData {
  party_id: string;
  grade: Grade;
  channel: string;
  reason: string;
  version: number;
  message_id: string;
}
