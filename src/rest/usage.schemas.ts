/** What may be asked about usage. */
import { z } from 'zod';

const DAY_RULE = { error: 'must be a day of this century in UTC, such as 2026-11-22' };

export const usageSchema = z.strictObject({
  day: z.iso
    .date(DAY_RULE)
    .refine((day) => day.startsWith('20'), DAY_RULE)
    .optional()
    .meta({ description: 'In UTC; today when left out.' }),
  account_id: z
    .string({ error: 'must be the id of an account' })
    .max(40, { error: 'may have at most 40 characters' })
    .optional()
    .meta({
      description: "Of another account: admins only. When left out, the caller's own; for admins, all together.",
    }),
});

export type UsageQuery = z.infer<typeof usageSchema>;
