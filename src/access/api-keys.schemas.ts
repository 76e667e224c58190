import { z } from 'zod';
import { SCOPES } from '../accounts/scopes.js';
import { readRange } from '../api-keys/allowed-addresses.js';
import { durationMs } from '../config/duration.js';
import { accountIdField, nameField } from './accounts.schemas.js';

const DAY_MS = 86_400_000;
const OBJECT_RULE = { error: 'must be a JSON object' };

const EXPIRES_RULE = 'must be a number and m, h or d, from 10m to 1000d, such as 90d';
export const expiryMs = (text: string) => durationMs(text, 600_000, 1_000 * DAY_MS);

const GRACE_RULE = { error: 'must be 0, or a number and m, h or d, up to 30d, such as 24h' };
export const graceMs = (text: string) => (/^0[mhd]?$/.test(text) ? 0 : durationMs(text, 0, 30 * DAY_MS));

const SCOPE_RULE = { error: `must be one of ${SCOPES.join(', ')}` };
const ADDRESS_RULE = 'must be an IPv4 or IPv6 address, or a range such as 203.0.113.0/24';
// What the column holds, were all of them long.
const MOST_ADDRESSES = 40;

const address = z
  .string({ error: ADDRESS_RULE })
  .refine((text) => readRange(text) !== null, { error: ADDRESS_RULE })
  .transform((text) => readRange(text)!);

export const keySchema = z.strictObject(
  {
    name: nameField,
    scopes: z
      .array(z.enum(SCOPES, SCOPE_RULE), { error: 'must be a list of scopes' })
      .min(1, { error: 'must hold at least one scope' })
      .max(SCOPES.length, { error: 'must hold each scope once' })
      .refine((scopes) => new Set(scopes).size === scopes.length, { error: 'must hold each scope once' }),
    expires_in: z
      .string({ error: EXPIRES_RULE })
      .refine((text) => expiryMs(text) !== null, { error: EXPIRES_RULE })
      .optional(),
    allowed_ips: z
      .array(address, { error: 'must be a list of addresses' })
      .min(1, { error: 'must hold at least one address; leave it out to allow all' })
      .max(MOST_ADDRESSES, { error: `may hold at most ${MOST_ADDRESSES} addresses` })
      .optional(),
    account_id: accountIdField.optional().meta({ description: "Admins only; the caller's own when left out." }),
    admin: z
      .boolean({ error: 'must be true or false' })
      .default(false)
      .meta({ description: 'Sees every account. Admins only.' }),
  },
  OBJECT_RULE,
);

export const rotateSchema = z.strictObject(
  {
    grace: z
      .union([z.string(), z.literal(0)], GRACE_RULE)
      .refine((value) => graceMs(String(value)) !== null, GRACE_RULE)
      .transform((value) => graceMs(String(value))!)
      .default(DAY_MS)
      .meta({ description: 'How long the old key lives on; 24h when left out.', examples: ['24h'] }),
  },
  OBJECT_RULE,
);

export type KeyBody = z.infer<typeof keySchema>;
export type RotateBody = z.infer<typeof rotateSchema>;
