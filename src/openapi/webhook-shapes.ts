/** What answers about webhook endpoints look like, and what is sent to them. */
import { z } from 'zod';
import { EVENT_TYPES } from '../outbound-webhooks/event-types.js';

const time = z.iso.datetime();
const next_cursor = z.string().nullable();

const endpoint = {
  endpoint_id: z.string(),
  account_id: z.string(),
  url: z.string(),
  description: z.string(),
  event_types: z.array(z.enum(EVENT_TYPES)).nullable().meta({ description: 'null: all but log.checkpoint' }),
  enabled: z.boolean(),
  created_at: time,
  disabled_at: time.nullable(),
  disabled_reason: z.string().nullable(),
  failing_since: time.nullable().meta({ description: 'Since then no attempt has succeeded' }),
  public_key: z.string().meta({ description: 'whpk_…, for signatures of the kind v1a' }),
};

export const endpointShape = z.strictObject(endpoint);
export const endpointsShape = z.strictObject({ webhook_endpoints: z.array(endpointShape), next_cursor });
export const madeEndpointShape = z.strictObject({
  ...endpoint,
  secret: z.string().meta({ description: 'whsec_…, shown once' }),
});

const attempt = z.strictObject({
  at: time,
  status_code: z.int().nullable(),
  answer: z.string().meta({ description: 'How the answer began, at most 1 KiB' }),
  error: z.string().nullable(),
  duration_ms: z.int(),
});
const delivery = z.strictObject({
  delivery_id: z.string(),
  event_id: z.string().meta({ description: 'The webhook-id, the same however often it is sent' }),
  type: z.string(),
  status: z.enum(['waiting', 'delivered', 'failed']),
  created_at: time,
  next_attempt_at: time.nullable(),
  body: z.string().meta({ description: 'Exactly as it is signed and sent' }),
  attempts: z.array(attempt),
});
export const deliveriesShape = z.strictObject({ deliveries: z.array(delivery), next_cursor });
export const queuedShape = z.strictObject({ endpoint_id: z.string(), delivery_id: z.string() });
export const recoveryShape = z.strictObject({ endpoint_id: z.string(), since: time });

export const eventShape = z.object({
  type: z.enum([...EVENT_TYPES, 'webhook.test']),
  timestamp: time,
  data: z.looseObject({
    contract_id: z.string().optional(),
    status: z.string().optional(),
    version: z.int().optional(),
    contract_hash: z.string().nullable().optional(),
  }),
});
