/** Signed requests as somebody on the wire sees them: to be sent, sent again, or sent with one bit changed. */
import { type Signer, signedHeaders, type ToSign } from '../../test/signing.js';
import type { Call } from './client.js';
import type { Random } from './random.js';
import { CONTRACTS } from './wishes.js';

const SEARCH = `${CONTRACTS}/search`;

export type Captured = Required<Pick<Call, 'method' | 'path' | 'headers'>> & { body?: string };

/** Half of them carry a body. */
export function capture(url: string, signer: Signer, random: Random, changes: Partial<ToSign> = {}): Captured {
  const name = `lot-${random.below(1_000_000)}`;
  const isSearch = random.isLucky(0.5);
  const body = isSearch ? JSON.stringify({ phone_number: '+254712345678', external_id: name }) : undefined;
  const request = isSearch
    ? { method: 'POST', path: SEARCH, body: body! }
    : { method: 'GET', path: `${CONTRACTS}?external_id=${name}` };
  const type: Record<string, string> = isSearch ? { 'Content-Type': 'application/json' } : {};
  const headers = { Host: new URL(url).host, ...type, ...signedHeaders(signer, { url, ...request, ...changes }) };
  return { ...request, headers };
}

const SIGNED_HEADERS = ['Host', 'X-API-Key', 'X-API-Timestamp', 'X-API-Nonce', 'X-API-Signature'];

/** One bit of what the signature is over, or of what names it. */
export function withOneBitFlipped(captured: Captured, random: Random): Captured {
  const places = [...SIGNED_HEADERS, captured.body === undefined ? 'path' : 'body'];
  const place = random.pick(places);
  if (place === 'body') return { ...captured, body: flipped(captured.body!, 0, random) };
  // The query: another path might be no route at all.
  if (place === 'path') return { ...captured, path: flipped(captured.path, captured.path.indexOf('=') + 1, random) };
  return { ...captured, headers: { ...captured.headers, [place]: flipped(captured.headers[place]!, 0, random) } };
}

/** Still text that can be sent. */
function flipped(text: string, from: number, random: Random): string {
  for (;;) {
    const at = from + random.below(text.length - from);
    const char = String.fromCharCode(text.charCodeAt(at) ^ (1 << random.below(7)));
    if (/[\w.~=:+-]/.test(char)) return text.slice(0, at) + char + text.slice(at + 1);
  }
}
