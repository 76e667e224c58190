/** What a signed request carries, and the text its signature is over. Nothing in it is trusted yet. */
import { sha256Hex } from '../crypto/secrets.js';

export const TOLERANCE_SECONDS = 300;

export interface SignedRequest {
  method: string;
  /** As the client named it. */
  host: string;
  /** Path and query as they were sent. */
  url: string;
  /** Names and values by turns, as they came: Node joins repeated ones. */
  rawHeaders: readonly string[];
  /** The bytes as they came. */
  body: Uint8Array;
  /** Where it comes from. */
  address: string;
}

export interface Signature {
  timestamp: string;
  nonce: string;
  /** In hex: several while the client changes from one secret to another. */
  values: string[];
}

const TIMESTAMP = /^\d{1,12}$/;
const NONCE = /^[\w.~+/=:-]{8,128}$/;
const VALUES = /^v1=[0-9a-f]{64}(?:, ?v1=[0-9a-f]{64}){0,3}$/;

/** What is wrong with its form or its time is told: it tells nothing of any key. */
export function readSignature({ rawHeaders }: SignedRequest, now: Date): Signature | { fault: string } {
  const once = (name: string, form: RegExp) => {
    const [value, ...others] = valuesOf(rawHeaders, name);
    return value !== undefined && others.length === 0 && form.test(value) ? value : null;
  };
  const timestamp = once('x-api-timestamp', TIMESTAMP);
  const nonce = once('x-api-nonce', NONCE);
  const values = once('x-api-signature', VALUES);
  if (timestamp === null) return { fault: 'X-API-Timestamp must be sent once, in seconds since 1970' };
  if (nonce === null) return { fault: 'X-API-Nonce must be sent once, as 8 to 128 letters, digits or . _ ~ + / = : -' };
  if (values === null) return { fault: 'X-API-Signature must be sent once, as v1=<64 lower-case hex digits>' };
  if (Math.abs(Math.floor(now.getTime() / 1_000) - Number(timestamp)) > TOLERANCE_SECONDS) {
    return { fault: `X-API-Timestamp must be within ${TOLERANCE_SECONDS} seconds of the clock here` };
  }
  return { timestamp, nonce, values: values.split(/, ?/).map((one) => one.slice('v1='.length)) };
}

export const signedText = (request: SignedRequest, { timestamp, nonce }: Signature): string =>
  [request.method, request.host, request.url, timestamp, nonce, sha256Hex(request.body)].join('\n');

/** Each value of a header, in the order they came. */
export const valuesOf = (rawHeaders: readonly string[], name: string): string[] =>
  rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]!.toLowerCase() === name);
