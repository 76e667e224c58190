/** The one door through which texts leave. The class is also Nest's injection token. */
export interface OutgoingText {
  messageId: string; // ours; no carrier takes an idempotency key
  to: string; // E.164
  text: string;
}

/** What became of one attempt. Carries no secret: it may be stored and logged whole. */
export type SendResult =
  // The carrier took it, which is not delivery. `cost` in its own words: `KES 0.8000`.
  | { outcome: 'accepted'; carrierId: string; cost: string | null; carrierStatus: string }
  // Final: the same text to the same number will never go. `reason` is stable kebab-case.
  | { outcome: 'refused'; reason: string; carrierStatus: string }
  // For certain nothing was sent: trying again cannot text anybody twice. Unless `isAboutText`, the trouble is the
  // carrier's or our account's, and every other text would meet it too.
  | { outcome: 'retry'; reason: string; carrierStatus: string | null; retryAfterMs?: number; isAboutText?: true }
  // The request left and no usable answer came: it may have been sent, so never repeat it blindly.
  | { outcome: 'ambiguous'; reason: string };

export abstract class SmsGateway {
  abstract readonly carrier: 'simulator' | 'africastalking';

  /** Trouble at the carrier is a result, never an exception. */
  abstract send(text: OutgoingText): Promise<SendResult>;
}
