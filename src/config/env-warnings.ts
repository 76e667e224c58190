/** What an operator should hear at every start: allowed, but easily a mistake. */
import type { Facts } from './env-facts.js';
import type { Name } from './env-table.js';

type Warning = readonly [applies: (facts: Facts) => boolean, sentence: string];

const UNUSED: readonly Name[] = ['AT_VOICE_NUMBER', 'AT_USSD_SERVICE_CODE'];
const isPlainHttp = (url: string | undefined) =>
  url !== undefined && /^http:\/\/(?!localhost\b|127\.|\[::1\])/.test(url);
const isLoopback = (host: string) => /^(localhost|127\..*|::1)$/.test(host);

const WARNINGS: readonly Warning[] = [
  ...UNUSED.map((name): Warning => [(f) => f.said.has(name), `${name} is set, but this release does not use it.`]),
  [
    (f) => f.AT_PULL_INBOX === true && f.gateway !== 'africastalking',
    'AT_PULL_INBOX is set, but SMS_GATEWAY is not africastalking: there is no inbox to look into.',
  ],
  [
    (f) => f.isProduction && f.schemes.includes('none'),
    'AUTH=none in production: anybody may create contracts and have text messages sent.',
  ],
  [
    (f) => !f.isProduction && f.schemes.includes('none') && !isLoopback(f.host),
    'AUTH=none outside production while HOST is not loopback: whoever reaches this address may read everything.',
  ],
  [
    (f) => f.METRICS_PORT !== undefined && !isLoopback(f.METRICS_HOST ?? ''),
    'METRICS_HOST is not loopback: whoever reaches METRICS_PORT reads the metrics, without a credential.',
  ],
  [
    (f) => f.gateway === 'simulator' && !f.said.has('WEBHOOK_SECRET'),
    'WEBHOOK_SECRET is not set: callbacks are accepted without proof, and decisions get grade D.',
  ],
  [
    (f) => f.gateway === 'simulator' && f.said.has('AT_API_KEY'),
    'AT_API_KEY is set, but SMS_GATEWAY is the simulator: no text message leaves this machine.',
  ],
  [
    (f) => f.gateway === 'simulator' && f.said.has('ANDROID_SMS_PASSWORD'),
    'ANDROID_SMS_PASSWORD is set, but SMS_GATEWAY is the simulator: no text message leaves this machine.',
  ],
  [
    (f) => f.isProduction && isPlainHttp(f.ANDROID_SMS_URL),
    'ANDROID_SMS_URL is not https: the password and all texts travel readable.',
  ],
  [
    (f) => f.isProduction && f.AT_USERNAME === 'sandbox',
    "AT_USERNAME is Africa's Talking's sandbox: no text message reaches a real phone.",
  ],
  [
    (f) => f.isProduction && isPlainHttp(f.WEBHOOK_BASE_URL),
    'WEBHOOK_BASE_URL is not https: callbacks and their secret addresses travel readable.',
  ],
  [
    (f) => f.isProduction && isPlainHttp(f.AT_BASE_URL),
    'AT_BASE_URL is not https: the API key and all texts travel readable.',
  ],
];

export const listWarnings = (facts: Facts): string[] =>
  WARNINGS.filter(([applies]) => applies(facts)).map(([, sentence]) => sentence);
