/** Canonical JSON: one value, one text. What is hashed and signed is always this text. */
const LONE_SURROGATE = /\p{Surrogate}/u; // with the u flag a proper pair is one character and does not match
const PLAIN = /^[ !#-[\]-~]*$/; // ASCII of which nothing is escaped: most texts
const MAX_DEPTH = 256; // also ends a value that contains itself

/**
 * The RFC 8785 (JCS) text of a JSON value: no spaces, members in order of their names' UTF-16 code units (3.2.3),
 * strings and numbers as ECMAScript writes them (3.2.2).
 *
 * @param value null, boolean, finite number, well-formed string, or arrays and plain objects of these
 * @throws TypeError for anything else: undefined, function, symbol, bigint, NaN, Infinity, a lone surrogate, a Date
 *   or other class instance, nesting beyond 256 levels
 */
export function canonicalize(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (typeof value === 'string') return quote(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical JSON`);
    return JSON.stringify(value);
  }
  if (typeof value !== 'object') throw new TypeError(`A value of type ${typeof value} has no canonical JSON`);
  if (depth === MAX_DEPTH) throw new TypeError(`Nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) return `[${Array.from(value, (item) => write(item, depth + 1)).join(',')}]`;
  return writeObject(value as Record<string, unknown>, depth);
}

function writeObject(object: Record<string, unknown>, depth: number): string {
  const prototype = Object.getPrototypeOf(object);
  // Only a plain object's prototype has none itself; true for objects of another realm too.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new TypeError('Only plain objects have canonical JSON');
  }
  const members = Object.keys(object).sort(); // the default order is by UTF-16 code units
  return `{${members.map((name) => `${quote(name)}:${write(object[name], depth + 1)}`).join(',')}}`;
}

function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (LONE_SURROGATE.test(text)) throw new TypeError('A string with a lone surrogate has no canonical JSON');
  return JSON.stringify(text);
}
