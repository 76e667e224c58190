/** Takes a compact JWS (RFC 7515) apart, with its header pinned. Checking the signature is another step. */
import { bytesOfBase64 } from './base64.js';
import { readJson } from './read-json.js';
import { Unclear } from './unreadable.js';

export type OpenedJws = {
  kid: string;
  payload: Record<string, unknown>;
  signed: Uint8Array;
  proof: Uint8Array;
};

/** @throws Unclear */
export function openJws(jws: string): OpenedJws {
  const [header = '', payload = '', signature = '', ...rest] = jws.split('.');
  if (rest.length > 0 || signature === '') throw new Unclear(['notThreeParts']);
  return {
    kid: kidOf(objectIn(header)),
    payload: objectIn(payload),
    signed: new TextEncoder().encode(`${header}.${payload}`),
    proof: bytesIn(signature),
  };
}

function kidOf(header: Record<string, unknown>): string {
  for (const name of Object.keys(header)) {
    // No jku, jwk, x5u, crit or b64: nothing in the header may choose a key or change the rules.
    if (name !== 'alg' && name !== 'kid' && name !== 'typ') {
      throw new Unclear(['headerMember', name.slice(0, 40)]);
    }
  }
  if (header.alg !== 'Ed25519') throw new Unclear(['notEd25519']);
  if (typeof header.kid !== 'string' || header.kid === '') throw new Unclear(['noKeyName']);
  if (header.typ !== undefined && typeof header.typ !== 'string') throw new Unclear(['typeNotText']);
  return header.kid;
}

function objectIn(part: string): Record<string, unknown> {
  const content = readJson(textIn(bytesIn(part)));
  if (content === null || typeof content !== 'object' || Array.isArray(content)) {
    throw new Unclear(['partNotObject']);
  }
  return content as Record<string, unknown>;
}

function bytesIn(part: string): Uint8Array {
  const bytes = bytesOfBase64(part);
  if (bytes === undefined) throw new Unclear(['notBase64']);
  return bytes;
}

function textIn(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Unclear(['notUtf8']);
  }
}
