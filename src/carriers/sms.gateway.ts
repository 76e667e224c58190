/** The one door through which texts leave. The class is also Nest's injection token. */
export interface OutgoingText {
  messageId: string; // ours, a UUID: where a carrier takes it, a repeat is known by it
  to: string; // E.164
  text: string;
}

/** What became of one attempt. Carries no secret: it may be stored and logged whole. */
export type SendResult =
  // The carrier took it, which is not delivery. `cost` in its own words: `KES 0.8000`.
  | { outcome: 'accepted'; carrierId: string; cost: string | null; carrierStatus: string }
  // Final: the same text to the same number will never go. `reason` is stable kebab-case.
  | { outcome: 'refused'; reason: string; carrierStatus: string }
  // Trying again cannot text anybody twice: for certain nothing was sent, or the carrier knows a repeat by our id.
  // Unless `isAboutText`, the trouble is the carrier's or our account's, and every other text would meet it too.
  | { outcome: 'retry'; reason: string; carrierStatus: string | null; retryAfterMs?: number; isAboutText?: true }
  // The request left and no usable answer came: it may have been sent, so never repeat it blindly.
  | { outcome: 'ambiguous'; reason: string };

/** As it stands in messages and in signed decisions. */
export type Carrier = 'simulator' | 'africastalking' | 'android-sms-gateway';

export abstract class SmsGateway {
  abstract readonly carrier: Carrier;

  /** Trouble at the carrier is a result, never an exception. */
  abstract send(text: OutgoingText): Promise<SendResult>;
}

/** What no carrier need be asked; null: nothing. */
export function faultOfText({ to, text }: Pick<OutgoingText, 'to' | 'text'>): string | null {
  if (text.trim() === '') return 'empty-text';
  return /^\+[1-9]\d{6,14}$/.test(to) ? null : 'invalid-number'; // also a list: one recipient a call
}

export const refuseUnsent = (reason: string): SendResult => ({ outcome: 'refused', reason, carrierStatus: 'not sent' });
