import { z } from 'zod';
import { ACCOUNT_ID, ACCOUNT_ID_RULE } from '../accounts/accounts.service.js';

const NAME_RULE = { error: 'must be text of 1 to 200 characters' };

export const nameField = z
  .string(NAME_RULE)
  .trim()
  .min(1, NAME_RULE)
  .max(200, NAME_RULE)
  .refine((value) => !value.includes('\0'), { error: 'must not hold the character NUL' });

export const accountIdField = z.string({ error: ACCOUNT_ID_RULE }).regex(ACCOUNT_ID, { error: ACCOUNT_ID_RULE });

export const accountSchema = z.strictObject(
  { name: nameField, id: accountIdField.optional() },
  { error: 'must be a JSON object' },
);

export type AccountBody = z.infer<typeof accountSchema>;
