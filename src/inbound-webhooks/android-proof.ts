/** Whether a callback comes from the phone whose key we know: hex HMAC-SHA256 over its raw body, its stamp glued to the end. */
import { timingSafeEqual } from 'node:crypto';
import { hmacSha256 } from '../crypto/secrets.js';
import { isFresh } from './callback-proof.js';
import type { ProofHeaders } from './proof-headers.js';

/** Why it does not, for the log and never for the caller; null: it does. */
export function faultOfAndroid(
  { signatures, timestamps, rawBody }: ProofHeaders & { rawBody: Buffer },
  keys: readonly string[],
  now: Date,
): string | null {
  if (keys.length === 0) return 'there is no ANDROID_SMS_SIGNING_KEY';
  const [[signature, ...signaturesMore], [stamp, ...stampsMore]] = [signatures, timestamps];
  if (signaturesMore.length + stampsMore.length > 0) return 'a proof header is repeated';
  if (signature === undefined) return 'it carries no proof';
  if (!/^[0-9a-f]{64}$/i.test(signature)) return 'X-Signature is not 64 hex digits';
  // The app stamps each attempt anew, also of a callback that it has tried for days.
  if (stamp === undefined || !isFresh(stamp, now)) return 'X-Timestamp is missing or more than five minutes away';
  const given = Buffer.from(signature, 'hex');
  const signed = Buffer.concat([rawBody, Buffer.from(stamp)]);
  const matches = keys.map((key) => timingSafeEqual(given, hmacSha256(key, signed)));
  return matches.includes(true) ? null : 'X-Signature does not match';
}
