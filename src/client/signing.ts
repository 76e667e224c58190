/** Signed requests: the secret itself never travels, and each try has its own time and nonce. */
import { hex, randomHex, utf8 } from './bytes.js';
import { bodyBytes, type Request } from './call.js';

const HMAC = { name: 'HMAC', hash: 'SHA-256' };

export interface SigningKey {
  keyId: string;
  signingSecret: string;
}

export async function signedHeaders(request: Request, { keyId, signingSecret }: SigningKey, nowMs: number) {
  const { method, url } = request;
  const timestamp = String(Math.floor(nowMs / 1_000));
  const nonce = randomHex();
  const bodyHash = hex(await crypto.subtle.digest('SHA-256', bodyBytes(request)));
  const signed = [method, url.host, url.pathname + url.search, timestamp, nonce, bodyHash].join('\n');
  const key = await crypto.subtle.importKey('raw', utf8(signingSecret), HMAC, false, ['sign']);
  const signature = hex(await crypto.subtle.sign('HMAC', key, utf8(signed)));
  return {
    'X-API-Key': keyId,
    'X-API-Timestamp': timestamp,
    'X-API-Nonce': nonce,
    'X-API-Signature': `v1=${signature}`,
  };
}
