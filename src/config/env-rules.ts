/** What variables forbid each other, and what production and a real carrier ask for: one row a refusal. */
import type { Fault } from './config-error.js';
import type { Facts } from './env-facts.js';
import type { Name } from './env-table.js';
import { isWeakSecret } from './secrets.js';

type Rule = readonly [name: Name, isBroken: (facts: Facts) => boolean, demand: string];

const holds = (items: readonly string[] | undefined, ...wanted: string[]) =>
  wanted.some((item) => items?.includes(item));
const isUnsafeOrigin = (f: Facts) => holds(f.origins, '*', 'null');
const isPlain = (url: string | undefined) => url?.startsWith('http:') === true;
const isMissingInProduction = (name: Name) => (f: Facts) => f.isProduction && !f.said.has(name);
const isMissingForCarrier = (name: Name) => (f: Facts) => f.isReal && !f.said.has(name);
const isMissingForAfricasTalking = (name: Name) => (f: Facts) =>
  f.gateway !== 'android' && isMissingForCarrier(name)(f); // of production that names no carrier, these are told
const isMissingForAndroid = (name: Name) => (f: Facts) => f.gateway === 'android' && !f.said.has(name);

const ACCESS: readonly Rule[] = [
  ['AUTH', (f) => holds(f.AUTH, 'none') && f.schemes.length > 1, 'must not name none together with another scheme'],
  ['API_KEY', (f) => holds(f.AUTH, 'none') && f.said.has('API_KEY'), 'must not be set with AUTH=none'],
  [
    'API_KEY',
    (f) => f.AUTH !== undefined && !holds(f.AUTH, 'none', 'api-key') && f.said.has('API_KEY'),
    'must not be set unless AUTH names api-key',
  ],
  ['JWT_ISSUER', (f) => f.said.has('JWT_ISSUER') && !holds(f.AUTH, 'jwt'), 'must not be set unless AUTH names jwt'],
  ['JWT_ISSUER', (f) => f.isProduction && isPlain(f.JWT_ISSUER), 'must be https in production'],
  [
    'JWT_AUDIENCE',
    (f) => f.said.has('JWT_ISSUER') && !f.said.has('JWT_AUDIENCE'),
    'must be set where JWT_ISSUER is: tokens meant for somebody else do not count',
  ],
  ['JWT_ISSUER', (f) => f.said.has('JWT_AUDIENCE') && !f.said.has('JWT_ISSUER'), 'must be set where JWT_AUDIENCE is'],
  [
    'CONFIRM_CODE',
    (f) => f.isProduction && holds(f.AUTH, 'none') && f.CONFIRM_CODE === 'off',
    'must be required in production with AUTH=none',
  ],
  ['THROTTLE', (f) => f.isProduction && f.THROTTLE === false, 'must be on in production'],
  ['DEBUG', (f) => f.isProduction && f.DEBUG === true, 'must be false in production'],
];

const SECRETS: readonly Rule[] = [
  ['SECRET_KEY', isMissingInProduction('SECRET_KEY'), 'must be set in production'],
  ['SIGNATURE_PRIVATE_KEY', isMissingInProduction('SIGNATURE_PRIVATE_KEY'), 'must be set in production'],
  [
    'WEBHOOK_SECRET',
    (f) => f.said.has('WEBHOOK_SECRET_PREVIOUS') && !f.said.has('WEBHOOK_SECRET') && !f.isReal,
    'must be set where WEBHOOK_SECRET_PREVIOUS is',
  ],
  [
    'ANDROID_SMS_SIGNING_KEY',
    (f) =>
      f.said.has('ANDROID_SMS_SIGNING_KEY_PREVIOUS') &&
      !f.said.has('ANDROID_SMS_SIGNING_KEY') &&
      f.gateway !== 'android',
    'must be set where ANDROID_SMS_SIGNING_KEY_PREVIOUS is',
  ],
];

const METRICS: readonly Rule[] = [
  [
    'METRICS_PORT',
    (f) => f.METRICS_PORT !== undefined && f.METRICS_PORT !== 0 && f.METRICS_PORT === f.PORT,
    'must be another than PORT',
  ],
  [
    'METRICS_PORT',
    (f) => f.said.has('METRICS_HOST') && !f.said.has('METRICS_PORT'),
    'must be set where METRICS_HOST is',
  ],
];

