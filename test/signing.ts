/** Signs requests as a client does, from the wire contract alone: no code of the service. */
import { createHash, createHmac, randomUUID } from 'node:crypto';

export interface Signer {
  keyId: string;
  signingSecret: string;
}

export interface ToSign {
  method: string;
  url: string;
  /** Path and query. */
  path: string;
  body?: string | Uint8Array;
  timestamp?: number;
  nonce?: string;
}

export const epochSeconds = (): number => Math.floor(Date.now() / 1_000);

export function signedHeaders(signer: Signer, request: ToSign): Record<string, string> {
  const { timestamp = epochSeconds(), nonce = randomUUID(), body = '' } = request;
  const bodyHash = createHash('sha256').update(body).digest('hex');
  const text = [request.method, new URL(request.url).host, request.path, timestamp, nonce, bodyHash].join('\n');
  const signature = createHmac('sha256', signer.signingSecret).update(text).digest('hex');
  return {
    'X-API-Key': signer.keyId,
    'X-API-Timestamp': String(timestamp),
    'X-API-Nonce': nonce,
    'X-API-Signature': `v1=${signature}`,
  };
}
