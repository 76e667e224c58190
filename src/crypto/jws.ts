/** Compact JWS (RFC 7515) with Ed25519 (RFC 9864): what the service signs and how it reads it back. */

import { canonicalize } from '../json/canonical-json.js';
import { decodeUtf8, parseStrictJson } from '../json/strict-json.js';
import { decodeBase64url, encodeBase64url } from './base64url.js';
import { type SigningKey, signBytes, verifyBytes } from './ed25519.js';
import { bytesFromJwk, jwkThumbprint } from './jwk.js';

export type JwsFault = 'malformed' | 'header' | 'algorithm' | 'unknown-key' | 'bad-key' | 'signature' | 'payload';

/** Why a JWS was refused; `code` is for programs, the message for people. */
export class JwsError extends Error {
  override readonly name = 'JwsError';

  constructor(
    readonly code: JwsFault,
    message: string,
  ) {
    super(message);
  }
}

const MAX_LENGTH = 1024 * 1024;
const headers = new WeakMap<SigningKey, string>();

/**
 * Signs a payload as compact JWS (RFC 7515 section 3.1): the payload is its canonical JSON (RFC 8785), the header
 * `{"alg":"Ed25519","kid":"<thumbprint>"}`, with `typ` when given.
 *
 * @throws TypeError when the payload has no canonical JSON
 */
export function signJws(payload: object, key: SigningKey, typ?: string): string {
  const input = `${typ === undefined ? plainHeader(key) : header(key, typ)}.${encodeBase64url(canonicalize(payload))}`;
  return `${input}.${encodeBase64url(signBytes(key, Buffer.from(input)))}`;
}

/**
 * Verifies a compact JWS and returns what it says. The key that `findKey` gives must have `kid` as its thumbprint.
 *
 * @param findKey the public JWK of a `kid`, undefined when unknown
 * @throws JwsError; no other error, whatever the text
 */
export function verifyJws(
  jws: string,
  findKey: (kid: string) => unknown,
): { payload: Record<string, unknown>; kid: string; typ?: string } {
  const [head, body, signature] = split(jws);
  const { kid, typ } = readHeader(head);
  const publicKey = keyOf(kid, findKey(kid));
  if (!verifyBytes(publicKey, Buffer.from(`${head}.${body}`), decode(signature))) {
    throw new JwsError('signature', 'The signature does not match.');
  }
  const payload = readObject(body, 'payload');
  return typ === undefined ? { payload, kid } : { payload, kid, typ };
}

function plainHeader(key: SigningKey): string {
  const made = headers.get(key) ?? header(key);
  headers.set(key, made);
  return made;
}

function header(key: SigningKey, typ?: string): string {
  return encodeBase64url(JSON.stringify({ alg: 'Ed25519', kid: key.kid, typ }));
}

function split(jws: string): [string, string, string] {
  const parts = typeof jws === 'string' && jws.length <= MAX_LENGTH ? jws.split('.', 4) : [];
  const [head, body, signature] = parts;
  if (parts.length !== 3 || !head || !body || !signature) {
    throw new JwsError('malformed', 'A compact JWS has three parts, divided by dots.');
  }
  for (const part of parts) decode(part);
  return [head, body, signature];
}

function decode(part: string): Buffer {
  try {
    return decodeBase64url(part);
  } catch {
    throw new JwsError('malformed', 'A part of the JWS is not strict base64url.');
  }
}

function readObject(part: string, code: 'header' | 'payload'): Record<string, unknown> {
  let value: unknown;
  try {
    value = parseStrictJson(decodeUtf8(decode(part)));
  } catch (cause) {
    throw new JwsError(code, `The JWS ${code} cannot be read: ${(cause as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new JwsError(code, `The JWS ${code} is not a JSON object.`);
}

/** Pinned: whatever could change which key or algorithm is used (`jku`, `jwk`, `crit`, `b64`, …) is refused. */
function readHeader(part: string): { kid: string; typ?: string } {
  const { alg, kid, typ, ...others } = readObject(part, 'header');
  if (alg !== 'Ed25519') throw new JwsError('algorithm', 'The JWS algorithm is not Ed25519.');
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new JwsError('header', `The JWS header may not hold ${JSON.stringify(unknown)}.`);
  if (typeof kid !== 'string' || kid === '') throw new JwsError('header', 'The JWS header names no key.');
  if (typ === undefined) return { kid };
  if (typeof typ !== 'string') throw new JwsError('header', 'The JWS header has a "typ" that is no text.');
  return { kid, typ };
}

function keyOf(kid: string, jwk: unknown): Uint8Array {
  if (jwk === undefined || jwk === null) throw new JwsError('unknown-key', 'The JWS is signed with an unknown key.');
  let bytes: Uint8Array;
  try {
    bytes = bytesFromJwk(jwk);
  } catch (cause) {
    throw new JwsError('bad-key', `The key cannot be used: ${(cause as Error).message}`);
  }
  if (jwkThumbprint({ x: encodeBase64url(bytes) }) !== kid) {
    throw new JwsError('bad-key', 'The key is not the one its name says.');
  }
  return bytes;
}
