/** Whether a callback proves that it comes from the carrier: an HMAC over its raw bytes, or the secret in its address. */

import { timingSafeEqual } from 'node:crypto';
import { type CallbackKind, callbackToken } from '../carriers/callback-address.js';
import { equalSecrets, hmacSha256 } from '../crypto/secrets.js';
import type { ProofHeaders } from './proof-headers.js';

const TOLERANCE_SECONDS = 300;

export interface CallbackRequest extends ProofHeaders {
  kind: CallbackKind;
  /** Last part of the path. */
  token: string | undefined;
  rawBody: Buffer;
}

export interface ProofRules {
  secrets: string[];
  requireTimestamp: boolean;
  /** Without a secret: in development and testing, with the simulator. */
  isUnprovenTaken: boolean;
}

/** A fault is for the log, never for the caller. */
export type ProofVerdict = { proof: 'signature' | 'address' | 'none' } | { fault: string };

export function checkProof(request: CallbackRequest, rules: ProofRules, now: Date): ProofVerdict {
  if (rules.secrets.length === 0) {
    return rules.isUnprovenTaken ? { proof: 'none' } : { fault: 'there is no WEBHOOK_SECRET' };
  }
  const fault = faultOfToken(request, rules) ?? faultOfSignature(request, rules, now);
  if (fault) return { fault };
  if (request.signatures.length > 0) return { proof: 'signature' };
  return request.token === undefined ? { fault: 'it carries no proof' } : { proof: 'address' };
}

function faultOfToken({ kind, token }: CallbackRequest, { secrets }: ProofRules): string | null {
  if (token === undefined) return null;
  const isRight = secrets.some((secret) => equalSecrets(token, callbackToken(secret, kind)));
  return isRight ? null : 'the secret in its address is wrong';
}

function faultOfSignature(request: CallbackRequest, rules: ProofRules, now: Date): string | null {
  const { signatures, timestamps, rawBody } = request;
  if (signatures.length > 1 || timestamps.length > 1) return 'a proof header is repeated';
  const [signature] = signatures;
  if (signature === undefined) return null;
  const hex = /^(?:sha256=)?([0-9a-f]{64})$/i.exec(signature)?.[1];
  if (!hex) return 'X-Signature is not 64 hex digits';
  const stamp = timestamps[0];
  if (stamp === undefined) {
    if (rules.requireTimestamp) return 'X-Timestamp is missing';
    // Otherwise a stamped body, with its stamp moved into the text, would pass as an old unstamped one.
    if (/^\d+\./.test(rawBody.subarray(0, 32).toString('latin1'))) return 'the body looks like a stamped one';
  } else if (!isFresh(stamp, now)) {
    return 'X-Timestamp is more than five minutes away';
  }
  const signed = stamp === undefined ? rawBody : Buffer.concat([Buffer.from(`${stamp}.`), rawBody]);
  const given = Buffer.from(hex, 'hex'); // 32 bytes, as many as an HMAC has
  const isRight = rules.secrets.some((secret) => timingSafeEqual(given, hmacSha256(secret, signed)));
  return isRight ? null : 'X-Signature does not match';
}

export function isFresh(stamp: string, now: Date): boolean {
  if (!/^\d{1,12}$/.test(stamp)) return false;
  return Math.abs(now.getTime() / 1_000 - Number(stamp)) <= TOLERANCE_SECONDS;
}
