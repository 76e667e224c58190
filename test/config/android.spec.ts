/** A phone as the carrier, as configuration. */
import { inspect } from 'node:util';
import { readEnv } from '../../src/config/env.js';
import { ANDROID, namesOf, PRODUCTION } from './configurations.js';

const gone = (name: string) => ({ [name]: undefined });

describe('what the service sees', () => {
  const said = {
    ENVIRONMENT: 'testing',
    AUTH: 'none',
    CONFIRM_CODE: 'off',
    AT_SENDER_ID: '20880',
    AT_KEYWORD: 'NDIYO',
  };

  test('shapes its own account, number and keys, and no other’s keyword', () => {
    const env = readEnv({ ...ANDROID, ...said, ANDROID_SMS_NUMBER: '+254712345678', ANDROID_SMS_SIGNING_KEY: 'k' });
    expect(env).toMatchObject({
      ...{ gateway: 'android', africasTalking: null, smsNumber: '+254712345678' },
      androidSms: { url: 'https://sms.example/3rdparty/v1', username: 'ABC123', deviceId: null },
      confirmation: { keyword: null },
      webhook: { androidKey: 'k', androidKeyPrevious: null },
    });
    expect(JSON.stringify(env) + inspect(env, { depth: 9 })).not.toContain(ANDROID.ANDROID_SMS_PASSWORD);
  });

  test('its key counts beside another carrier, so that late replies come in', () => {
    const env = readEnv({ ...PRODUCTION, ...ANDROID, SMS_GATEWAY: 'africastalking' });
    expect(env).toMatchObject({ androidSms: null, smsNumber: '20880' });
    expect(env.webhook.androidKey).toBe(ANDROID.ANDROID_SMS_SIGNING_KEY);
  });

  test('that nobody calls, or in the clear, is warned of', () => {
    expect(readEnv({ ...ANDROID, SMS_GATEWAY: 'simulator' }).warnings).toContainEqual(
      expect.stringMatching(/^ANDROID_SMS_PASSWORD is set/),
    );
    const plain = { ...PRODUCTION, ...ANDROID, ANDROID_SMS_URL: 'http://192.168.1.7:8080' };
    expect(readEnv(plain).warnings).toContainEqual(expect.stringMatching(/^ANDROID_SMS_URL is not https/));
  });
});

describe('what must be said', () => {
  const { AT_USERNAME: _, AT_API_KEY: __, AT_SENDER_ID: ___, WEBHOOK_SECRET: ____, ...rest } = PRODUCTION;
  const phone = { ...rest, ...ANDROID };

  test('nothing of another carrier is asked for', () => {
    expect(namesOf(phone)).toEqual([]);
    expect(readEnv(phone).warnings).toEqual([]);
  });

  test.each([
    ...Object.keys(ANDROID)
      .filter((name) => name !== 'SMS_GATEWAY')
      .map((name): [string, Record<string, string | undefined>] => [name, gone(name)]),
    ['AUTH', gone('AUTH')],
    ['CONFIRM_CODE', gone('CONFIRM_CODE')],
    ['ANDROID_SMS_URL', { ANDROID_SMS_URL: 'sms.example' }],
    ['ANDROID_SMS_USERNAME', { ANDROID_SMS_USERNAME: 'user:name' }],
    ['ANDROID_SMS_SIGNING_KEY', { ANDROID_SMS_SIGNING_KEY: 'as-short-as-the-app-makes-it' }],
    ['ANDROID_SMS_SIGNING_KEY_PREVIOUS', { ANDROID_SMS_SIGNING_KEY_PREVIOUS: 'short' }],
    ['ANDROID_SMS_NUMBER', { ANDROID_SMS_NUMBER: '0712345678' }],
  ])('%s is named for %j', (name, change) => expect(namesOf({ ...phone, ...change })).toEqual([name]));

  test('outside production the dangerous choices are said too', () => {
    expect(namesOf(ANDROID)).toEqual(['ENVIRONMENT', 'AUTH', 'CONFIRM_CODE']);
  });

  test('a former key alone says nothing of whose it was', () => {
    expect(namesOf({ ANDROID_SMS_SIGNING_KEY_PREVIOUS: 'former' })).toEqual(['ANDROID_SMS_SIGNING_KEY']);
  });
});
