/** Reads what a party texted back. Knows nothing of contracts. */
import { hasCheckDigit } from '../crypto/codes.js';
import { readReceiptCode } from '../crypto/receipt-code.js';
import { forgive, ID_SHAPE, isNumber, toPlain } from './reply-text.js';

export { redactCodes } from './reply-redaction.js';

export type Answer = 'yes' | 'no';

export type Reply =
  | { kind: 'decision'; answer: Answer; code: string }
  | { kind: 'decision'; answer: Answer; contractId: string }
  | { kind: 'bare'; answer: Answer }
  | { kind: 'help' | 'stop' | 'start' }
  | { kind: 'status' | 'terms'; code: string }
  | { kind: 'check'; receiptCode: string }
  | { kind: 'unclear' };

export interface ReplyOptions {
  /** The word that a shared short code wants before every reply. */
  keyword?: string | null;
}

/** Everything some tokens say, each thing once, in order: meanings, codes, contract ids. */
type Reading = string[];

interface Token {
  text: string;
  contractId?: string;
  /** Nothing but spaces or dashes stands between this token and the one before. */
  isAdjacent: boolean;
}

const UNCLEAR: Reply = { kind: 'unclear' };
const MAX_CHARS = 1_000; // six concatenated texts; nothing longer is an answer
const MAX_NUMBERS = 12; // a code typed digit by digit, twice; bounds the readings of `1 1 1 1 …`

