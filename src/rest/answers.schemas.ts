/** A party's answer over REST. */
import { z } from 'zod';

const phone_number = z.string({ error: 'must be a telephone number such as +254712345678' });
const code = z
  .string({ error: 'must be the six digits of the text' })
  .regex(/^\d{6}$/, { error: 'must be the six digits of the text' })
  .optional();
const reason = z
  .string({ error: 'must be text' })
  .min(1, { error: 'must not be empty' })
  .max(500, { error: 'may have at most 500 characters' })
  .optional();

export const confirmSchema = z.strictObject({ phone_number, code }, { error: 'must be a JSON object' });
export const declineSchema = z.strictObject({ phone_number, code, reason }, { error: 'must be a JSON object' });

export type AnswerBody = z.infer<typeof declineSchema>;
