/** The one written form a JWT may have here: compact (RFC 7515 section 3.1), strict base64url, at most 4 KB. */

import { decodeUtf8, parseStrictJson } from '../json/strict-json.js';
import { decodeBase64url } from './base64url.js';

const MAX_LENGTH = 4_096;
const FORM = /^[\w-]+\.[\w-]+\.[\w-]+$/; // without padding, white space or a fourth part
const MAX_DEPTH = 8;

type JsonObject = Record<string, unknown>;

export interface UnverifiedJwt {
  header: JsonObject;
  payload: JsonObject;
}

export const isCompactForm = (token: string): boolean => token.length <= MAX_LENGTH && FORM.test(token);

/** What a token says, not yet believed. Null for any other form, and for JSON that can be read in two ways. */
export function readUnverified(token: string): UnverifiedJwt | null {
  if (!isCompactForm(token)) return null;
  try {
    const [header, payload, signature] = token.split('.').map(decodeBase64url);
    if (!header || !payload || !signature) return null;
    return { header: readObject(header), payload: readObject(payload) };
  } catch {
    return null; // whatever is wrong with it, it is no token
  }
}

function readObject(bytes: Buffer): JsonObject {
  const value = parseStrictJson(decodeUtf8(bytes), { maxDepth: MAX_DEPTH });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('no object');
  return value as JsonObject;
}
