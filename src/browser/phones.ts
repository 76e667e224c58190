/** The simulated phones at work without loading the page anew: forms are sent, keys type, what comes in is read out. */
import { segments } from '../texts/gsm7.js';

const threads = new Map<string, string>();
const told = document.querySelector<HTMLElement>('#told')!;
const desk = () => document.querySelector<HTMLElement>('#desk')?.dataset.phones;
const deskAtFirst = desk();

/** The page after it is not loaded: whatever changed is looked for at once (live.ts). */
async function send(form: HTMLFormElement, button: HTMLButtonElement | null): Promise<void> {
  const fields = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  if (button?.name) fields.set(button.name, button.value);
  // What is renewed takes its buttons with it: the focus stays beside them.
  form.closest<HTMLElement>('[data-live]')?.focus({ preventScroll: true });
  const answer = await fetch(form.action, { method: 'POST', body: fields, redirect: 'manual' }).catch(() => null);
  const isDone = answer?.type === 'opaqueredirect';
  if (isDone) clear(form);
  told.textContent = isDone ? '' : await faultOf(answer);
  told.hidden = isDone;
  if (!isDone) told.scrollIntoView({ block: 'nearest' });
  document.dispatchEvent(new Event('changed'));
}

function clear(form: HTMLFormElement): void {
  const field = replyField(form);
  if (!field) return;
  field.value = '';
  count(field);
}

async function faultOf(answer: Response | null): Promise<string> {
  const page = new DOMParser().parseFromString((await answer?.text()) ?? '', 'text/html');
  const said = page.querySelector('[role="alert"]:not([hidden])') ?? page.querySelector('h1');
  return said?.textContent?.trim() || told.dataset.otherwise!;
}

const replyField = (form: HTMLFormElement) => form.querySelector<HTMLInputElement>('input[name="text"]');

/** `12/160 · 1 SMS`: what the reply would cost, as a carrier counts. */
function count(field: HTMLInputElement): void {
  const { encoding, units, segments: parts } = segments(field.value);
  const limit = encoding === 'GSM-7' ? (parts === 1 ? 160 : 153 * parts) : parts === 1 ? 70 : 67 * parts;
  const output = field.form!.querySelector('output')!;
  output.textContent = field.value === '' ? '' : `${units}/${limit} · ${parts} SMS`;
}

function press(key: HTMLButtonElement): void {
  const field = replyField(key.form!)!;
  field.value =
    key.dataset.key === '' ? field.value.slice(0, -1) : (field.value + key.dataset.key).slice(0, field.maxLength);
  count(field);
}

/** For whoever hears the page: what each phone got last. */
function readOut(): void {
  for (const thread of document.querySelectorAll<HTMLElement>('.screen ul')) {
    const last = thread.lastElementChild?.textContent ?? '';
    const isNew = threads.has(thread.id) && threads.get(thread.id) !== last;
    threads.set(thread.id, last);
    const name = thread.closest('article')?.querySelector('h3')?.firstChild?.textContent;
    if (isNew && thread.lastElementChild?.matches('.text'))
      document.querySelector('#news')!.textContent = `${name}: ${last}`;
  }
}

document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.matches('[data-sent]')) return;
  event.preventDefault();
  void send(form, event.submitter as HTMLButtonElement | null);
});
document.addEventListener('click', ({ target }) => {
  const key = (target as Element).closest<HTMLButtonElement>('[data-key]');
  if (key) press(key);
});
document.addEventListener('input', ({ target }) => {
  if ((target as HTMLInputElement).name === 'text') count(target as HTMLInputElement);
});
document.addEventListener('renewed', () => {
  readOut();
  const isTyping = [...document.querySelectorAll<HTMLInputElement>('input[name="text"]')].some(
    ({ value }) => value !== '',
  );
  // Another phone got its first text; nobody loses what they were writing.
  if (desk() !== deskAtFirst && !isTyping) location.reload();
});
readOut();
