/** What carriers call, and the phones that stand in for one. */
import { z } from 'zod';
import { SIMULATOR_OUTCOMES } from '../carriers/simulator.gateway.js';
import type { ProblemKind } from '../problems/problem.js';
import type { Operation } from './openapi-types.js';

const W = '/api/v1/webhooks';
const S = '/api/v1/simulator';

const receivedShape = z.strictObject({ status: z.literal('received') });
const textShape = z.strictObject({
  id: z.string(),
  phone_number: z.string(),
  direction: z.enum(['to_phone', 'from_phone']),
  text: z.string(),
  at: z.iso.datetime(),
  status: z.string(),
});
const textsShape = z.strictObject({ messages: z.array(textShape) });
const sentShape = z.strictObject({ status: z.literal('sent') });
const outcomeShape = z.strictObject({ phone_number: z.string(), outcome: z.enum(SIMULATOR_OUTCOMES) });

const REFUSED: ProblemKind[] = [
  'callback-not-proven',
  'payload-too-large',
  'unsupported-media-type',
  'too-many-requests',
  'unavailable',
];
const callback = (summary: string): Operation => ({
  summary: `Carrier callback: ${summary}`,
  answers: { 200: { meaning: 'Stored; repeats are answered in the same way', shape: receivedShape } },
  problems: REFUSED,
  isUnlimited: true,
});
const PLAYED: ProblemKind[] = ['unauthorized', 'malformed-request', 'invalid-value', 'not-found', 'unavailable'];

export const CARRIER_OPERATIONS: Record<string, Operation> = {
  [`POST ${W}/africastalking/sms`]: callback('a text came in'),
  [`POST ${W}/africastalking/delivery`]: callback('a delivery report'),
  [`POST ${W}/africastalking/opt-out`]: callback('a number opted out'),
  [`POST ${W}/android`]: {
    ...callback(''),
    summary: 'Callback of android-sms-gateway: a text came in, or went out, arrived or failed',
  },
  [`GET ${S}/messages`]: {
    summary: 'What the simulated phones show',
    answers: { 200: { meaning: 'Texts, oldest first', shape: textsShape } },
    problems: ['unauthorized', 'invalid-parameter', 'not-found'],
  },
  [`POST ${S}/replies`]: {
    summary: 'A simulated phone texts back',
    answers: { 202: { meaning: 'Sent', shape: sentShape } },
    problems: PLAYED,
  },
  [`POST ${S}/outcomes`]: {
    summary: 'What the simulated carrier does with texts to a phone',
    answers: { 200: { meaning: 'Set', shape: outcomeShape } },
    problems: PLAYED,
  },
};
