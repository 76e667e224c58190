/** One receipt and one trust, given in any way and order; the verdict stands at once. Nothing leaves the page. */
import { shown } from '../verifier/sentence.js';
import type { Language } from '../verifier/wording.js';
import { find } from './elements.js';
import { isReceipt, type Keys, keysIn, textOf } from './given.js';
import { LABELS, type Labels } from './labels.js';
import { renderResult } from './result.js';

interface Named {
  text: string;
  /** Undefined for pasted text. */
  file?: string | undefined;
}
type Place = 'anywhere' | 'trust';

const receiptText = find<HTMLTextAreaElement>('receipt-text');
const trustText = find<HTMLTextAreaElement>('trust-text');
const files = [find<HTMLInputElement>('receipt-file'), find<HTMLInputElement>('trust-file')] as const;
const result = find('result');

let language: Language = navigator.languages
  .find((one) => /^(en|sw)\b/i.test(one))
  ?.toLowerCase()
  .startsWith('sw')
  ? 'sw'
  : 'en';
let receipt: Named | null = null;
let keys: (Named & { read: Keys }) | null = null;
let isTrustBad = false;
let rendered: unknown[] = []; // of what the result on the page is
let notice: (labels: Labels) => string = () => '';

/** `isAsked`: somebody has just handed something over, and wants to be led to the answer. */
function show(isAsked: boolean): void {
  const labels = LABELS[language];
  const { documentElement } = document;
  documentElement.lang = language;
  document.title = `${labels.title} · Ndiyo`;
  for (const node of document.querySelectorAll<HTMLElement>('[data-text]')) {
    node.textContent = String(labels[node.dataset.text as keyof Labels]);
  }
  for (const node of document.querySelectorAll<HTMLElement>('[data-label]')) {
    node.setAttribute('aria-label', String(labels[node.dataset.label as keyof Labels]));
  }
  for (const button of document.querySelectorAll<HTMLElement>('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === language));
  }
  find('receipt-state').textContent = receipt === null ? '' : labels.receiptTaken(receipt.file ?? labels.pasted);
  find('trust-state').textContent = trustState(labels);
  find('trust-state').classList.toggle('bad', isTrustBad);
  trustText.setAttribute('aria-invalid', String(isTrustBad));
  find('notice').textContent = notice(labels);
  showResult(isAsked);
}

function trustState(labels: Labels): string {
  if (isTrustBad) return labels.badTrust;
  if (keys === null) return labels.noTrust;
  if (keys.read.is === 'thumbprint') return labels.thumbprintTaken;
  return labels.keysTaken(keys.read.count, keys.file ?? labels.pasted);
}

function showResult(isAsked: boolean): void {
  const wanted = [receipt, keys, language];
  if (wanted.every((one, i) => one === rendered[i])) return;
  rendered = wanted;
  result.hidden = receipt === null;
  const { announcement, heading, nodes } =
    receipt === null
      ? { announcement: '', heading: null, nodes: [] }
      : renderResult(receipt.text, keys?.read.trust ?? {}, language, startAgain);
  result.replaceChildren(...nodes);
  find('announcement').textContent = announcement;
  if (isAsked) heading?.focus();
}

/** What is given in the wrong place is taken for what it is. */
function take(given: Named, place: Place): void {
  const read = keysIn(given.text);
  isTrustBad = read === null && place === 'trust' && !isReceipt(given.text);
  if (read !== null) {
    keys = { ...given, read };
    if (given.file !== undefined) trustText.value = '';
  } else if (isTrustBad) {
    keys = null;
  } else {
    receipt = given;
    if (given.file !== undefined) receiptText.value = '';
  }
}

async function takeFiles(list: Iterable<File>, place: Place): Promise<void> {
  notice = () => '';
  let kept: string | null = null;
  for (const file of list) {
    const name = shown(file.name);
    try {
      const text = await textOf(file);
      const isKeys = place === 'trust' || keysIn(text) !== null;
      // Two verdicts on one page could be mixed up.
      if (!isKeys && kept !== null) {
        const only = kept;
        notice = (labels) => labels.oneAtATime(only);
        continue;
      }
      if (!isKeys) kept = name;
      take({ text, file: name }, place);
    } catch {
      notice = (labels) => labels.unreadableFile(name);
    }
  }
  show(true);
}

function startAgain(): void {
  [receipt, keys, isTrustBad, notice] = [null, null, false, () => ''];
  receiptText.value = '';
  trustText.value = '';
  show(false);
  files[0].focus();
}

function onReceiptText(isAsked: boolean): void {
  const text = receiptText.value;
  if (text.trim() === '') receipt = null;
  else take({ text }, 'anywhere');
  show(isAsked && receipt !== null);
}

/** A thumbprint that is being typed is not wrong yet. */
function onTrustText(isFinished: boolean): void {
  const text = trustText.value;
  keys = null;
  isTrustBad = false;
  if (text.trim() !== '') take({ text }, 'trust');
  isTrustBad &&= isFinished;
  show(false);
}

function listen(): void {
  for (const [input, place] of [
    [files[0], 'anywhere'],
    [files[1], 'trust'],
  ] as const) {
    input.addEventListener('change', async () => {
      await takeFiles([...(input.files ?? [])], place);
      input.value = ''; // the same file may be chosen again, changed
    });
  }
  let isPasted = false;
  receiptText.addEventListener('paste', () => (isPasted = true));
  receiptText.addEventListener('input', () => {
    onReceiptText(isPasted);
    isPasted = false;
  });
  trustText.addEventListener('input', () => onTrustText(false));
  trustText.addEventListener('change', () => onTrustText(true));
  listenEverywhere();
  for (const button of document.querySelectorAll<HTMLElement>('[data-language]')) {
    button.addEventListener('click', () => {
      language = button.dataset.language as Language;
      show(false);
    });
  }
}

function listenEverywhere(): void {
  const { body } = document;
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    body.classList.add('dragging');
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) body.classList.remove('dragging');
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    body.classList.remove('dragging');
    const dropped = event.dataTransfer;
    if (dropped?.files.length) void takeFiles([...dropped.files], 'anywhere');
    else takePasted(dropped?.getData('text/plain') ?? '');
  });
  document.addEventListener('paste', (event) => {
    if (!(event.target instanceof HTMLTextAreaElement)) takePasted(event.clipboardData?.getData('text/plain') ?? '');
  });
}

function takePasted(text: string): void {
  if (text.trim() === '') return;
  take({ text }, 'anywhere');
  show(true);
}

listen();
show(false);
