/** A production configuration that is right, and ways to get it wrong. Random secrets: whatever is told of them shows. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';

type Change = Record<string, string | undefined>;

export interface BadConfiguration {
  /** The variable that must be named. */
  name: string;
  change: Change;
}

const random = () => randomBytes(32).toString('hex');
const PEM = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const RSA_PEM = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

export const goodProduction = (): Change => ({
  ENVIRONMENT: 'production',
  AUTH: 'api-key',
  API_KEY: random(),
  CONFIRM_CODE: 'required',
  SECRET_KEY: random(),
  SIGNATURE_PRIVATE_KEY: PEM,
  WEBHOOK_SECRET: random(),
  SMS_GATEWAY: 'africastalking',
  AT_USERNAME: 'drill-operator',
  AT_API_KEY: `atsk_${random()}`,
  AT_SENDER_ID: '20880',
});

const NEEDED = ['AUTH', 'CONFIRM_CODE', 'SECRET_KEY', 'SIGNATURE_PRIVATE_KEY', 'WEBHOOK_SECRET', 'SMS_GATEWAY'];
const NEEDED_BY_CARRIER = ['AT_USERNAME', 'AT_API_KEY', 'AT_SENDER_ID'];

const WRONG: [name: string, change: Change][] = [
  ['ENVIRONMENT', { ENVIRONMENT: 'prod-uction-typo' }],
  ['PORT', { PORT: 'port-three-thousand' }],
  ['PORT', { PORT: '7000077777' }],
  ['HOST', { HOST: 'http://host-with-scheme/' }],
  ['DATABASE_URL', { DATABASE_URL: 'mysql://root:hunter2hunter2@db.internal/ndiyo' }],
  ['DATABASE_URL', { DATABASE_URL: 'postgres-without-scheme-hunter2' }],
  ['TRUST_PROXY', { TRUST_PROXY: 'everybody-please' }],
  ['LOG_LEVEL', { LOG_LEVEL: 'chatterbox' }],
  ['DEBUG', { DEBUG: 'true' }],
  ['DOCS', { DOCS: 'perhaps-tomorrow' }],
  ['AUTH', { AUTH: 'none,api-key' }],
  ['AUTH', { AUTH: 'password-login' }],
  ['API_KEY', { AUTH: 'jwt' }],
  ['API_KEY', { AUTH: 'none' }],
  ['API_KEY', { API_KEY: 'change-me-to-32-or-more-random-characters' }],
  ['API_KEY', { API_KEY: 'key with spaces in it, long enough to be one' }],
  ['CONFIRM_CODE', { CONFIRM_CODE: 'off', AUTH: 'none', API_KEY: undefined }],
  ['THROTTLE', { THROTTLE: 'off' }],
  ['CORS_ORIGINS', { CORS_ORIGINS: '*' }],
  ['CORS_ORIGINS', { CORS_ORIGINS: 'https://good.example.com,null' }],
  ['CORS_ORIGINS', { CORS_ORIGINS: 'good.example.com/without-scheme' }],
  ['CORS_HEADERS', { CORS_HEADERS: '*', CORS_CREDENTIALS: 'true' }],
  ['SECRET_KEY', { SECRET_KEY: 'correct-horse' }],
  ['SECRET_KEY', { SECRET_KEY: 'abcdabcdabcdabcdabcdabcdabcdabcdabcd' }],
  ['SECRET_KEY', { SECRET_KEY: 'q'.repeat(48) }],
  ['SECRET_KEY_PREVIOUS', { SECRET_KEY_PREVIOUS: 'secretsecretsecretsecret' }],
  ['SIGNATURE_PRIVATE_KEY', { SIGNATURE_PRIVATE_KEY: RSA_PEM }],
  ['SIGNATURE_PRIVATE_KEY', { SIGNATURE_PRIVATE_KEY: PEM.slice(0, 80) }],
  ['SIGNATURE_PRIVATE_KEY', { SIGNATURE_PRIVATE_KEY: '01'.repeat(32) }],
  ['WEBHOOK_SECRET', { WEBHOOK_SECRET: 'your-webhook-secret' }],
  ['WEBHOOK_SECRET_PREVIOUS', { WEBHOOK_SECRET_PREVIOUS: 'changeme-changeme' }],
  ['SMS_GATEWAY', { SMS_GATEWAY: 'simulator' }],
  ['SMS_GATEWAY', { SMS_GATEWAY: 'carrier-pigeon' }],
  ['AT_SENDER_ID', { AT_SENDER_ID: 'NDIYOFARMS' }],
  ['AT_BASE_URL', { AT_BASE_URL: 'ftp://carrier.example.com' }],
  ['WEBHOOK_BASE_URL', { WEBHOOK_BASE_URL: 'my-host-without-scheme' }],
  ['CONTRACT_EXPIRES_IN', { CONTRACT_EXPIRES_IN: 'a-fortnight' }],
  ['DEFAULT_REGION', { DEFAULT_REGION: 'Kenya-and-Uganda' }],
  ['SECRET_KEY_FILE', { SECRET_KEY: undefined, SECRET_KEY_FILE: '/nowhere/at-all/secret-key' }],
];

export const badConfigurations = (): BadConfiguration[] => [
  ...[...NEEDED, ...NEEDED_BY_CARRIER].map((name) => ({ name, change: { [name]: undefined } })),
  ...WRONG.map(([name, change]) => ({ name, change })),
];
