/** The operations by which a supervisor knows how the service is. */
import { z } from 'zod';
import type { Operation } from './openapi-types.js';

const readiness = {
  status: z.enum(['ready', 'not-ready', 'stopping']),
  checks: z.record(z.string(), z.boolean()),
  outbox_age_seconds: z.number().meta({ description: 'How long the oldest waiting text or webhook has been due' }),
  outbox_halted: z.array(z.string()).meta({ description: 'What nothing leaves for, because its carrier is away' }),
};
const aliveShape = z.strictObject({ status: z.literal('alive') });
const readyShape = z.strictObject(readiness);
const healthShape = z.strictObject({
  live: z.literal(true),
  ...readiness,
  limits_counted_in: z.string(),
  versions: z.record(z.string(), z.string()).optional().meta({ description: 'Not in production' }),
});

export const PROBE_OPERATIONS: Record<string, Operation> = {
  'GET /livez': {
    summary: 'Is the process alive',
    answers: { 200: { meaning: 'Yes', shape: aliveShape } },
    isUnlimited: true,
  },
  'GET /readyz': {
    summary: 'Can it do its work',
    answers: {
      200: { meaning: 'Yes', shape: readyShape },
      503: { meaning: 'No; the checks say why', shape: readyShape },
    },
    isUnlimited: true,
  },
  'GET /health': {
    summary: 'Is it alive, and can it do its work',
    answers: { 200: { meaning: 'Yes', shape: healthShape }, 503: { meaning: 'No', shape: healthShape } },
    isUnlimited: true,
  },
};
