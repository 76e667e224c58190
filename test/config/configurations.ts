/** Complete configurations for tests to spoil. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { ConfigError, type Fault, readEnv } from '../../src/config/env.js';

type Source = Record<string, string | undefined>;

const random = () => randomBytes(32).toString('hex');

export const PEM = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

export const CARRIER: Source = {
  SMS_GATEWAY: 'africastalking',
  AT_USERNAME: 'ndiyo',
  AT_API_KEY: random(),
  AT_SENDER_ID: '20880',
};

export const ANDROID: Source = {
  SMS_GATEWAY: 'android',
  ANDROID_SMS_URL: 'https://sms.example/3rdparty/v1',
  ANDROID_SMS_USERNAME: 'ABC123',
  ANDROID_SMS_PASSWORD: 'as-the-app-shows-it',
  ANDROID_SMS_SIGNING_KEY: random(),
};

export const PRODUCTION: Source = {
  ...CARRIER,
  ENVIRONMENT: 'production',
  AUTH: 'api-key',
  API_KEY: `ndy_live_abc_${random()}`,
  SECRET_KEY: random(),
  SIGNATURE_PRIVATE_KEY: PEM,
  WEBHOOK_SECRET: random(),
  CONFIRM_CODE: 'required',
};

export function faultsOf(source: Source): readonly Fault[] {
  try {
    readEnv(source);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

export const namesOf = (source: Source) => faultsOf(source).map((fault) => fault.name);
