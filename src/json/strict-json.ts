/** Reads JSON from strangers: every text has one reading or none (RFC 8259, narrowed as RFC 7493 advises). */
import { isUtf8 } from 'node:buffer';
import { jsonPointer } from './json-pointer.js';
import { parseStrictNumber } from './strict-json-number.js';

const DEFAULT_DEPTH = 32;
const DEPTH_CAP = 512; // the reader recurses; this is far below what a stack holds
const LONE_SURROGATE = /\p{Surrogate}/u;

const [TAB, LINE_FEED, RETURN, SPACE] = [0x09, 0x0a, 0x0d, 0x20];
const [QUOTE, COMMA, COLON, BACKSLASH] = [0x22, 0x2c, 0x3a, 0x5c];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];
const [ZERO, NINE] = [0x30, 0x39];

/** Why a JSON text was refused. `syntax`: it is no JSON we read at all; `value`: JSON with a value we do not take. */
export class StrictJsonError extends Error {
  override readonly name = 'StrictJsonError';

  /**
   * @param kind `syntax` (not JSON, a repeated name, too deep) or `value` (number, NUL, lone surrogate, `__proto__`)
   * @param detail one sentence for a person
   * @param pointer the place as a JSON pointer in fragment form, where known
   */
  constructor(
    readonly kind: 'syntax' | 'value',
    readonly detail: string,
    readonly pointer?: string,
  ) {
    super(detail);
  }
}

/**
 * Parses a JSON text. Where it accepts, the value equals that of JSON.parse.
 *
 * @param text the whole text, without a byte order mark
 * @param limits `maxDepth`: arrays and objects within each other, default 32, at most 512
 * @throws StrictJsonError, and nothing else: not JSON, a name given twice, too deep; a number a double cannot hold
 *   exactly, NUL, a lone surrogate, a member `__proto__`
 */
export function parseStrictJson(text: string, limits?: { maxDepth?: number }): unknown {
  return new Reader(text, Math.min(limits?.maxDepth ?? DEFAULT_DEPTH, DEPTH_CAP)).read();
}

/**
 * The text of UTF-8 bytes (RFC 3629).
 *
 * @throws StrictJsonError (`syntax`) for bytes that are not UTF-8, and for a byte order mark (RFC 8259 section 8.1)
 */
export function decodeUtf8(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new StrictJsonError('syntax', 'The text is not valid UTF-8.');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (text.charCodeAt(0) === 0xfeff) throw new StrictJsonError('syntax', 'The text begins with a byte order mark.');
  return text;
}

class Reader {
  private at = 0;
  private depth = 0;
  private known = 0; // how many steps of the path lead to what is being read
  private readonly path: (string | number)[] = [];

  constructor(
    private readonly text: string,
    private readonly maxDepth: number,
  ) {}

  read(): unknown {
    const value = this.value();
    if (this.at < this.text.length && !Number.isNaN(this.next())) throw this.unexpected();
    return value;
  }

  private value(): unknown {
    const code = this.next();
    if (code === QUOTE) return this.string();
    if (code === OPEN_BRACE) return this.object();
    if (code === OPEN_BRACKET) return this.array();
    if (code === 0x74) return this.word('true', true);
    if (code === 0x66) return this.word('false', false);
    if (code === 0x6e) return this.word('null', null);
    return this.number();
  }

