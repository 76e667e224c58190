/** The carrier's callbacks with their proofs, right and wrong. */
import { createHmac } from 'node:crypto';
import { deliveryForm, inboundForm } from '../../test/fakes/fake-carrier.js';
import type { Call } from './client.js';

const CALLBACKS = '/api/v1/webhooks/africastalking';

export type Proof = (body: string) => Record<string, string>;

const hmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');

export const signed =
  (secret: string): Proof =>
  (body) => ({ 'X-Signature': hmac(secret, body) });

/** Signed `ageSeconds` ago. */
export const stamped =
  (secret: string, ageSeconds: number): Proof =>
  (body) => {
    const stamp = String(Math.floor(Date.now() / 1_000) - ageSeconds);
    return { 'X-Timestamp': stamp, 'X-Signature': `sha256=${hmac(secret, `${stamp}.${body}`)}` };
  };

export const unsigned: Proof = () => ({});

export const callback = (kind: 'sms' | 'delivery', body: string, proof: Proof): Call => ({
  method: 'POST',
  path: `${CALLBACKS}/${kind}`,
  headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...proof(body) },
  body,
});

export const smsCallback = (text: { from: string; text: string; id: string }, proof: Proof): Call =>
  callback('sms', inboundForm(text), proof);

export const deliveryCallback = (report: { id: string; status: string; phoneNumber: string }, proof: Proof): Call =>
  callback('delivery', deliveryForm(report), proof);
