/** JSON with one reading. The platform's parser reads the value; a walk over the text finds what that parser hides. */
import { Unclear } from './unreadable.js';

const DEEPEST = 64;
const WHITESPACE = /[ \t\n\r]*/y;
const HALF_PAIR = /\p{Surrogate}/u;
const NUMBER_TOKEN = /[-+.0-9eE]+/y;

/**
 * Reads one JSON text.
 *
 * @throws Unclear: not JSON, a repeated name, too deep, NUL, half a surrogate pair, `__proto__`,
 *   a number too large to be read exactly
 */
export function readJson(text: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Unclear(['notJson']);
  }
  inspect(text);
  return parsed;
}

/** Walks over a text already known to be JSON. */
function inspect(text: string): void {
  const open: (Set<string> | undefined)[] = []; // the names seen in each open object; undefined for an array
  for (let at = 0; at < text.length; ) {
    const mark = text.charAt(at);
    if (mark === '"') {
      at = inspectString(text, at, open.at(-1));
    } else if (mark === '-' || (mark >= '0' && mark <= '9')) {
      at = inspectNumber(text, at);
    } else {
      if (mark === '{') open.push(new Set());
      if (mark === '[') open.push(undefined);
      if (mark === '}' || mark === ']') open.pop();
      if (open.length > DEEPEST) throw new Unclear(['tooDeep', DEEPEST]);
      at++;
    }
  }
}

function inspectString(text: string, from: number, names: Set<string> | undefined): number {
  const end = endOfString(text, from);
  const written = text.slice(from + 1, end - 1);
  const content: string = written.includes('\\') ? JSON.parse(text.slice(from, end)) : written;
  if (content.includes('\0')) throw new Unclear(['hasNul']);
  if (HALF_PAIR.test(content)) throw new Unclear(['hasHalfPair']);
  WHITESPACE.lastIndex = end;
  WHITESPACE.test(text);
  if (names === undefined || text.charAt(WHITESPACE.lastIndex) !== ':') return end;
  if (content === '__proto__') throw new Unclear(['hasProto']);
  if (names.has(content)) throw new Unclear(['nameTwice', content.slice(0, 60)]);
  names.add(content);
  return end;
}

/** The index behind the closing quote: the first one after an even number of backslashes. */
function endOfString(text: string, from: number): number {
  for (let close = text.indexOf('"', from + 1); ; close = text.indexOf('"', close + 1)) {
    let slash = close;
    while (text.charAt(slash - 1) === '\\') slash--;
    if ((close - slash) % 2 === 0) return close + 1;
  }
}

function inspectNumber(text: string, from: number): number {
  NUMBER_TOKEN.lastIndex = from;
  const number = Number(NUMBER_TOKEN.exec(text)?.[0]);
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER) throw new Unclear(['numberTooLarge']);
  return NUMBER_TOKEN.lastIndex;
}
