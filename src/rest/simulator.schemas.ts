/** What may be done to a simulated phone. */
import { z } from 'zod';
import { SIMULATOR_OUTCOMES } from '../carriers/simulator.gateway.js';

const OBJECT_RULE = { error: 'must be a JSON object' };
const OUTCOMES = { error: `must be one of ${SIMULATOR_OUTCOMES.join(', ')}` };
export const REPLY_LIMIT = 1_000;

const phone_number = z.string({ error: 'must be a telephone number such as +254712345678' });

export const messagesSchema = z.strictObject({ phone_number: phone_number.optional() });
export type MessagesQuery = z.infer<typeof messagesSchema>;

export const replySchema = z.strictObject(
  {
    phone_number,
    text: z.string({ error: 'must be text' }).max(REPLY_LIMIT, { error: `may have at most ${REPLY_LIMIT} characters` }),
  },
  OBJECT_RULE,
);
export type ReplyBody = z.infer<typeof replySchema>;

export const outcomeSchema = z.strictObject(
  { phone_number, outcome: z.enum(SIMULATOR_OUTCOMES, OUTCOMES) },
  OBJECT_RULE,
);
export type OutcomeBody = z.infer<typeof outcomeSchema>;