export const MEANINGS: ReadonlyMap<string, string> = new Map([
  ...words('yes', 'YES Y OK OKAY SAWA NDIO NDIYO NAKUBALI KUBALI NIMEKUBALI 1'),
  ...words('no', 'NO N HAPANA LA SIKUBALI NAKATAA KATAA 2'),
  ...words('status', 'STATUS'),
  ...words('terms', 'TERMS'),
]);
const MEANING_NAMES: ReadonlySet<string> = new Set(MEANINGS.values());
const BARE = new Map([...words('yes', 'YES NDIYO NDIO'), ...words('no', 'NO HAPANA')]);
const COMMANDS = new Map([
  ...words('help', 'HELP MSAADA'),
  ...words('stop', 'STOP ACHA'),
  ...words('start', 'START ANZA'),
]);
// A digit glued to digits makes another number, so 1 and 2 are never cut off a token.
const GLUABLE = [...MEANINGS.keys()].filter((word) => /^[A-Z]/.test(word));
const MAX_GLUED = 6 + 2 * Math.max(...GLUABLE.map((word) => word.length));
const WORD = `(${GLUABLE.join('|')})`;
const WORD_AND_NUMBER = new RegExp(`^(?:${WORD}([0-9]+)|([0-9]+)${WORD})$`);
const LETTER = '[\\p{L}\\p{M}\\p{N}]';
const TOKEN = new RegExp(`(?<!${LETTER})${WORD}?${ID_SHAPE}${WORD}?(?!${LETTER})|${LETTER}+`, 'gu');
/** Signs that may turn what a text means, such as an emoji. */
export const MEANINGFUL_SIGN = /[^\p{L}\p{M}\p{N}\s\-.,:;!'"()*#_[\]{}\u00a1]/u;

/** What the text decides or asks. Whatever could be read in two ways is unclear. Never throws. */
export function parseReply(text: string, options: ReplyOptions = {}): Reply {
  if (text.length > MAX_CHARS) return UNCLEAR;
  const plain = toPlain(text).text;
  const tokens = withoutKeyword(tokenize(plain), options.keyword);
  // Signs do not matter to a command, which decides nothing: `STOP!!! 😡` must be obeyed.
  return readCommand(tokens) ?? readAnswer(tokens, MEANINGFUL_SIGN.test(plain)) ?? UNCLEAR;
}

function words<M extends string>(meaning: M, list: string): [string, M][] {
  return list.split(' ').map((word) => [word, meaning]);
}

function tokenize(plain: string): Token[] {
  let end = 0;
  return [...plain.matchAll(TOKEN)].flatMap((match) => {
    const isAdjacent = /^[\s-]+$/.test(plain.slice(end, match.index));
    end = match.index + match[0].length;
    const [text, before, prefix, year, digits, after] = match;
    if (!prefix) return unglueNumber(text, isAdjacent);
    const id: Token = { text, isAdjacent };
    if (!isNumber(digits!) || !hasCheckDigit(forgive(digits!))) return [id];
    id.contractId = `${prefix}-${forgive(year!)}-${forgive(digits!)}`;
    return [...glued(before), id, ...glued(after)];
  });
}

// `YES482 918` is a word and the first part of a code, `YES482918` a whole code with its word.
function unglueNumber(text: string, isAdjacent: boolean): Token[] {
  const match = text.match(WORD_AND_NUMBER);
  if (!match || readCodes(text).length > 0) return [{ text, isAdjacent }];
  const [, before, number, firstNumber, after] = match;
  return before ? [...glued(before), ...glued(number)] : [{ text: firstNumber!, isAdjacent }, ...glued(after)];
}

function glued(text: string | undefined): Token[] {
  return text ? [{ text, isAdjacent: false }] : [];
}

function withoutKeyword(tokens: Token[], keyword: string | null | undefined): Token[] {
  const expected = keyword ? tokenize(toPlain(keyword).text) : [];
  const isThere = expected.every((token, i) => token.text === tokens[i]?.text);
  return isThere ? tokens.slice(expected.length) : tokens;
}

function readCommand(tokens: Token[]): Reply | null {
  const [first, ...rest] = tokens.map((token) => token.text);
  if (!first) return null;
  const kind = COMMANDS.get(first);
  if (kind) return rest.every((text) => COMMANDS.get(text) === kind) ? { kind } : null;
  return readCheck([first, ...rest].join(''), first === 'CHECK');
}

/** Anything as long as a code after the word; glued to it, only what reads as one: `CHECKING YOUR PRICES` asks nothing. */
function readCheck(joined: string, isApart: boolean): Reply | null {
  const receiptCode = joined.match(/^CHECK(.*)$/s)?.[1]?.replace(/[\s-]/g, '') ?? '';
  if (!isApart) return readReceiptCode(receiptCode) === null ? null : { kind: 'check', receiptCode };
  return /^[A-Z0-9]{8,16}$/.test(receiptCode) ? { kind: 'check', receiptCode } : null;
}

function readAnswer(tokens: Token[], hasMeaningfulSign: boolean): Reply | null {
  const bare = tokens.length === 1 ? BARE.get(tokens[0]!.text) : undefined;
  if (bare) return hasMeaningfulSign ? null : { kind: 'bare', answer: bare };
  const readings = readTokens(tokens);
  const [reading] = readings;
  if (!reading || readings.length > 1 || reading.length !== 2) return null;
  const meaning = reading.find((said) => MEANING_NAMES.has(said));
  const ref = reading.find((said) => !MEANING_NAMES.has(said));
  if (!meaning || !ref) return null;
  const isCode = /^[0-9]{6}$/.test(ref);
  if (meaning === 'status' || meaning === 'terms') return isCode ? { kind: meaning, code: ref } : null;
  if (hasMeaningfulSign) return null;
  const answer = meaning as Answer;
  return isCode ? { kind: 'decision', answer, code: ref } : { kind: 'decision', answer, contractId: ref };
}

/** Every way to read all tokens, from the last to the first; none when one of them has no place in an answer. */
function readTokens(tokens: Token[]): Reading[] {
  if (tokens.filter((token) => isNumber(token.text)).length > MAX_NUMBERS) return [];
  const canJoin = !tokens.some((token) => readCodes(token.text).length > 0);
  const from: Reading[][] = [];
  from[tokens.length] = [[]];
  for (let i = tokens.length - 1; i >= 0; i -= 1) {
    const readings = combine(readToken(tokens[i]!), from[i + 1]!);
    const joined = canJoin ? joinCode(tokens, i) : null;
    from[i] = joined ? unique([...readings, ...combine([[joined.code]], from[joined.next]!)]) : readings;
  }
  return from[0]!;
}

function readToken(token: Token): Reading[] {
  if (token.contractId) return [[token.contractId]];
  const meaning = MEANINGS.get(token.text);
  return meaning ? [[meaning]] : readCodes(token.text);
}

/** A code alone or with words glued to it: `482918`, `YES482918`, `482918NDIYO`, in as many ways as it can be cut. */
function readCodes(text: string): Reading[] {
  if (text.length < 6 || text.length > MAX_GLUED) return [];
  const readings: Reading[] = [];
  for (const before of ['', ...GLUABLE].filter((word) => text.startsWith(word))) {
    const after = text.slice(before.length + 6);
    const digits = text.slice(before.length, before.length + 6);
    if (after !== '' && !GLUABLE.includes(after)) continue;
    // the check digit overlooks leading zeros, so the length is checked apart
    if (digits.length < 6 || !isNumber(digits) || !hasCheckDigit(forgive(digits))) continue;
    readings.push([forgive(digits), ...[before, after].flatMap((word) => MEANINGS.get(word) ?? [])]);
  }
  return unique(readings);
}

/** A code in pieces, `482 918`, that begins at token i. */
function joinCode(tokens: Token[], i: number): { code: string; next: number } | null {
  let digits = '';
  let next = i;
  while (digits.length < 6 && next < tokens.length) {
    const token = tokens[next]!;
    if (!isNumber(token.text) || (next > i && !token.isAdjacent)) return null;
    digits += forgive(token.text);
    next += 1;
  }
  return digits.length === 6 && next > i + 1 && hasCheckDigit(digits) ? { code: digits, next } : null;
}

function combine(first: Reading[], then: Reading[]): Reading[] {
  return unique(first.flatMap((reading) => then.map((later) => [...reading, ...later])));
}

function unique(readings: Reading[]): Reading[] {
  const sorted = readings.map((reading) => [...new Set(reading)].sort());
  return [...new Map(sorted.map((reading) => [reading.join(' '), reading])).values()];
}
