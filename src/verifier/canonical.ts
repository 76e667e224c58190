/** The canonical text of a JSON value (RFC 8785), written for the verifier alone. */
const SHORT_ESCAPES = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\f', '\\f'],
  ['\r', '\\r'],
]);

const PLAIN = /^[ !#-[\]-~]*$/; // most texts: nothing in them is escaped

/**
 * @param value what a JSON parser returned
 * @throws RangeError for what JSON cannot say: a lone surrogate, an infinite number, undefined
 */
export function canonicalText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return stringText(value);
    case 'number':
      if (value - value !== 0) throw new RangeError('not a finite number');
      return String(value); // ECMAScript's own shortest form is the form of RFC 8785 section 3.2.2.3
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : containerText(value);
    default:
      throw new RangeError('not a JSON value');
  }
}

function containerText(value: object): string {
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += (text === '' ? '' : ',') + canonicalText(item);
    return `[${text}]`;
  }
  const entries = Object.entries(value);
  entries.sort(([left], [right]) => (left < right ? -1 : 1)); // `<` compares UTF-16 code units (3.2.3)
  for (const [key, member] of entries) text += `${text === '' ? '' : ','}${stringText(key)}:${canonicalText(member)}`;
  return `{${text}}`;
}

function stringText(source: string): string {
  if (PLAIN.test(source)) return `"${source}"`;
  let text = '"';
  for (const character of source) {
    const point = character.codePointAt(0) ?? 0;
    if (point >= 0xd800 && point <= 0xdfff) throw new RangeError('half of a surrogate pair');
    const written = point < 0x20 ? `\\u${point.toString(16).padStart(4, '0')}` : character;
    text += SHORT_ESCAPES.get(character) ?? written;
  }
  return `${text}"`;
}
