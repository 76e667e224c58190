/** The configuration as the service sees it: nested, complete, its secrets hidden from logs. */
import { join } from 'node:path';
import { durationMs } from './duration.js';
import type { Facts, Gateway, Limits } from './env-facts.js';
import type { Database } from './env-kinds.js';
import { type AndroidSms, shapeAndroid } from './env-shape-android.js';
import { shapeTexting, type Texting } from './env-shape-texting.js';
import type { Values } from './env-table.js';
import { type ReminderRules, readQuietHours, readReminders } from './reminder-schedule.js';
import { hide } from './secrets.js';

export interface Env {
  readonly environment: 'development' | 'testing' | 'production';
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly database: Database & { readonly connections?: number };
  /** How long it serves on after it was told to stop, so that a proxy sees it and turns to another server. */
  readonly stopDelayMs: number;
  readonly gateway: Gateway;
  readonly auth: {
    readonly schemes: readonly ('none' | 'api-key' | 'jwt' | 'signature')[];
    readonly apiKey: string | null;
    readonly apiKeyInQuery: boolean;
    readonly accessTokenMinutes: number;
    /** An OpenID provider whose subjects may be linked to accounts. */
    readonly outsideIssuer: { readonly issuer: string; readonly audience: string } | null;
  };
  /** Null outside production: whoever needs one keeps one, see secrets.ts. */
  readonly secretKey: string | null;
  readonly secretKeyPrevious: string | null;
  readonly signaturePrivateKey: string | null;
  /** Null: statements carry the signing key's thumbprint. */
  readonly issuer: string | null;
  readonly webhook: {
    readonly secret: string | null;
    readonly previousSecret: string | null;
    readonly requireTimestamp: boolean;
    readonly baseUrl: string | null;
    /** What a phone signs with, whichever gateway sends; null: no phone is believed. */
    readonly androidKey: string | null;
    readonly androidKeyPrevious: string | null;
  };
  readonly confirmation: {
    readonly code: 'off' | 'required';
    readonly replyRequiresCode: boolean;
    readonly contractExpiresIn: string;
    readonly keyword: string | null;
  };
  readonly defaults: { readonly region: string; readonly language: 'en' | 'sw'; readonly timeZone: string };
  /** Where people text to, as it is printed; null: not known. */
  readonly smsNumber: string | null;
  readonly reminders: ReminderRules;
  readonly androidSms: AndroidSms | null;
  /** Null with another gateway, as is the one above. */
  readonly africasTalking: {
    readonly username: string;
    readonly apiKey: string;
    readonly senderId: string;
    readonly baseUrl: string | null;
    readonly pullInbox: boolean;
  } | null;
  readonly cors: {
    readonly origins: readonly string[];
    readonly credentials: boolean;
    readonly methods: readonly string[];
    readonly headers: readonly string[];
  };
  /** Hops, or addresses and ranges of proxies; null: believe no forwarded address. */
  readonly trustProxy: number | readonly string[] | null;
  /** Calls per minute and caller; null: no limits. */
  readonly throttle: Limits | null;
  /** Where limits are counted for all processes together; null: in each by itself. */
  readonly redisUrl: string | null;
  /** Of each kind: writes, reads, callbacks. */
  readonly requestsAtOnce: number;
  readonly texting: Texting;
  readonly outboundWebhooks: { readonly retentionMs: number };
  readonly docs: boolean;
  /** A listener for the metrics alone; with a null port there is none. */
  readonly metrics: { readonly port: number | null; readonly host: string };
  readonly log: { readonly level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' };
  /** Sentences for the start of the log. */
  readonly warnings: readonly string[];
}

export function shapeEnv(values: Values, facts: Facts, warnings: readonly string[]): Env {
  return hide<Env>(
    {
      ...shapeService(values, facts),
      ...shapeAccess(values, facts),
      ...shapeStory(values, facts),
      warnings,
    },
    'secretKey',
    'secretKeyPrevious',
    'signaturePrivateKey',
    'redisUrl',
  );
}

// Longer than the two seconds between a proxy's looks. One server alone has nobody to turn to.
const TURN_AWAY_S = 3;

function shapeService(values: Values, facts: Facts) {
  const database = values.DATABASE_URL ?? { kind: 'sqlite' as const, path: join(values.DATA_DIR, 'ndiyo.sqlite') };
  return {
    environment: values.ENVIRONMENT,
    host: facts.host,
    port: values.PORT,
    dataDir: values.DATA_DIR,
    database:
      database.kind === 'postgres' ? hide({ ...database, connections: values.DATABASE_CONNECTIONS }, 'url') : database,
    stopDelayMs: (values.STOP_DELAY ?? (facts.isProduction && database.kind === 'postgres' ? TURN_AWAY_S : 0)) * 1_000,
    trustProxy: values.TRUST_PROXY || null,
    throttle: values.THROTTLE ? facts.limits : null,
    redisUrl: values.REDIS_URL ?? null,
    requestsAtOnce: values.REQUESTS_AT_ONCE,
    docs: values.DOCS ?? !facts.isProduction,
    metrics: { port: values.METRICS_PORT ?? null, host: values.METRICS_HOST },
    log: { level: values.LOG_LEVEL ?? (values.DEBUG ? ('debug' as const) : ('info' as const)) },
  };
}

function shapeAccess(values: Values, facts: Facts) {
  return {
    auth: hide(
      {
        schemes: facts.schemes as Env['auth']['schemes'],
        apiKey: values.API_KEY ?? null,
        apiKeyInQuery: values.API_KEY_IN_QUERY,
        accessTokenMinutes: values.ACCESS_TOKEN_EXPIRE_MINUTES,
        outsideIssuer: values.JWT_ISSUER ? { issuer: values.JWT_ISSUER, audience: values.JWT_AUDIENCE ?? '' } : null,
      },
      'apiKey',
    ),
    cors: {
      origins: facts.origins,
      credentials: values.CORS_CREDENTIALS,
      methods: values.CORS_METHODS,
      headers: values.CORS_HEADERS,
    },
    secretKey: values.SECRET_KEY ?? null,
    secretKeyPrevious: values.SECRET_KEY_PREVIOUS ?? null,
    signaturePrivateKey: values.SIGNATURE_PRIVATE_KEY ?? null,
    issuer: values.ISSUER ?? null,
  };
}

function shapeStory(values: Values, facts: Facts) {
  return {
    gateway: facts.gateway,
    webhook: hide(
      {
        secret: values.WEBHOOK_SECRET ?? null,
        previousSecret: values.WEBHOOK_SECRET_PREVIOUS ?? null,
        requireTimestamp: values.WEBHOOK_REQUIRE_TIMESTAMP,
        baseUrl: values.WEBHOOK_BASE_URL ?? null,
        androidKey: values.ANDROID_SMS_SIGNING_KEY ?? null,
        androidKeyPrevious: values.ANDROID_SMS_SIGNING_KEY_PREVIOUS ?? null,
      },
      'secret',
      'previousSecret',
      'androidKey',
      'androidKeyPrevious',
    ),
    confirmation: {
      code: facts.code,
      replyRequiresCode: values.REPLY_REQUIRES_CODE,
      contractExpiresIn: values.CONTRACT_EXPIRES_IN,
      keyword: (facts.gateway !== 'android' && values.AT_KEYWORD) || null, // a phone shares its number with nobody
    },
    // Both were readable, or nothing is shaped.
    reminders: { ...readReminders(values.REMINDERS)!, quiet: readQuietHours(values.QUIET_HOURS)! },
    texting: shapeTexting(values, facts),
    outboundWebhooks: { retentionMs: durationMs(values.WEBHOOK_RETENTION)! },
    defaults: { region: values.DEFAULT_REGION, language: values.DEFAULT_LANGUAGE, timeZone: values.TIME_ZONE },
    smsNumber: smsNumberOf(values, facts),
    africasTalking: facts.gateway === 'africastalking' ? shapeCarrier(values) : null,
    androidSms: facts.gateway === 'android' ? shapeAndroid(values) : null,
  };
}

function smsNumberOf({ AT_SENDER_ID, ANDROID_SMS_NUMBER }: Values, { gateway }: Facts): string | null {
  if (gateway === 'simulator') return null;
  return (gateway === 'android' ? ANDROID_SMS_NUMBER : AT_SENDER_ID) ?? null;
}

/** The rules refuse this gateway without the three first names; '' only satisfies the type. */
function shapeCarrier(values: Values) {
  return hide(
    {
      username: values.AT_USERNAME ?? '',
      apiKey: values.AT_API_KEY ?? '',
      senderId: values.AT_SENDER_ID ?? '',
      baseUrl: values.AT_BASE_URL ?? null,
      pullInbox: values.AT_PULL_INBOX,
    },
    'apiKey',
  );
}
