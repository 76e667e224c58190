/** Asks the service what a receipt is worth. Whoever need not believe the service verifies without it. */
import { type Answer, parseAnswer } from './answers.js';
import type { Call } from './call.js';
import type { CallOptions } from './contracts.js';
import type { ReceiptVerdict } from './receipt-types.js';

export interface VerifyOptions extends CallOptions {
  /** Of the sentences; English unless told otherwise. */
  language?: 'en' | 'sw';
}

export type Receipts = ReturnType<typeof receiptCalls>;

export const receiptCalls = (send: (call: Call) => Promise<Answer>) => ({
  /** `text` as it was got: the exact text is what is judged. */
  verify: async (text: string, { language = 'en', ...options }: VerifyOptions = {}): Promise<ReceiptVerdict> => {
    const headers = { 'Accept-Language': language };
    const call = { method: 'POST', path: '/api/v1/receipts/verify', json: text, headers, isReading: true };
    return parseAnswer(await send({ ...options, ...call }));
  },
});
