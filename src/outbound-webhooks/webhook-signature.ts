/** Signs as Standard Webhooks 1.0 says: HMAC-SHA256 under each secret (v1), Ed25519 under the endpoint's key (v1a). */
import { type SigningKey, signBytes } from '../crypto/ed25519.js';
import { hmacSha256 } from '../crypto/secrets.js';

export interface WebhookKeys {
  /** `whsec_…`, the newest first. */
  secrets: readonly string[];
  key: SigningKey;
}

const SECRET_PREFIX = 'whsec_';
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** @param bytes 32 random ones */
export const writeSecret = (bytes: Uint8Array): string => SECRET_PREFIX + base64(bytes);
export const writePublicKey = ({ publicKeyBytes }: SigningKey): string => `whpk_${base64(publicKeyBytes)}`;

/** The three headers of one attempt; `webhook-id` is the same in all of them, the time is that of the attempt. */
export function signedHeaders(id: string, body: string, { secrets, key }: WebhookKeys, now: Date) {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const signed = Buffer.from(`${id}.${timestamp}.${body}`);
  const macs = secrets.map((secret) => {
    const bytes = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
    return `v1,${base64(hmacSha256(bytes, signed))}`;
  });
  const signatures = [...macs, `v1a,${base64(signBytes(key, signed))}`];
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
