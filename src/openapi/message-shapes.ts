/** What answers about texts hold. */
import { z } from 'zod';
import { messageShape } from './answer-shapes.js';

const time = z.iso.datetime();

const deadLetter = z.strictObject({
  dead_letter_id: z.string(),
  message_id: z.string(),
  contract_id: z.string().nullable(),
  party_id: z.string().nullable(),
  version: z.int().nullable(),
  kind: z.string(),
  phone_number: z.string(),
  failure_reason: z.string().nullable(),
  advice: z.string().nullable(),
  tries: z.int(),
  created_at: time,
  failed_at: time.nullable(),
});
export const deadLettersShape = z.strictObject({
  dead_letters: z.array(deadLetter),
  next_cursor: z.string().nullable(),
});
export const requeuedShape = z.strictObject({ message_id: z.string(), status: z.literal('queued') });

export const reviewShape = z.strictObject({
  messages: z.array(messageShape.extend({ contract_id: z.string().nullable() })),
  next_cursor: z.string().nullable(),
});
export const reviewedShape = z.strictObject({
  message_id: z.string(),
  reviewed_at: time,
  reviewed_by: z.string().nullable(),
});
