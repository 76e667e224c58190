/** What answers about accounts, keys and access look like. */
import { z } from 'zod';
import { SCOPES } from '../accounts/scopes.js';

const time = z.iso.datetime();
const next_cursor = z.string().nullable();

export const accountShape = z.strictObject({ account_id: z.string(), name: z.string(), created_at: time });
export const accountsShape = z.strictObject({ accounts: z.array(accountShape), next_cursor });

const key = {
  id: z.string(),
  key_id: z.string().meta({ description: 'What a signed request sends as X-API-Key' }),
  name: z.string(),
  account_id: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  admin: z.boolean(),
  allowed_ips: z.array(z.string()).nullable(),
  status: z.enum(['active', 'expired', 'revoked']),
  created_by: z.string(),
  created_at: time,
  expires_at: time.nullable(),
  last_used_at: time.nullable().meta({ description: 'To the minute' }),
  revoked_at: time.nullable(),
  replaced_by: z.string().nullable(),
};

export const keyShape = z.strictObject(key);
export const keysShape = z.strictObject({ api_keys: z.array(keyShape), next_cursor });
export const madeKeyShape = z.strictObject({
  ...key,
  key: z.string().meta({ description: 'Shown once' }),
  signing_secret: z.string().meta({ description: 'Shown once; its UTF-8 bytes are the HMAC key' }),
});

const accessEvent = z.strictObject({
  id: z.string(),
  account_id: z.string(),
  at: time,
  type: z.string(),
  actor: z.string(),
  subject: z.string(),
  details: z.record(z.string(), z.unknown()),
});
export const accessEventsShape = z.strictObject({ events: z.array(accessEvent), next_cursor });