const CORS: readonly Rule[] = [
  [
    'CORS_ORIGINS',
    (f) => f.isProduction && isUnsafeOrigin(f),
    'must list exact origins in production: no * and no null',
  ],
  [
    'CORS_ORIGINS',
    (f) => !f.isProduction && f.CORS_CREDENTIALS === true && isUnsafeOrigin(f),
    'must list exact origins with CORS_CREDENTIALS=true: no * and no null',
  ],
  [
    'CORS_HEADERS',
    (f) => f.CORS_CREDENTIALS === true && holds(f.CORS_HEADERS, '*'),
    'must list header names with CORS_CREDENTIALS=true: no *',
  ],
];

// A forgotten variable must never open a live deployment: a real carrier wants these said, not defaulted.
const SAID_FOR_CARRIER = {
  ENVIRONMENT: 'must be set for a real carrier: development, testing or production',
  AUTH: 'must be set in production and for a real carrier: none, or a comma list of api-key, jwt, signature',
  CONFIRM_CODE: 'must be set in production and for a real carrier: off or required',
};
const SAID_FOR_AFRICAS_TALKING = {
  WEBHOOK_SECRET: 'must be set in production and for the carrier africastalking',
  AT_USERNAME: 'must be set for the carrier africastalking',
  AT_API_KEY: 'must be set for the carrier africastalking',
  AT_SENDER_ID: 'must be set for the carrier africastalking: the digits of a two-way short code',
};
// A phone signs what it posts, so its own key stands in the place of WEBHOOK_SECRET.
const SAID_FOR_ANDROID = {
  ANDROID_SMS_URL: 'must be set for the carrier android: the address of its API',
  ANDROID_SMS_USERNAME: 'must be set for the carrier android',
  ANDROID_SMS_PASSWORD: 'must be set for the carrier android',
  ANDROID_SMS_SIGNING_KEY:
    "must be set for the carrier android: the app's signing key, without which no reply is believed",
};

const missing = (demands: Record<string, string>, isMissing: (name: Name) => Rule[1]): Rule[] =>
  Object.entries(demands).map(([name, demand]) => [name as Name, isMissing(name as Name), demand]);

const CARRIER: readonly Rule[] = [
  ['SMS_GATEWAY', isMissingInProduction('SMS_GATEWAY'), 'must be set in production: africastalking or android'],
  [
    'SMS_GATEWAY',
    (f) => f.isProduction && f.SMS_GATEWAY === 'simulator',
    'must be a real carrier in production: africastalking or android',
  ],
  ...missing(SAID_FOR_CARRIER, isMissingForCarrier),
  ...missing(SAID_FOR_AFRICAS_TALKING, isMissingForAfricasTalking),
  ...missing(SAID_FOR_ANDROID, isMissingForAndroid),
];

const GUARDED = [
  ...(['SECRET_KEY', 'SECRET_KEY_PREVIOUS', 'WEBHOOK_SECRET', 'WEBHOOK_SECRET_PREVIOUS', 'API_KEY'] as const),
  ...(['ANDROID_SMS_SIGNING_KEY', 'ANDROID_SMS_SIGNING_KEY_PREVIOUS'] as const),
];
const isWeak = (value: string | undefined) => value !== undefined && isWeakSecret(value);

const STRENGTH: readonly Rule[] = [
  ...GUARDED.map(
    (name): Rule => [
      name,
      (f) => f.isProduction && isWeak(f[name]),
      'must be at least 32 random characters in production, no placeholder and no pattern (try: openssl rand -hex 32)',
    ],
  ),
  [
    'SIGNATURE_PRIVATE_KEY',
    (f) => f.isProduction && isWeak(f.SIGNATURE_PRIVATE_KEY),
    'must be a random key in production (try: openssl genpkey -algorithm ed25519)',
  ],
];

const RULES = [...ACCESS, ...SECRETS, ...METRICS, ...CORS, ...CARRIER, ...STRENGTH];

export function listFaults(facts: Facts): Fault[] {
  const broken = RULES.filter(([, isBroken]) => isBroken(facts));
  return broken.map(([name, , demand]) => ({ name, message: `${name} ${demand}` }));
}
