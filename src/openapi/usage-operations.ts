/** The operations that say what texts cost. */
import { z } from 'zod';
import type { Operation } from './openapi-types.js';

const count = z.strictObject({
  used: z.int().meta({ description: 'Segments of texts that were queued' }),
  limit: z.int().nullable().meta({ description: 'SMS_BUDGET, or SMS_BUDGET_TOTAL; null: no limit' }),
});

export const usageShape = z.strictObject({
  day: z.iso.date(),
  account_id: z.string().nullable().meta({ description: 'null: all accounts together' }),
  segments: count,
  total: count.optional().meta({ description: 'Of all accounts together; admins only' }),
  costs: z
    .array(z.strictObject({ currency: z.string(), amount: z.string() }))
    .meta({ description: 'What the carrier said the texts queued that day cost so far, added up as exact decimals' }),
  paused_prefixes: z
    .array(z.strictObject({ prefix: z.string(), since: z.iso.datetime(), reason: z.string() }))
    .meta({ description: 'Dial prefixes where nobody is asked now, for whatever account' }),
});

export const USAGE_OPERATIONS: Record<string, Operation> = {
  'GET /api/v1/usage': {
    summary: 'See what the texts of a day came to: segments, budget, cost',
    answers: { 200: { meaning: 'The usage', shape: usageShape } },
    problems: ['unauthorized', 'invalid-parameter', 'account-not-found'],
  },
};
