/** A path as an RFC 6901 pointer in fragment form (section 6): `['parties', 0, 'a/b']` is `#/parties/0/a~1b`. */
export function jsonPointer(path: readonly (string | number)[]): string {
  return `#${path.map((part) => `/${encodePart(String(part))}`).join('')}`;
}

function encodePart(part: string): string {
  const escaped = part.replaceAll('~', '~0').replaceAll('/', '~1');
  const wellFormed = escaped.replace(/\p{Surrogate}/gu, '\ufffd'); // encodeURI throws on a lone surrogate
  return encodeURI(wellFormed).replaceAll('#', '%23');
}
