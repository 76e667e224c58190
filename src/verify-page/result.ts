/** The verdict: the outcome in words first, then check by check, what is left open, and what the receipt says. */
import { readReceipt } from '../verifier/read-receipt.js';
import type { Trust } from '../verifier/trust.js';
import { type Check, type Verdict, verifyReceipt } from '../verifier/verify-receipt.js';
import type { Language } from '../verifier/wording.js';
import { el, icon } from './elements.js';
import { renderFacts } from './facts.js';
import { LABELS, type Labels } from './labels.js';

export interface Result {
  /** For those who hear the page. */
  announcement: string;
  heading: HTMLElement;
  nodes: Node[];
}

export function renderResult(receipt: string, trust: Trust, language: Language, startAgain: () => void): Result {
  const labels = LABELS[language];
  const verdict = verifyReceipt(receipt, trust, language);
  const parts = verdict.outcome === 'invalid' ? null : readReceipt(receipt);
  const isSimulated = parts?.receipt.decisions.some(({ carrier }) => carrier === 'simulator') ?? false;
  const heading = el('h2', { id: 'outcome', tabindex: '-1' }, labels.outcomes[verdict.outcome]);
  const again = el('button', { type: 'button', class: 'plain', id: 'again' }, labels.again);
  again.addEventListener('click', startAgain);
  const isTrusted = verdict.checks.some(({ name, ok }) => name === 'signer' && ok);
  const nodes = [
    el(
      'div',
      { class: `outcome ${verdict.outcome}` },
      icon(verdict.outcome),
      el('div', { class: 'words' }, heading, ...reasonsOf(verdict).map((reason) => el('p', { dir: 'auto' }, reason))),
    ),
    isSimulated && simulationOf(labels),
    checksOf(verdict, labels),
    notProvenOf(verdict, labels),
    parts && renderFacts(parts, isTrusted, labels),
    el('p', {}, again),
  ].filter((node) => node instanceof Node);
  const simulated = isSimulated ? `${labels.simulated}. ` : '';
  return { announcement: `${labels.outcomes[verdict.outcome]}. ${simulated}${verdict.summary}`, heading, nodes };
}

/** The heading has said already that it cannot be relied on. */
function reasonsOf({ outcome, checks, summary }: Verdict): string[] {
  if (outcome !== 'invalid') return [summary];
  return checks.filter(({ ok, isOpen }) => !ok && !isOpen).map(({ detail }) => detail);
}

const simulationOf = ({ simulated, simulatedHelp }: Labels) =>
  el('div', { class: 'simulated' }, el('strong', {}, simulated), el('p', {}, simulatedHelp));

function checksOf({ checks }: Verdict, labels: Labels): HTMLElement {
  const item = ({ name, ok, isOpen, detail }: Check) => {
    const mark = ok ? 'ok' : isOpen ? 'open' : 'wrong';
    return el(
      'li',
      { class: 'row check' },
      el('span', { class: `mark ${mark}` }, labels.marks[mark]),
      el('div', { class: 'detail' }, el('strong', {}, nameOf(name, labels)), el('p', { dir: 'auto' }, detail)),
    );
  };
  return titled('checks-title', labels.checksTitle, el('ul', { class: 'rows' }, ...checks.map(item)));
}

const nameOf = (name: string, { checks }: Labels): string => (checks as Record<string, string>)[name] ?? name;

function notProvenOf({ notProven }: Verdict, labels: Labels): HTMLElement {
  const items = notProven.map((sentence) => el('li', { dir: 'auto' }, sentence));
  return titled('open-title', labels.notProvenTitle, el('ul', { class: 'left' }, ...items));
}

const titled = (id: string, title: string, ...nodes: Node[]) =>
  el('section', { 'aria-labelledby': id }, el('h3', { id }, title), ...nodes);
