/** Which key a signature is checked with, and whether the reader has a reason to trust it. */
import { sha256 } from '@noble/hashes/sha2.js';
import { base64OfBytes, bytesOfBase64 } from './base64.js';
import { isIndex, isObject } from './shape.js';
import type { Sentence } from './wording.js';

export type Jwk = { kty?: unknown; crv?: unknown; x?: unknown; [member: string]: unknown };
export type Trust = { jwks?: { keys: Jwk[] }; thumbprint?: string };

/** A key that was revoked proves only what stood in the log then; null where the key set does not say what that was. */
export type Revocation = { at: string | null; log: { size: number; root: string } | null };

const YEAR_10000 = 253_402_300_800; // epoch seconds; a Date holds little more

/** `wrong`: not a key to trust. `missing`: nothing to check with. `given`: only the receipt itself vouches for it. */
export type KeyFinding =
  | { is: 'trusted' | 'given'; key: Uint8Array; revoked?: Revocation | undefined }
  | { is: 'wrong' | 'missing'; detail: Sentence };

/**
 * Finds the key that a signature names.
 *
 * @param kid the thumbprint in the signature's header
 * @param enclosed the unsigned `key` of the receipt
 */
export function findKey(kid: string, enclosed: unknown, trust: Trust): KeyFinding {
  if (trust.jwks !== undefined) return findInSet(kid, trust);
  if (trust.thumbprint !== undefined && trust.thumbprint !== kid) {
    return { is: 'wrong', detail: ['keyNotTheTrusted', kid, trust.thumbprint] };
  }
  if (enclosed === undefined) {
    return { is: 'missing', detail: ['keyNotEnclosed', kid] };
  }
  const key = keyIn(enclosed);
  if (key === undefined || thumbprintOf(key) !== kid) {
    return { is: 'wrong', detail: ['keyEnclosedOther', kid] };
  }
  return { is: trust.thumbprint === undefined ? 'given' : 'trusted', key };
}

function findInSet(kid: string, { jwks, thumbprint }: Trust): KeyFinding {
  if (!isObject(jwks) || !Array.isArray(jwks.keys)) {
    return { is: 'wrong', detail: ['keySetMalformed'] };
  }
  if (thumbprint !== undefined && thumbprint !== kid) {
    return { is: 'wrong', detail: ['keyNotTheTrusted', kid, thumbprint] };
  }
  // A key is known by what it is, never by the name that a set gives it.
  for (const jwk of jwks.keys) {
    const key = keyIn(jwk);
    if (key !== undefined && thumbprintOf(key) === kid) return { is: 'trusted', key, revoked: revocationOf(jwk) };
  }
  return { is: 'wrong', detail: ['keyNotInSet', kid] };
}

/** The member `revoked` (OpenID Federation 1.0 section 8.7.2, with the log beside it); undefined when there is none. */
export function revocationOf({ revoked }: Jwk): Revocation | undefined {
  if (revoked === undefined) return undefined;
  const { revoked_at, log_size, log_root } = isObject(revoked) ? revoked : {};
  const isDay = isIndex(revoked_at) && (revoked_at as number) < YEAR_10000;
  const at = isDay ? new Date((revoked_at as number) * 1_000).toISOString() : null;
  const isKnown = isIndex(log_size) && typeof log_root === 'string';
  return { at, log: isKnown ? { size: log_size as number, root: log_root as string } : null };
}

/** The 32 bytes of an Ed25519 verification key (RFC 8037 section 2); undefined for any other JWK. */
export function keyIn(jwk: unknown): Uint8Array | undefined {
  if (!isObject(jwk) || jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519' || typeof jwk.x !== 'string') return undefined;
  if ('d' in jwk || (jwk.use ?? 'sig') !== 'sig' || (jwk.alg ?? 'Ed25519') !== 'Ed25519') return undefined;
  if (jwk.key_ops !== undefined && !(Array.isArray(jwk.key_ops) && jwk.key_ops.includes('verify'))) return undefined;
  const key = bytesOfBase64(jwk.x);
  return key?.length === 32 ? key : undefined;
}

/** RFC 7638 with SHA-256: a key's name is made from the key itself. */
export function thumbprintOf(key: Uint8Array): string {
  const members = `{"crv":"Ed25519","kty":"OKP","x":"${base64OfBytes(key)}"}`;
  return base64OfBytes(sha256(new TextEncoder().encode(members)));
}
