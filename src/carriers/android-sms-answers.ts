/**
 * What a server of android-sms-gateway means by an answer about one text. Pure.
 *
 * Settled by its documentation and sources: 202 with the text's id, state and recipients; 409 where the phone already has
 * a text of that id; 400 a wrong value, but also a phone that is not registered; 401 the account; 503 a full queue; `{ message }`.
 * Not settled, so either is taken: 200 or 201 in place of 202, an id of the server's own, 429 and what a proxy puts in front.
 */
import { z } from 'zod';
import type { ServerAnswer } from './android-sms-server.js';
import { parseRetryAfterMs, readHttpStatus } from './http-answers.js';
import type { SendResult } from './sms.gateway.js';

const accepted = z.object({
  id: z.string().regex(/^[\x21-\x7e]{1,128}$/),
  state: z.string().catch(''),
});
const refusal = z.object({ message: z.string() });

/** @param messageId the id under which we sent it */
export function readSendAnswer({ status, headers, text }: ServerAnswer, messageId: string): SendResult {
  if (status >= 200 && status < 300) return readAccepted(text);
  // An earlier try arrived, though its answer did not: this is that text.
  if (status === 409) return { outcome: 'accepted', carrierId: messageId, cost: null, carrierStatus: 'HTTP 409' };
  if (status === 400) return readBadRequest(text);
  return readHttpStatus(status, parseRetryAfterMs(headers['retry-after'], Date.now()));
}

/** A phone's texts cost what its plan says, which nobody tells us. */
function readAccepted(text: string): SendResult {
  const { success, data } = accepted.safeParse(parse(text));
  if (!success) return { outcome: 'ambiguous', reason: 'answer-unreadable' };
  // Letters only: whatever else a server writes does not reach our records.
  const carrierStatus = /^[A-Za-z]{1,40}$/.test(data.state) ? data.state : 'HTTP 202';
  return { outcome: 'accepted', carrierId: data.id, cost: null, carrierStatus };
}

/** Only a word about the number speaks of this text; a phone that is missing waits for the operator. The words are not kept. */
function readBadRequest(text: string): SendResult {
  const { data } = refusal.safeParse(parse(text));
  const carrierStatus = 'HTTP 400';
  if (/phone ?number|mobile/i.test(data?.message ?? '')) {
    return { outcome: 'refused', reason: 'invalid-number', carrierStatus };
  }
  return { outcome: 'retry', reason: 'carrier-refused-request', carrierStatus };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a verdict: no answer of that server
  }
}
