/** Forgetting or mistaking one variable must never open a live deployment. */
import { readEnv } from '../../src/config/env.js';
import { exampleOf } from '../../src/config/env-table.js';
import { CARRIER, faultsOf, namesOf, PRODUCTION } from './configurations.js';

const gone = (name: string) => ({ [name]: undefined });

test.each([
  ['AUTH', gone('AUTH')],
  ['API_KEY', { AUTH: 'none' }],
  ['CONFIRM_CODE', gone('CONFIRM_CODE')],
  ['CONFIRM_CODE', { AUTH: 'none', API_KEY: undefined, CONFIRM_CODE: 'off' }],
  ['WEBHOOK_SECRET', gone('WEBHOOK_SECRET')],
  ['SECRET_KEY', gone('SECRET_KEY')],
  ['SIGNATURE_PRIVATE_KEY', gone('SIGNATURE_PRIVATE_KEY')],
  ['SMS_GATEWAY', gone('SMS_GATEWAY')],
  ['SMS_GATEWAY', { SMS_GATEWAY: 'simulator' }],
  ['AT_USERNAME', gone('AT_USERNAME')],
  ['AT_API_KEY', gone('AT_API_KEY')],
  ['AT_SENDER_ID', gone('AT_SENDER_ID')],
  ['AT_SENDER_ID', { AT_SENDER_ID: 'NDIYOSMS' }],
  ['DEBUG', { DEBUG: 'true' }],
  ['THROTTLE', { THROTTLE: 'off' }],
  ['CORS_ORIGINS', { CORS_ORIGINS: '*' }],
  ['CORS_ORIGINS', { CORS_ORIGINS: 'https://a.example,null' }],
  ['CORS_HEADERS', { CORS_HEADERS: '*', CORS_CREDENTIALS: 'true' }],
  ['DATABASE_URL', { DATABASE_URL: 'mysql://root:hunter2@db/ndiyo' }],
  ['TRUST_PROXY', { TRUST_PROXY: 'true' }],
  ['SECRET_KEY', { SECRET_KEY: 'changeme' }],
  ['SECRET_KEY', { SECRET_KEY: 'a1'.repeat(15) }],
  ['SECRET_KEY', { SECRET_KEY: 'x'.repeat(64) }],
  ['SECRET_KEY', { SECRET_KEY: '0123456789'.repeat(4) }],
  ['SECRET_KEY', { SECRET_KEY: 'your-secret-key-here-make-it-long-and-random' }],
  ['SECRET_KEY', { SECRET_KEY: exampleOf('SECRET_KEY') }],
  ['SECRET_KEY_PREVIOUS', { SECRET_KEY_PREVIOUS: 'secretsecretsecret' }],
  ['WEBHOOK_SECRET', { WEBHOOK_SECRET: 'webhook-secret' }],
  ['WEBHOOK_SECRET_PREVIOUS', { WEBHOOK_SECRET_PREVIOUS: 'your_webhook_secret' }],
  ['API_KEY', { API_KEY: exampleOf('API_KEY') }],
  ['SIGNATURE_PRIVATE_KEY', { SIGNATURE_PRIVATE_KEY: '00'.repeat(32) }],
  ['SIGNATURE_PRIVATE_KEY', { SIGNATURE_PRIVATE_KEY: 'not-a-key-at-all' }],
  ['AUTH', { AUTH: 'api-key,none' }],
  ['AUTH', { AUTH: 'password' }],
  ['API_KEY', { AUTH: 'jwt' }],
  ['JWT_ISSUER', { AUTH: 'api-key,jwt', JWT_ISSUER: 'http://i.example', JWT_AUDIENCE: 'a' }],
  ['PORT', { PORT: 'http' }],
  ['METRICS_PORT', { METRICS_PORT: '3000' }],
  ['METRICS_PORT', { METRICS_HOST: '127.0.0.1' }],
  ['CONTRACT_EXPIRES_IN', { CONTRACT_EXPIRES_IN: '1000d' }],
] as [string, Record<string, string | undefined>][])('%s is named for %j', (name, change) => {
  const faults = faultsOf({ ...PRODUCTION, ...change });
  expect(faults.map((fault) => fault.name)).toContain(name);
  const spoken = faults.map((fault) => fault.message).join('\n');
  expect(spoken).toContain(name);
  // Short words such as "true" or "none" are also how a message says what it accepts.
  for (const value of Object.values(change)) if (value && value.length > 9) expect(spoken).not.toContain(value);
});

test('all faults of a forgotten configuration are told together', () => {
  expect(namesOf({ ENVIRONMENT: 'production' }).sort()).toEqual([
    'AT_API_KEY',
    'AT_SENDER_ID',
    'AT_USERNAME',
    'AUTH',
    'CONFIRM_CODE',
    'SECRET_KEY',
    'SIGNATURE_PRIVATE_KEY',
    'SMS_GATEWAY',
    'WEBHOOK_SECRET',
  ]);
});

test('an unreadable value does not hide the other faults', () => {
  expect(namesOf({ ...PRODUCTION, PORT: 'x', DEBUG: 'true', AUTH: undefined })).toEqual(['PORT', 'DEBUG', 'AUTH']);
});

test('a real carrier outside production wants the dangerous choices said', () => {
  expect(namesOf(CARRIER)).toEqual(['ENVIRONMENT', 'AUTH', 'CONFIRM_CODE', 'WEBHOOK_SECRET']);
});

test('the error lists every sentence and no value', () => {
  const read = () => readEnv({ ...PRODUCTION, SECRET_KEY: 'changeme-changeme', PORT: '99999' });
  expect(read).toThrow(/2 faults:\n {2}- PORT must be .*\n {2}- SECRET_KEY must be/);
  expect(read).not.toThrow(/changeme|99999/);
});

test('a community deployment may say none in production', () => {
  expect(readEnv({ ...PRODUCTION, AUTH: 'none', API_KEY: undefined }).auth.schemes).toEqual(['none']);
});
