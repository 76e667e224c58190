/** A call as it is wanted, and as one try sends it. */
import { randomHex, utf8 } from './bytes.js';

export type Query = Record<string, string | number | boolean | undefined>;

export interface Call {
  method: string;
  /** From the first slash, without the query. */
  path: string;
  query?: Query | undefined;
  /** Sent as JSON. */
  body?: unknown;
  /** JSON already, sent as it is, in place of a body. */
  json?: string;
  /** Sent as a form, in place of a body. */
  form?: Record<string, string>;
  headers?: Record<string, string>;
  idempotencyKey?: string | undefined;
  /** Changes nothing, although its method does not say so. */
  isReading?: boolean;
  signal?: AbortSignal | undefined;
}

/** Every try sends exactly this, and what proves the caller. */
export interface Request {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string | undefined;
  /** May be sent again although an earlier try may have been done. */
  isRepeatable: boolean;
}

// These take no Idempotency-Key: what changes something there is sent once.
const UNKEYED = /\/api\/v1\/(auth|oauth|simulator|webhooks|sms)(\/|$)/;
const NO_BODY = ['GET', 'HEAD'];
const KEY = /^[\x20-\x7e]{1,255}$/;

export function requestOf(call: Call, baseUrl: string): Request {
  const { method, path, query = {}, headers = {} } = call;
  if (!path.startsWith('/')) throw new TypeError(`A path begins with a slash: /${path}`);
  if (!/^[A-Z]+$/.test(method)) throw new TypeError(`${method} is no method`);
  const url = new URL(baseUrl + path);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  const isReading = call.isReading === true || NO_BODY.includes(method);
  const isKeyed = !isReading && (call.idempotencyKey !== undefined || !UNKEYED.test(url.pathname));
  const { body, type } = bodyOf(call);
  if (body !== undefined && NO_BODY.includes(method)) throw new TypeError(`${method} carries no body`);
  return {
    method,
    url,
    body,
    isRepeatable: isReading || isKeyed,
    headers: {
      Accept: 'application/json, application/problem+json',
      ...(type !== undefined && { 'Content-Type': type }),
      ...(isKeyed && { 'Idempotency-Key': checkedKey(call.idempotencyKey ?? randomHex()) }),
      ...headers,
    },
  };
}

function bodyOf({ body, json, form }: Call): { body: string | undefined; type?: string } {
  if (form) return { body: new URLSearchParams(form).toString(), type: 'application/x-www-form-urlencoded' };
  if (json !== undefined) return { body: json, type: 'application/json' };
  if (body === undefined) return { body: undefined };
  return { body: JSON.stringify(body), type: 'application/json' };
}

export const bodyBytes = ({ body }: Request) => utf8(body ?? '');

function checkedKey(key: string): string {
  if (!KEY.test(key)) throw new TypeError('An idempotencyKey has 1 to 255 characters of visible ASCII or spaces');
  return key;
}

/** A part of a path that came from outside: it can neither leave its place nor be empty. */
export function segment(id: string): string {
  if (!/[^.]/.test(id)) throw new TypeError(`${JSON.stringify(id)} is no id`);
  return encodeURIComponent(id);
}
