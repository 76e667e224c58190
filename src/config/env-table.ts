/** Every variable the service knows: its type, its default, one line of meaning, an example. Nothing else is read. */
import { z } from 'zod';
import * as kind from './env-kinds.js';
import { ANY_TOKEN, filled, isCountry, row } from './env-row.js';
import { android } from './env-table-android.js';
import { carrier } from './env-table-carrier.js';
import { metrics } from './env-table-metrics.js';
import { reminders } from './env-table-reminders.js';
import { texting } from './env-table-texting.js';
import { webhooks } from './env-table-webhooks.js';
import { isTimeZone } from './time-zone.js';

const perMinute = () => kind.integer(1, 1_000_000).optional();
const isMethod = (item: string) => /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(item);
const isHeader = (item: string) => /^[\w!#$%&'*+.^`|~-]+$/.test(item);
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const HEADERS = ['Authorization', 'Content-Type', 'Idempotency-Key', 'Last-Event-ID', 'X-Request-ID', 'X-API-Key'];
const SIGNED_HEADERS = ['X-API-Timestamp', 'X-API-Nonce', 'X-API-Signature'];

const service = {
  ENVIRONMENT: row(
    kind.oneOf('development', 'testing', 'production').default('development'),
    'development, testing or production',
    'production',
  ),
  HOST: row(
    kind.pattern('an IP address or a host name', /^[\w.:%-]{1,253}$/).optional(),
    'address to listen on; 127.0.0.1, in production 0.0.0.0',
    '127.0.0.1',
  ),
  PORT: row(kind.integer(0, 65_535).default(3000), 'port to listen on; 0 picks a free one', '3000'),
  DATA_DIR: row(filled().default('./data'), 'folder of the database file and of kept secrets', './data'),
  DATABASE_URL: row(
    kind.database().optional(),
    'sqlite:<path> or postgres://…; a file in DATA_DIR when unset',
    'sqlite:./data/ndiyo.sqlite',
  ),
  DATABASE_CONNECTIONS: row(
    kind.integer(3, 200).default(10),
    'connections to PostgreSQL that this server may hold, and one more to listen',
    '10',
  ),
  REDIS_URL: row(
    kind.redis().optional(),
    'redis://… or rediss://…, counts limits for all processes; unset: each its own',
    'redis://localhost:6379',
  ),
  TRUST_PROXY: row(
    kind.trustProxy().optional(),
    'proxies in front: a hop count, or a comma list of addresses and ranges',
    '1',
  ),
  REQUESTS_AT_ONCE: row(
    kind.integer(1, 100_000).default(200),
    'writes and reads worked on at once, each; callbacks five times; others get 503',
    '200',
  ),
  STOP_DELAY: row(
    kind.integer(0, 60).optional(),
    'seconds to serve on after SIGTERM, not ready; 0, in production on PostgreSQL 3',
    '3',
  ),
  LOG_LEVEL: row(
    kind.oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace').optional(),
    'least level that is logged; info, with DEBUG debug',
    'info',
  ),
  DEBUG: row(kind.flag().default(false), 'more detail for developers; never in production', 'false'),
  DOCS: row(kind.flag().optional(), 'serve /docs and /openapi.json; on, in production off', 'true'),
};

const access = {
  AUTH: row(
    kind
      .list('none, api-key, jwt, signature', (item) => ['none', 'api-key', 'jwt', 'signature'].includes(item))
      .optional(),
    'none, or a comma list of api-key, jwt, signature; production must say it',
    'api-key',
  ),
  API_KEY: row(
    kind.pattern('visible ASCII characters without spaces', /^[!-~]+$/).optional(),
    'one static key callers may send as X-API-Key',
    ANY_TOKEN,
  ),
  API_KEY_IN_QUERY: row(kind.flag().default(false), 'also accept ?api_key= (it ends up in logs)', 'false'),
  ACCESS_TOKEN_EXPIRE_MINUTES: row(kind.integer(1, 1440).default(15), 'how long an access token counts', '15'),
  JWT_ISSUER: row(
    kind.webAddress().optional(),
    'an outside OpenID provider whose tokens count too',
    'https://login.example.com',
  ),
  JWT_AUDIENCE: row(filled(), 'who those tokens must be meant for', 'ndiyo'),
  THROTTLE: row(kind.flag('on or off').default(true), 'limits per minute; off only outside production', 'on'),
  THROTTLE_CREATE: row(perMinute(), 'contracts created per minute and caller; 600, in production 10', '10'),
  THROTTLE_CONFIRM: row(perMinute(), 'answers over REST per minute and caller; 600, in production 10', '10'),
  THROTTLE_CODE: row(perMinute(), 'one-time codes asked for per minute and caller; 600, in production 10', '10'),
  THROTTLE_LOGIN: row(perMinute(), 'logins tried per minute and address; 60, in production 5', '5'),
  THROTTLE_SEARCH: row(perMinute(), 'searches by number per minute and caller; 6000, in production 300', '300'),
  THROTTLE_OTHERS: row(perMinute(), 'all other calls per minute and caller; 6000, in production 300', '300'),
  CORS_ORIGINS: row(
    kind.list('origins such as https://app.example.com', kind.isOrigin).optional(),
    'web origins that may call; http://localhost:3000, in production none',
    'https://app.example.com',
  ),
  CORS_CREDENTIALS: row(kind.flag().default(false), 'let those origins send credentials', 'false'),
  CORS_METHODS: row(kind.list('HTTP methods', isMethod).default(METHODS), 'methods they may use', METHODS.join(',')),
  CORS_HEADERS: row(
    kind.list('header names', isHeader).default([...HEADERS, ...SIGNED_HEADERS]),
    'headers they may send',
    HEADERS.join(','),
  ),
};

const secrets = {
  SECRET_KEY: row(filled(), 'seals codes and stored answers; at least 32 characters', ANY_TOKEN),
  SECRET_KEY_PREVIOUS: row(filled(), 'the former one, while you rotate', ANY_TOKEN),
  SIGNATURE_PRIVATE_KEY: row(
    kind.privateKey().optional(),
    'Ed25519 key that signs: PKCS#8 PEM, or 32 bytes in hex or base64',
    '<64 hex digits>',
  ),
  ISSUER: row(
    kind.pattern('a name or address without spaces', /^\S{1,200}$/).optional(),
    "who signs, as stated in signatures; the key's thumbprint when unset",
    'https://ndiyo.example.com',
  ),
};

const confirmation = {
  CONFIRM_CODE: row(
    kind.oneOf('off', 'required').optional(),
    'one-time code to confirm over REST; off, production must say it',
    'required',
  ),
  REPLY_REQUIRES_CODE: row(kind.flag().default(false), "an SMS reply needs the party's own code", 'true'),
  CONTRACT_EXPIRES_IN: row(kind.duration().default('24h'), 'time to answer, 10m to 90d', '24h'),
  DEFAULT_REGION: row(
    z.string().toUpperCase().refine(isCountry, { error: 'must be an ISO 3166 country code such as KE' }).default('KE'),
    'country of telephone numbers written the national way',
    'KE',
  ),
  TIME_ZONE: row(
    kind.text('a time zone of the IANA database such as Africa/Nairobi', isTimeZone).default('Africa/Nairobi'),
    'local time on certificates and pages, beside UTC',
    'Africa/Nairobi',
  ),
  DEFAULT_LANGUAGE: row(kind.oneOf('en', 'sw').default('en'), 'language of a party that named none: en or sw', 'en'),
};

export const GROUPS = {
  'The service': { ...service, ...metrics },
  'Who may call': access,
  'Keys and secrets': secrets,
  'Contracts and confirmation': { ...confirmation, ...reminders },
  'SMS carrier': carrier,
  'SMS through an Android phone': android,
  'What texts may cost': texting,
  'Webhooks we send': webhooks,
};

export const TABLE = z.object({
  ...service,
  ...metrics,
  ...access,
  ...secrets,
  ...confirmation,
  ...reminders,
  ...carrier,
  ...android,
  ...texting,
  ...webhooks,
});

export type Name = keyof typeof TABLE.shape;
export type Values = z.infer<typeof TABLE>;
export const NAMES = Object.keys(TABLE.shape) as Name[];
export const exampleOf = (name: Name) => String(TABLE.shape[name].meta()?.example);