  /** The next character's code that is no white space; NaN at the end. Stays before it. */
  private next(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== SPACE && code !== LINE_FEED && code !== RETURN && code !== TAB) return code;
      this.at++;
    }
  }

  private object(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    const level = this.enter();
    if (this.next() === CLOSE_BRACE) return this.leave(object);
    for (;;) {
      this.known = level;
      if (this.next() !== QUOTE) throw this.unexpected();
      const name = this.string();
      this.path[level] = name;
      this.known = level + 1;
      if (name === '__proto__') throw this.refusal('value', 'A member may not be called "__proto__".');
      if (Object.hasOwn(object, name)) throw this.refusal('syntax', 'The same name is given twice in one object.');
      if (this.next() !== COLON) throw this.unexpected();
      this.at++;
      object[name] = this.value();
      this.known = level + 1;
      const code = this.next();
      if (code === CLOSE_BRACE) return this.leave(object);
      if (code !== COMMA) throw this.unexpected();
      this.at++;
    }
  }

  private array(): unknown[] {
    const array: unknown[] = [];
    const level = this.enter();
    if (this.next() === CLOSE_BRACKET) return this.leave(array);
    for (;;) {
      this.path[level] = array.length;
      this.known = level + 1;
      array.push(this.value());
      this.known = level + 1;
      const code = this.next();
      if (code === CLOSE_BRACKET) return this.leave(array);
      if (code !== COMMA) throw this.unexpected();
      this.at++;
    }
  }

  private enter(): number {
    if (this.depth === this.maxDepth) {
      throw new StrictJsonError('syntax', `The JSON is nested deeper than ${this.maxDepth} levels.`);
    }
    this.at++;
    return this.depth++;
  }

  private leave<T>(value: T): T {
    this.at++;
    this.depth--;
    return value;
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) throw this.unexpected();
    this.at += word.length;
    return value;
  }

  /** Reads a string whose opening quote is next. */
  private string(): string {
    const { text } = this;
    const start = this.at + 1;
    let hasSurrogate = false;
    for (let i = start; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === QUOTE) {
        this.at = i + 1;
        const found = text.slice(start, i);
        return hasSurrogate ? this.wellFormed(found) : found;
      }
      if (code === BACKSLASH) return this.escaped(start, i);
      if (code < SPACE) throw this.unexpected(i);
      if ((code & 0xf800) === 0xd800) hasSurrogate = true;
    }
    throw this.unexpected(text.length);
  }

  /** Reads a string known to have an escape at `from`. */
  private escaped(start: number, from: number): string {
    const { text } = this;
    let end = from;
    while (end < text.length && text.charCodeAt(end) !== QUOTE) end += text.charCodeAt(end) === BACKSLASH ? 2 : 1;
    let found: string;
    try {
      found = JSON.parse(text.slice(start - 1, end + 1)) as string; // one string token, nothing else
    } catch {
      throw this.unexpected(end < text.length ? from : text.length);
    }
    this.at = end + 1;
    if (found.includes('\0')) throw this.refusal('value', 'A text holds the character NUL.');
    return this.wellFormed(found);
  }

  private wellFormed(found: string): string {
    if (LONE_SURROGATE.test(found)) throw this.refusal('value', 'A text holds half of a surrogate pair.');
    return found;
  }

  private number(): number {
    const { text } = this;
    let i = this.at;
    let value = 0;
    let code = text.charCodeAt(i);
    while (code >= ZERO && code <= NINE) {
      value = value * 10 + code - ZERO;
      code = text.charCodeAt(++i);
    }
    const length = i - this.at;
    const isPlain = code !== 0x2e && (code | 0x20) !== 0x65; // no point, no exponent
    if (isPlain && length > 0 && length <= 15 && (length === 1 || text.charCodeAt(this.at) !== ZERO)) {
      this.at = i;
      return value;
    }
    const found = parseStrictNumber(text, this.at);
    if (found === undefined) throw this.unexpected();
    if (typeof found === 'string') throw this.refusal('value', found);
    this.at = found.end;
    return found.value;
  }

  private unexpected(at = this.at): StrictJsonError {
    const before = this.text.slice(0, at).split('\n');
    const place = `at line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
    const character = String.fromCodePoint(this.text.codePointAt(at) ?? 0);
    const what = at >= this.text.length ? 'it ends too early' : `unexpected ${JSON.stringify(character)}`;
    return this.refusal('syntax', `The text is not JSON: ${what} ${place}.`);
  }

  private refusal(kind: 'syntax' | 'value', detail: string): StrictJsonError {
    return new StrictJsonError(kind, detail, jsonPointer(this.path.slice(0, this.known)));
  }
}
