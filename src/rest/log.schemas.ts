/** What may be asked of the log. */
import { z } from 'zod';

const RULE = { error: 'must be a whole number from 0 on' };
const count = z
  .string(RULE)
  .regex(/^(0|[1-9]\d{0,9})$/, RULE)
  .transform(Number);

export const inclusionSchema = z.strictObject({ leaf_index: count, tree_size: count.optional() });
export const consistencySchema = z.strictObject({ first: count, second: count.optional() });

export type InclusionQuery = z.infer<typeof inclusionSchema>;
export type ConsistencyQuery = z.infer<typeof consistencySchema>;
