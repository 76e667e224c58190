/**
 * Shows beside the form of a contract what phones will show, soon after the last key, and what is wrong with a field once
 * it was changed. Rows come and go without a new page. Without this script a button of the form does each of these.
 */
const WAIT_MS = 400;

const form = document.querySelector<HTMLFormElement>('form[data-draft]')!;
const preview = document.getElementById('preview')!;
const changed = new WeakSet<Element>(form.querySelectorAll('[aria-invalid]'));
let timer: ReturnType<typeof setTimeout> | undefined;
let asked = 0;
let shown = 0;
let isDirty = false;

async function look(): Promise<void> {
  clearTimeout(timer);
  const mine = ++asked;
  preview.setAttribute('aria-busy', 'true');
  try {
    const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    const answer = await fetch(form.dataset.draft!, { method: 'POST', headers: { 'X-Part': '1' }, body });
    const text = await answer.text();
    if (!answer.ok || mine < shown) return; // a later one was quicker
    shown = mine;
    show(new DOMParser().parseFromString(text, 'text/html'));
  } catch {
    return; // away for the moment: what stands there is as old as it looks, and the next key asks again
  } finally {
    if (mine === asked && shown === mine) preview.removeAttribute('aria-busy');
  }
}

function show(fresh: Document): void {
  const told = fresh.getElementById('preview-told')!.textContent;
  const place = document.getElementById('preview-told')!;
  if (place.textContent !== told) place.textContent = told; // or it would be read aloud again
  const texts = document.getElementById('preview-texts')!;
  const opened = [...texts.querySelectorAll('details[open]')].map(({ id }) => id);
  texts.replaceWith(document.adoptNode(fresh.getElementById('preview-texts')!));
  for (const id of opened) document.getElementById(id)?.setAttribute('open', '');
  const facts = fresh.getElementById('draft-facts')!;
  hint(facts.dataset.total!);
  const faults = new Map([...facts.children].map((one) => [(one as HTMLElement).dataset.field!, one.textContent]));
  for (const field of form.elements) if (changed.has(field)) mark(field, faults.get((field as HTMLInputElement).name));
}

/** Of the total: what it would be. */
function hint(text: string): void {
  const field = document.getElementById('terms.total_amount')!;
  const id = 'terms.total_amount-hint';
  if (!document.getElementById(id)) field.before(Object.assign(document.createElement('p'), { id, className: 'hint' }));
  document.getElementById(id)!.textContent = text;
}

function mark(field: Element, fault: string | null | undefined): void {
  const id = `${field.id}-fault`;
  const old = document.getElementById(id);
  if (!fault) old?.remove();
  else if (old) old.textContent = fault;
  else {
    const told = Object.assign(document.createElement('p'), { id, className: 'fault', textContent: fault });
    field.after(told);
  }
  const hint = `${field.id}-hint`;
  const describing = [document.getElementById(hint) && hint, fault && id].filter(Boolean).join(' ');
  set(field, 'aria-describedby', describing);
  set(field, 'aria-invalid', fault ? 'true' : '');
}

const set = (field: Element, name: string, value: string): void =>
  value === '' ? field.removeAttribute(name) : field.setAttribute(name, value);

const rowsOf = (group: string) => form.querySelector<HTMLElement>(`[data-rows="${group}"]`)!;

/** After a row came or went: names and numbers follow one another without a gap, as the server wants and writes them. */
function renumber(group: string): void {
  const rows = rowsOf(group);
  for (const [i, row] of [...rows.children].entries()) {
    for (const element of row.querySelectorAll('*')) {
      for (const attribute of element.attributes) {
        const isTyped = attribute.name === 'value' && element.tagName !== 'BUTTON';
        if (isTyped) continue;
        attribute.value = attribute.value
          .replace(new RegExp(`\\b${group}\\.\\d+`, 'g'), `${group}.${i}`)
          .replace(/^(remove-\w+)\.\d+$/, `$1.${i}`);
      }
    }
    row.querySelector('[data-number]')!.textContent = String(i + 1);
  }
  const button = form.querySelector<HTMLElement>(`[data-add="${group}"]`)!;
  button.hidden = rows.children.length >= Number(rows.dataset.most ?? 99);
}

function addRow(group: string): void {
  const { content } = form.querySelector<HTMLTemplateElement>(`template[data-row="${group}"]`)!;
  rowsOf(group).append(document.importNode(content, true));
  renumber(group);
  rowsOf(group).lastElementChild!.querySelector('input')!.focus();
}

function removeRow(group: string, row: Element): void {
  row.remove();
  renumber(group);
  form.querySelector<HTMLElement>(`[data-add="${group}"]`)!.focus();
}

form.addEventListener('click', (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>('button[name="do"]');
  if (!button) return;
  event.preventDefault();
  const { add, remove } = button.dataset;
  if (add) addRow(add);
  else if (remove) removeRow(remove, button.closest('fieldset')!);
  else preview.focus();
  isDirty = true;
  void look();
});
form.addEventListener('change', ({ target }) => changed.add(target as Element));
for (const type of ['input', 'change']) {
  form.addEventListener(type, () => {
    isDirty = true;
    clearTimeout(timer);
    timer = setTimeout(() => void look(), WAIT_MS);
  });
}

// The other language is another page: what was typed goes along.
document.querySelector('.languages')?.addEventListener('click', (event) => {
  const link = (event.target as Element).closest('a');
  if (!link || !isDirty) return;
  event.preventDefault();
  const show = form.querySelector<HTMLButtonElement>('[data-look]')!;
  void fetch(link.href).finally(() => form.requestSubmit(show)); // its answer keeps the choice
});
