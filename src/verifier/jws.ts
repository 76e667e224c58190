/** Takes a compact JWS (RFC 7515) apart, with its header pinned. Checking the signature is another step. */
import { bytesOfBase64 } from './base64.js';
import { readJson } from './read-json.js';
import { isSignedBy } from './strict-ed25519.js';

export type OpenedJws = {
  kid: string;
  payload: Record<string, unknown>;
  signed: Uint8Array;
  proof: Uint8Array;
};

/** @throws SyntaxError with a sentence that begins in lower case */
export function openJws(jws: string): OpenedJws {
  const [header = '', payload = '', signature = '', ...rest] = jws.split('.');
  if (rest.length > 0 || signature === '') throw new SyntaxError('it does not have three parts');
  return {
    kid: kidOf(objectIn(header)),
    payload: objectIn(payload),
    signed: new TextEncoder().encode(`${header}.${payload}`),
    proof: bytesIn(signature),
  };
}

/** Whether the JWS holds under the 32-byte public key. */
export function holdsUnder(jws: OpenedJws, signer: Uint8Array): boolean {
  return isSignedBy(signer, jws.signed, jws.proof);
}

function kidOf(header: Record<string, unknown>): string {
  for (const name of Object.keys(header)) {
    // No jku, jwk, x5u, crit or b64: nothing in the header may choose a key or change the rules.
    if (name !== 'alg' && name !== 'kid' && name !== 'typ') {
      throw new SyntaxError(`its header holds ${JSON.stringify(name.slice(0, 40))}, which is not allowed`);
    }
  }
  if (header.alg !== 'Ed25519') throw new SyntaxError('its algorithm is not Ed25519');
  if (typeof header.kid !== 'string' || header.kid === '') throw new SyntaxError('it does not name its key');
  if (header.typ !== undefined && typeof header.typ !== 'string') throw new SyntaxError('its type is not a text');
  return header.kid;
}

function objectIn(part: string): Record<string, unknown> {
  const content = readJson(textIn(bytesIn(part)));
  if (content === null || typeof content !== 'object' || Array.isArray(content)) {
    throw new SyntaxError('a part of it is not a JSON object');
  }
  return content as Record<string, unknown>;
}

function bytesIn(part: string): Uint8Array {
  const bytes = bytesOfBase64(part);
  if (bytes === undefined) throw new SyntaxError('it is not strict base64url');
  return bytes;
}

function textIn(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SyntaxError('it is not UTF-8');
  }
}
