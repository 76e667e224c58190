/** What clients may send about webhook endpoints. */
import { z } from 'zod';
import { durationMs } from '../config/duration.js';
import { EVENT_TYPES } from '../outbound-webhooks/event-types.js';
import { URL_LIMIT } from '../outbound-webhooks/webhook-address.js';

const DAY_MS = 86_400_000;
const OBJECT_RULE = { error: 'must be a JSON object' };
const URL_RULE = { error: `must be an address of at most ${URL_LIMIT} characters, such as https://example.com/ndiyo` };

// What stands in it beside its length depends on the environment: the controller looks.
const url = z.string(URL_RULE).min(1, URL_RULE).max(URL_LIMIT, URL_RULE);
const description = z
  .string({ error: 'must be text' })
  .max(500, { error: 'may have at most 500 characters' })
  .refine((text) => !text.includes('\0'), { error: 'must not hold the character NUL' });
const TYPE_RULE = { error: `must be one of ${EVENT_TYPES.join(', ')}` };
const event_types = z
  .array(z.enum(EVENT_TYPES, TYPE_RULE), { error: 'must be a list of event types, or null for all' })
  .min(1, { error: 'must hold at least one event type; null is for all' })
  .refine((types) => new Set(types).size === types.length, { error: 'must hold each event type once' })
  .nullable()
  .meta({ description: 'null: all but log.checkpoint, which comes only to those who name it.' });

export const endpointSchema = z.strictObject(
  { url, description: description.default(''), event_types: event_types.default(null) },
  OBJECT_RULE,
);

export const endpointChangeSchema = z
  .strictObject(
    {
      url: url.optional(),
      description: description.optional(),
      event_types: event_types.optional(),
      enabled: z.boolean({ error: 'must be true or false' }).optional(),
    },
    OBJECT_RULE,
  )
  .refine((change) => Object.keys(change).length > 0, {
    error: 'must hold at least one of url, description, event_types, enabled',
  });

const GRACE_RULE = { error: 'must be 0, or a number and m, h or d, up to 30d, such as 24h' };
const graceMs = (text: string) => (/^0[mhd]?$/.test(text) ? 0 : durationMs(text, 0, 30 * DAY_MS));

export const rotateSecretSchema = z.strictObject(
  {
    expire_previous_after: z
      .union([z.string(), z.literal(0)], GRACE_RULE)
      .refine((value) => graceMs(String(value)) !== null, GRACE_RULE)
      .transform((value) => graceMs(String(value))!)
      .default(DAY_MS)
      .meta({ description: 'How long the old secret signs as well; 24h when left out.', examples: ['24h'] }),
  },
  OBJECT_RULE,
);

const TIME_RULE = { error: 'must be a time such as 2026-12-15T00:00:00Z' };

export const recoverSchema = z.strictObject(
  {
    since: z.iso
      .datetime({ offset: true, ...TIME_RULE })
      .transform((text) => new Date(text))
      .meta({ description: 'At most as far back as deliveries are kept.' }),
  },
  OBJECT_RULE,
);

export const nothingSchema = z.strictObject({}, OBJECT_RULE);

export type EndpointBody = z.infer<typeof endpointSchema>;
export type EndpointChangeBody = z.infer<typeof endpointChangeSchema>;
export type RotateSecretBody = z.infer<typeof rotateSecretSchema>;
export type RecoverBody = z.infer<typeof recoverSchema>;
