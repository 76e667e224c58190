/** Checks webhooks as Standard Webhooks 1.0 signs them: the bytes as they came, before anybody parsed them. */
import { type Bytes, fromBase64, utf8 } from './bytes.js';
import type { ContractStatus } from './types.js';

type OneOrMore = string | readonly string[];
type HeaderBag = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface WebhookCheck {
  /** `whsec_…`; two while a secret is being changed. */
  secrets?: OneOrMore;
  /** `whpk_…` */
  publicKeys?: OneOrMore;
  headers: HeaderBag;
  /** Exactly as it came. */
  body: string | Uint8Array;
  /** How old, or how far ahead, a webhook may be; 300 unless given. */
  toleranceSeconds?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
}

export type WebhookType =
  | `contract.${'created' | 'party_confirmed' | 'party_declined' | 'confirmed' | 'declined' | 'expired' | 'cancelled'}`
  | `contract.${'amended' | 'activated' | 'completed' | 'disputed' | 'erased' | 'corroborated'}`
  | `message.${'delivered' | 'failed'}`
  | 'party.unreachable'
  | 'budget.spent'
  | `prefix.${'paused' | 'resumed'}`
  | 'endpoint.disabled'
  | 'log.checkpoint';

/** Those about a contract hold its four facts; the others have facts of their own. */
export interface WebhookEvent {
  type: WebhookType | 'webhook.test';
  timestamp: string;
  data: {
    contract_id: string;
    status: ContractStatus;
    version: number;
    contract_hash: string;
    [further: string]: unknown;
  };
}

/** The webhook is not to be believed, and why. */
export class NdiyoWebhookRefused extends Error {
  override readonly name = 'NdiyoWebhookRefused';
}

interface Key {
  scheme: 'v1' | 'v1a';
  /** In constant time: WebCrypto compares. */
  isBy(signature: Bytes, signed: Bytes): Promise<boolean>;
}

/**
 * What the service sent, once its signature and its age have been checked. `webhook-id` stays the same over repeats.
 *
 * @throws NdiyoWebhookRefused when it is not to be believed, TypeError when a key or the body is not what it should be
 */
export async function verifyWebhook<T = WebhookEvent>(check: WebhookCheck): Promise<T> {
  const { headers, toleranceSeconds = 300, now = Date.now } = check;
  const body = typeof check.body === 'string' ? utf8(check.body) : check.body;
  if (!(body instanceof Uint8Array)) throw new TypeError('body must be the text or the bytes as they came, not parsed');
  const keys = await keysOf(check);
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headerOf(headers, name),
  ) as [string, string, string];
  if (!/^\d{1,12}$/.test(timestamp)) throw new NdiyoWebhookRefused('webhook-timestamp is not in whole seconds');
  if (!(Math.abs(now() / 1_000 - Number(timestamp)) <= toleranceSeconds)) {
    throw new NdiyoWebhookRefused(`webhook-timestamp is more than ${toleranceSeconds} s from now`);
  }
  const head = utf8(`${id}.${timestamp}.`);
  const signed = new Uint8Array(head.length + body.length);
  signed.set(head);
  signed.set(body, head.length);
  if (!(await isSigned(signed, signatures, keys)))
    throw new NdiyoWebhookRefused('no signature of the webhook is valid');
  return parse(body) as T;
}

async function isSigned(signed: Bytes, signatures: string, keys: Key[]): Promise<boolean> {
  for (const one of signatures.split(' ')) {
    const [scheme, text = ''] = one.split(',', 2);
    const signature = fromBase64(text);
    if (signature === null) continue;
    for (const key of keys) if (key.scheme === scheme && (await key.isBy(signature, signed))) return true;
  }
  return false;
}

async function keysOf({ secrets = [], publicKeys = [] }: WebhookCheck): Promise<Key[]> {
  const keys = await Promise.all([...[secrets].flat().map(secretKey), ...[publicKeys].flat().map(publicKey)]);
  if (keys.length === 0) throw new TypeError('verifyWebhook needs secrets or publicKeys');
  return keys;
}

async function secretKey(text: string): Promise<Key> {
  const bytes = keyBytes(text, 'whsec_', [24, 64], 'A secret');
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  return { scheme: 'v1', isBy: (signature, signed) => crypto.subtle.verify('HMAC', key, signature, signed) };
}

async function publicKey(text: string): Promise<Key> {
  const bytes = keyBytes(text, 'whpk_', [32, 32], 'A public key');
  const key = await crypto.subtle.importKey('raw', bytes, 'Ed25519', false, ['verify']);
  return { scheme: 'v1a', isBy: (signature, signed) => crypto.subtle.verify('Ed25519', key, signature, signed) };
}

function keyBytes(text: string, prefix: string, [least, most]: [number, number], what: string): Bytes {
  const bytes = text.startsWith(prefix) ? fromBase64(text.slice(prefix.length)) : null;
  if (bytes && bytes.length >= least && bytes.length <= most) return bytes;
  const length = least === most ? least : `${least} to ${most}`;
  throw new TypeError(`${what} is ${prefix} and the base64 of ${length} bytes`);
}

function headerOf(headers: HeaderBag, name: string): string {
  const values =
    typeof headers.get === 'function' // not instanceof: a framework may bring its own Headers
      ? [headers.get(name) ?? '']
      : Object.entries(headers).flatMap(([key, value]) => (key.toLowerCase() === name ? (value ?? []) : []));
  if (values.length > 1) throw new NdiyoWebhookRefused(`${name} is there more than once`);
  if (!values[0]) throw new NdiyoWebhookRefused(`${name} is missing`);
  return values[0];
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new NdiyoWebhookRefused('the webhook is signed, but holds no JSON', { cause });
  }
}
