/** What clients may send about contracts. Strict: an unknown field is a fault that names it. */
import { z } from 'zod';
import { durationMs } from '../config/duration.js';
import { AMOUNT_RULE, parseAmount } from '../contracts/amount.js';
import { PREFIXES } from '../contracts/contract-id.js';
import { STATUSES } from '../contracts/contract-status.js';
import { CURRENCIES } from '../contracts/currencies.js';
import { cursorField, LIMIT_RULE, limitField } from '../transactions/paging.js';

const TEXT_LIMIT = 500;
const TERMS_LIMIT = 100;

const OBJECT_RULE = { error: 'must be a JSON object' };
const oneOf = (values: readonly string[]) => ({ error: `must be one of ${values.join(', ')}` });
const text = (limit: number) =>
  z
    .string({ error: 'must be text' })
    .refine((value) => !value.includes('\0'), { error: 'must not hold the character NUL' })
    .min(1, { error: 'must not be empty' })
    .max(limit, { error: `may have at most ${limit} characters` });

const amount = z
  .union([z.string(), z.number()], { error: AMOUNT_RULE })
  .refine((value) => parseAmount(value) !== null, { error: AMOUNT_RULE })
  .transform((value) => parseAmount(value)!)
  .meta({ examples: ['3500.00'] });

const quantity = z
  .union(
    [z.string().max(TEXT_LIMIT, { error: `may have at most ${TEXT_LIMIT} characters` }), z.number().nonnegative()],
    { error: 'must be text or a number, not negative' },
  )
  .refine((value) => !/^\s*-\s*[\d.]/.test(String(value)), { error: 'must not be negative' })
  .transform((value) => String(value));

const deadline = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: 'must be a date such as 2026-12-15',
});

const currency = z
  .string({ error: 'must be a currency code of ISO 4217, such as KES' })
  .refine((code) => CURRENCIES.has(code), { error: 'must be a currency code of ISO 4217, such as KES' });

/** Further terms are kept as they are, whatever JSON they are, as long as every text in them is short. */
const FURTHER_RULE = { error: `may hold texts of at most ${TEXT_LIMIT} characters` };
const shortText = z.string(FURTHER_RULE).max(TEXT_LIMIT, FURTHER_RULE);
const further: z.ZodType = z
  .lazy(() =>
    z.union(
      [shortText, z.number(), z.boolean(), z.null(), z.array(further), z.record(shortText, further)],
      FURTHER_RULE,
    ),
  )
  .meta({ id: 'Term' });

export const termsSchema = z
  .object(
    {
      product: text(TEXT_LIMIT),
      quantity,
      unit: text(TEXT_LIMIT),
      unit_price: amount,
      total_amount: amount,
      currency,
      delivery_location: text(TEXT_LIMIT),
      delivery_deadline: deadline,
      quality_requirements: text(TEXT_LIMIT),
    },
    { error: 'must be an object' },
  )
  .partial()
  .catchall(further)
  .superRefine((terms, context) => {
    const fault = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    const keys = Object.keys(terms);
    if (keys.length === 0) fault([], 'must hold at least one term');
    if (keys.length > TERMS_LIMIT) fault([], `may hold at most ${TERMS_LIMIT} terms`);
    if (keys.some((key) => key.length > TEXT_LIMIT)) fault([], `may have names of at most ${TEXT_LIMIT} characters`);
  });

const ROLES = ['buyer', 'seller', 'mediator', 'witness', 'agent', 'lender', 'borrower', 'other'] as const;
const PHONE_RULE = { error: 'must be a telephone number such as +254712345678' };

const party = z
  .strictObject(
    {
      phone_number: z.string(PHONE_RULE).optional(),
      phone: z.string(PHONE_RULE).optional().meta({ description: 'Another name for phone_number.' }),
      role: z.enum(ROLES, oneOf(ROLES)),
      name: z
        .string({ error: 'must be text' })
        .max(TEXT_LIMIT, { error: `may have at most ${TEXT_LIMIT} characters` })
        .default(''),
      language: z.enum(['en', 'sw'], oneOf(['en', 'sw'])).optional(),
    },
    { error: 'must be an object' },
  )
  .superRefine((given, context) => {
    const named = [given.phone_number, given.phone].filter((phone) => phone !== undefined);
    const message = named.length === 0 ? 'is needed' : 'must be given once, as phone_number or as phone';
    if (named.length !== 1) context.addIssue({ code: 'custom', path: ['phone_number'], message });
  })
  .transform(({ phone, phone_number, ...rest }) => ({ ...rest, phone_number: phone_number ?? phone! }));

const TYPES = Object.keys(PREFIXES) as (keyof typeof PREFIXES)[];
const EXPIRES_RULE = { error: 'must be a number and m, h or d, from 10m to 90d, such as 24h' };

export const createSchema = z.strictObject(
  {
    contract_type: z.enum(TYPES, oneOf(TYPES)),
    terms: termsSchema,
    transcript: text(20_000).optional(),
    external_id: text(255).optional(),
    expires_in: z
      .string(EXPIRES_RULE)
      .refine((value) => durationMs(value) !== null, EXPIRES_RULE)
      .optional(),
    parties: z
      .array(party, { error: 'must be a list of parties' })
      .min(2, { error: 'must hold at least 2 parties' })
      .max(50, { error: 'may hold at most 50 parties' }),
  },
  OBJECT_RULE,
);

export const changeSchema = z
  .strictObject({ status: z.enum(STATUSES, oneOf(STATUSES)).optional(), terms: termsSchema.optional() }, OBJECT_RULE)
  .refine(({ status, terms }) => (status === undefined) !== (terms === undefined), {
    error: 'must hold either status or terms',
  });

export const moveSchema = z.strictObject({ reason: text(TEXT_LIMIT).optional() }, OBJECT_RULE);
export const resendSchema = z.strictObject(
  { party_id: z.string({ error: 'must be text, such as p1' }).optional() },
  OBJECT_RULE,
);

const limit = z.int(LIMIT_RULE).min(1, LIMIT_RULE).max(100, LIMIT_RULE).default(20);
const TIME_RULE = { error: 'must be a time such as 2026-12-15T00:00:00Z' };
const time = z.iso.datetime({ offset: true, ...TIME_RULE }).transform((value) => new Date(value).toISOString());

const filters = {
  status: z.enum(STATUSES, oneOf(STATUSES)).optional(),
  contract_type: z.enum(TYPES, oneOf(TYPES)).optional(),
  created_after: time.optional(),
  created_before: time.optional(),
  external_id: text(255).optional(),
  cursor: cursorField,
};

export const listSchema = z.strictObject({ ...filters, limit: limitField });
export const searchSchema = z.strictObject({ ...filters, limit, phone_number: z.string(PHONE_RULE) }, OBJECT_RULE);
const VERSION_RULE = { error: 'must be a whole number from 1' };
export const versionSchema = z.strictObject({
  version: z
    .string(VERSION_RULE)
    .regex(/^[1-9]\d{0,5}$/, VERSION_RULE)
    .transform(Number)
    .optional(),
});

export type CreateBody = z.infer<typeof createSchema>;
export type ChangeBody = z.infer<typeof changeSchema>;
export type SearchBody = z.infer<typeof searchSchema>;
export type ListQuery = z.infer<typeof listSchema>;
export type VersionQuery = z.infer<typeof versionSchema>;
