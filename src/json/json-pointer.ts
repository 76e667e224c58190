/** A path as an RFC 6901 pointer in fragment form (section 6): `['parties', 0, 'a/b']` is `#/parties/0/a~1b`. */
export function jsonPointer(path: readonly (string | number)[]): string {
  return `#${path.map((part) => `/${encodePart(String(part))}`).join('')}`;
}

/** One reference token of a pointer (RFC 6901 section 3): `a/b` is `a~1b`. */
export const escapeToken = (token: string): string =>
  /[~/]/.test(token) ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;

function encodePart(part: string): string {
  const wellFormed = escapeToken(part).replace(/\p{Surrogate}/gu, '\ufffd'); // encodeURI throws on a lone surrogate
  return encodeURI(wellFormed).replaceAll('#', '%23');
}
