/** Replies that the last texts on a phone ask for, ready to be sent. Pure. */

export interface ThreadText {
  direction: string;
  text: string;
}

export interface QuickReply {
  text: string;
  /** As much of it as stands on the key. */
  label: string;
  /** An answer to a contract, or a question. */
  tone: 'yes' | 'no' | 'verify' | 'ask';
}

const YES = /\b(?:YES|NDIYO)-(\d{6})\b/;
const NO = /\b(?:NO|HAPANA)-\d{6}\b/;
const CHECK = /\bCHECK [\dA-Z]{4}(?:-[\dA-Z]{4}){2}\b/;

/**
 * @param thread oldest first
 * @param keyword what every reply begins with on a shared short code
 */
export function quickReplies(thread: readonly ThreadText[], isOptedOut: boolean, keyword: string | null): QuickReply[] {
  const start = keyword === null ? '' : `${keyword} `;
  const ask = (label: string, more = ''): QuickReply => ({ text: start + label + more, label, tone: 'ask' });
  const last = thread.findLast(({ direction, text }) => direction === 'to_phone' && YES.test(text))?.text ?? '';
  const [yes, code = ''] = YES.exec(last) ?? [];
  const [no] = NO.exec(last) ?? [];
  const isAnswered = thread.some(({ direction, text }) => direction === 'from_phone' && answers(text, code));
  const isOpen = yes !== undefined && !isAnswered;
  const check = thread
    .flatMap(({ direction, text }) => (direction === 'to_phone' && CHECK.exec(text)?.[0]) || [])
    .at(-1);
  return [
    ...(isOpen ? [{ text: start + yes, label: yes, tone: 'yes' as const }] : []),
    ...(isOpen && no !== undefined ? [{ text: start + no, label: no, tone: 'no' as const }] : []),
    ...(isOpen || check === undefined ? [] : [{ ...ask(check), tone: 'verify' as const }]),
    ...(yes === undefined ? [] : [ask('TERMS', ` ${code}`), ask('STATUS', ` ${code}`)]),
    ask('HELP'),
    ask(isOptedOut ? 'START' : 'STOP'),
  ];
}

/** Asking for terms or status with the code is no answer yet. */
const answers = (text: string, code: string): boolean => text.includes(code) && !/TERMS|STATUS/i.test(text);
