/** Which passwords are taken. Length is what counts; the rest keeps out what is guessed first. */
import { isPeriodic } from '../config/secrets.js';

const MIN_LENGTH = 12;
const MAX_LENGTH = 128; // a hash must not cost more than it should
const MIN_DISTINCT = 6;
const MAX_PERIOD = 6;
const MIN_RUN = 4;

/** What is left of a guessable password once digits, signs and its writing with digits are taken away. */
const WORDS =
  /password|passwort|passw|letmein|welcome|admin|administrator|secret|qwerty|qwertz|azerty|asdf|zxcv|iloveyou|dragon|monkey|football|changeme|default|login|master|karibu|nenosiri|ndiyo|voicepact/g;
const WRITTEN: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};
const MIN_REST = 6;

/** The same password however the keyboard composed it: NFKC, as NIST SP 800-63B asks. */
export const normalizedPassword = (password: string): string => password.normalize('NFKC');

/** What is wrong with a new password; null when nothing is. */
export function faultOfPassword(password: string, email: string): string | null {
  const text = normalizedPassword(password);
  const length = [...text].length;
  if (length < MIN_LENGTH || length > MAX_LENGTH) return `must have ${MIN_LENGTH} to ${MAX_LENGTH} characters`;
  return isGuessable(text.toLowerCase(), email.toLowerCase())
    ? 'is easily guessed: take several unrelated words, or have a password manager make one'
    : null;
}

function isGuessable(text: string, email: string): boolean {
  if (new Set(text).size < MIN_DISTINCT || isPeriodic(text, MAX_PERIOD)) return true;
  const [local = '', domain = ''] = email.split('@');
  const names = [email, local, ...domain.split('.')].filter((name) => name.length >= 3);
  const plain = [...text].map((sign) => WRITTEN[sign] ?? sign).join('');
  return [text, plain].some((one) => restOf(one, names).length < MIN_REST);
}

/** Without its known words, its runs such as `3456` or `edcb`, and what joins them. */
function restOf(text: string, names: string[]): string {
  const unnamed = names.reduce((left, name) => left.replaceAll(name, ' '), text);
  return withoutRuns(unnamed.replace(WORDS, ' ')).replace(/[^\p{L}\p{N}]/gu, '');
}

function withoutRuns(text: string): string {
  const signs = [...text];
  const steps = signs.map((sign, i) => (i === 0 ? Number.NaN : sign.codePointAt(0)! - signs[i - 1]!.codePointAt(0)!));
  const isIn = signs.map(() => false);
  for (let start = 0; start < signs.length; ) {
    let end = start + 1;
    const step = steps[end];
    const isStep = step !== undefined && Math.abs(step) <= 1;
    while (isStep && steps[end] === step) end += 1;
    if (end - start >= MIN_RUN) isIn.fill(true, start, end);
    start = end - start >= MIN_RUN ? end : start + 1;
  }
  return signs.filter((_, i) => !isIn[i]).join('');
}
