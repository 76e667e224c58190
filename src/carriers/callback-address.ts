/** Where carriers post back to. Africa's Talking signs nothing, so the address itself carries the proof; a phone signs. */
import { createHmac } from 'node:crypto';

export const CALLBACK_KINDS = ['sms', 'delivery', 'opt-out'] as const;
export type CallbackKind = (typeof CALLBACK_KINDS)[number];

const CALLBACK_PATH = '/api/v1/webhooks/africastalking';

export const callbackToken = (secret: string, kind: CallbackKind): string =>
  createHmac('sha256', secret).update(`africastalking/${kind}`).digest('base64url');

export function callbackPath(kind: CallbackKind, secret: string | null): string {
  return `${CALLBACK_PATH}/${kind}${secret ? `/${callbackToken(secret, kind)}` : ''}`;
}

export const ANDROID_CALLBACK_PATH = '/api/v1/webhooks/android';
