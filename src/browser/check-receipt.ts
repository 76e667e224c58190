/** Checks the receipt of this page with the portable verifier, which is loaded when somebody asks for it. */
import type { Check, Verdict } from '../verifier/verify-receipt.js';

type Verify = (receipt: string, trust: { jwks: unknown }, language: string) => Verdict;

const place = document.getElementById('check')!;
const { receipt = '', verifier = '', ok = '', wrong = '', open = '', failed = '' } = place.dataset;
const button = place.querySelector('button')!;
const result = place.querySelector<HTMLElement>('[role=status]')!;

function element(tag: string, className: string, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

async function textAt(path: string): Promise<string> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.text();
}

function row({ ok: isWell, isOpen, detail }: Check): HTMLElement {
  const [word, tone] = isWell ? [ok, 'good'] : isOpen ? [open, 'waiting'] : [wrong, 'bad'];
  return element('li', '', element('span', `state-word ${tone}`, word), ' ', element('bdi', '', detail));
}

async function check(): Promise<void> {
  button.disabled = true;
  try {
    const library = import(verifier) as Promise<{ verifyReceipt: Verify }>;
    const [{ verifyReceipt }, text, keys] = await Promise.all([
      library,
      textAt(receipt),
      textAt('/.well-known/jwks.json'),
    ]);
    const { outcome, summary, checks } = verifyReceipt(text, { jwks: JSON.parse(keys) }, document.documentElement.lang);
    const tone = outcome === 'valid' ? 'good' : outcome === 'invalid' ? 'bad' : '';
    const list = element('ul', 'rows', ...checks.map(row));
    result.replaceChildren(element('div', `notice ${tone}`, element('p', '', summary)), list);
  } catch {
    result.replaceChildren(element('p', 'notice bad', failed));
  } finally {
    button.disabled = false;
  }
}

button.addEventListener('click', () => void check());
button.parentElement!.hidden = false;
