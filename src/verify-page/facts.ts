/** What a receipt that holds says: contract, parties and their answers, terms. */
import { type HeldGrade, heldGrade } from '../verifier/held-grade.js';
import type { ReceiptParts } from '../verifier/read-receipt.js';
import type { Decision, Party } from '../verifier/receipt-types.js';
import { el, listed, prose, value } from './elements.js';
import type { Labels } from './labels.js';

export function renderFacts(parts: ReceiptParts, isTrusted: boolean, labels: Labels): HTMLElement {
  const { document, statement } = parts;
  const { contract_id, version, status, issued_at, iss } = statement.claims;
  const { kid } = statement.jws;
  const { terms, transcript } = document;
  return el(
    'section',
    { 'aria-labelledby': 'facts-title' },
    el('h3', { id: 'facts-title' }, labels.factsTitle),
    el(
      'dl',
      { class: 'facts' },
      ...row(labels.contract, value(contract_id)),
      ...row(labels.version, String(version)),
      ...row(labels.status, labels.statuses[status]),
      ...row(labels.createdAt, time(document.created_at, labels)),
      ...row(labels.issuedAt, time(issued_at, labels)),
      ...(iss === kid ? [] : row(labels.issuer, value(iss))),
      ...row(
        labels.key,
        el('span', { class: 'mono' }, value(kid)),
        ` ${isTrusted ? labels.keyTrusted : labels.keyUntrusted}`,
      ),
    ),
    el('h4', {}, labels.termsTitle),
    el('dl', { class: 'facts' }, ...listed(inOrder(terms, labels), termRow(labels), moreRow(labels))),
    transcript !== undefined && el('h4', {}, labels.transcript),
    transcript !== undefined && prose(transcript),
    el('h4', {}, labels.partiesTitle),
    el(
      'ul',
      { class: 'rows' },
      ...listed(document.parties, (party) => partyItem(party, parts, labels), moreItem(labels)),
    ),
  );
}

const row = (name: string, ...values: (Node | string)[]): Node[] => [el('dt', {}, name), el('dd', {}, ...values)];

/** Known terms as people read them, then the others; the document has them by the alphabet. */
function inOrder(terms: Record<string, unknown>, labels: Labels): [string, unknown][] {
  const known = Object.keys(labels.terms).filter((name) => Object.hasOwn(terms, name));
  const others = Object.keys(terms).filter((name) => !known.includes(name));
  return [...known, ...others].map((name) => [name, terms[name]]);
}

const termRow =
  (labels: Labels) =>
  ([name, term]: [string, unknown]): Node => {
    const known = Object.hasOwn(labels.terms, name) ? labels.terms[name] : undefined;
    const text = typeof term === 'string' ? term : JSON.stringify(term);
    return el(
      'div',
      { class: 'fact' },
      el('dt', {}, known ?? value(name.replaceAll('_', ' '))),
      el('dd', {}, value(text)),
    );
  };

const moreRow = (labels: Labels) => (count: number) =>
  el('div', { class: 'fact' }, el('dt', {}, '…'), el('dd', {}, labels.more(count)));
const moreItem = (labels: Labels) => (count: number) => el('li', { class: 'row' }, labels.more(count));

function partyItem({ party_id, name, role, phone_number }: Party, parts: ReceiptParts, labels: Labels): HTMLElement {
  const own = parts.receipt.decisions.filter((decision) => decision.party_id === party_id);
  const roleName = Object.hasOwn(labels.roles, role) ? labels.roles[role] : undefined;
  return el(
    'li',
    { class: 'row' },
    el('p', { class: 'party' }, el('strong', {}, value(name === '' ? party_id : name))),
    el('p', { class: 'quiet' }, roleName ?? value(role), ' · ', value(masked(phone_number))),
    ...(own.length === 0
      ? [el('p', {}, labels.noAnswer)]
      : own.map((decision) => renderDecision(decision, heldGrade(decision, parts), labels))),
  );
}

function renderDecision(decision: Decision, { grade, raisedAt }: HeldGrade, labels: Labels): HTMLElement {
  const { answer, at, channel, carrier, texts_shown, terms_not_shown, reply, reason } = decision;
  return el(
    'div',
    { class: 'decision' },
    el('p', {}, el('strong', {}, labels[answer]), ` ${labels.channels[channel]}`),
    el('p', {}, time(at, labels)),
    el('p', {}, el('span', { class: 'grade' }, labels.grade(grade)), ` ${labels.grades[grade]}`),
    raisedAt !== null && el('p', { class: 'quiet' }, labels.raised(decision.grade), ' ', time(raisedAt, labels)),
    carrier === 'simulator' && el('p', { class: 'tag' }, labels.simulated),
    ...named(labels.shown, texts_shown, labels),
    ...named(labels.replied, reply === null ? [] : [reply], labels),
    ...named(labels.reason, typeof reason === 'string' ? [reason] : [], labels),
    ...named(labels.notShown, terms_not_shown, labels),
  );
}

const named = (name: string, texts: string[], labels: Labels): Node[] =>
  texts.length === 0
    ? []
    : [
        el('p', { class: 'quiet' }, name),
        ...listed(texts.map(withoutCode), prose, (count) => el('p', {}, labels.more(count))),
      ];

/** Where a code stood, as the service shows it elsewhere. */
const withoutCode = (text: string): string => text.replaceAll('{code}', '••••••');

/** Both clocks, each by its name. */
function time(at: string, { locale, utc, local }: Labels): HTMLElement {
  const moment = new Date(at);
  const format: Intl.DateTimeFormatOptions = {
    ...{ year: 'numeric', month: 'short', day: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false, timeZoneName: 'short' },
  };
  const [day, clock = ''] = at.split('T');
  return el(
    'time',
    { datetime: at },
    el('span', { class: 'clock' }, `${day} ${clock.slice(0, 8)} ${utc}`),
    el('span', { class: 'clock quiet' }, `${moment.toLocaleString(locale, format)} (${local})`),
  );
}

/** As the service masks it. */
function masked(phoneNumber: string): string {
  return phoneNumber.length < 9 ? '•••' : `${phoneNumber.slice(0, 5)}•••••${phoneNumber.slice(-3)}`;
}
