/** What the server of a phone is told, and what the doctor sees there. */
import { isPostable, registerWebhooks } from '../../src/carriers/android-webhooks.js';
import { examineAndroid } from '../../src/doctor/android.js';
import { ACCOUNT, CALLBACKS, type FakeAndroidServer, startFakeAndroidServer } from '../fakes/android-server.js';
import { rawAnswer, unavailable } from '../fakes/fake-carrier.js';

const URL = `https://ndiyo.example${CALLBACKS}`;

let server: FakeAndroidServer;
beforeEach(async () => {
  server = await startFakeAndroidServer();
});
afterEach(() => server.close());

const account = (changes: object = {}) => ({ ...ACCOUNT, url: server.baseUrl, deviceId: 'phone-1', ...changes });
const levels = async (changes: object = {}) =>
  (await examineAndroid(account(changes))).map(({ check, level }) => `${check} ${level}`);

test('each event is registered once, however often it is said', async () => {
  for (let round = 0; round < 2; round += 1) await registerWebhooks(account(), URL);
  expect([...server.webhooks.values()]).toEqual(
    ['received', 'sent', 'delivered', 'failed'].map((event) => ({
      ...{ id: `ndiyo-sms-${event}`, event: `sms:${event}`, deviceId: 'phone-1', url: URL },
    })),
  );
  await registerWebhooks(account({ deviceId: null }), URL);
  expect(server.webhooks.get('ndiyo-sms-sent')).not.toHaveProperty('deviceId');
});

test.each([
  ['https://ndiyo.example/x', true],
  ['http://127.0.0.1:3000/x', true],
  ['http://ndiyo.example/x', false],
  ['http://127.0.0.1.example/x', false],
  ['http://192.168.1.7:3000/x', false],
])('whether a phone posts to %s: %j', (url, is) => expect(isPostable(url)).toBe(is));

test('a registration that fails is told in a sentence without the password', async () => {
  const password = 'not-the-password';
  await expect(registerWebhooks(account({ password }), URL)).rejects.toThrow(
    /^The server refuses ANDROID_SMS_USERNAME/,
  );
  server.answerWith(rawAnswer(400, '{"message":"url must start with https://"}'));
  await expect(registerWebhooks(account(), URL)).rejects.toThrow('answers 400 to the registration of sms:received');
  const away = account({ url: 'http://127.0.0.1:9' });
  await expect(registerWebhooks(away, URL)).rejects.toThrow('does not answer (ECONNREFUSED)');
});

test('a phone that posts everything is well', async () => {
  await registerWebhooks(account(), URL);
  expect(await levels()).toEqual(['carrier ok', 'registration ok', 'clock ok']);
});

test('a phone that is not told to post replies is deaf, one that keeps only its reports back is not', async () => {
  expect(await levels()).toContain('registration wrong');
  await registerWebhooks(account(), URL);
  server.webhooks.delete('ndiyo-sms-failed');
  expect(await levels()).toContain('registration warning');
});

test.each<[string, object, object[], string[]]>([
  ['a phone that is named and gone', { deviceId: 'phone-3' }, [{ id: 'phone-1' }], ['carrier wrong']],
  [
    'a phone that is named and long unseen',
    {},
    [{ id: 'phone-1', lastSeen: '2026-01-01T00:00:00Z' }],
    ['carrier warning'],
  ],
  ['the only phone, not named', { deviceId: null }, [{ id: 'phone-1' }], ['carrier ok', 'sender note']],
  ['two phones, none named', { deviceId: null }, [{ id: 'phone-1' }, { id: 'phone-2' }], ['carrier warning']],
  ['no phone', { deviceId: null }, [], ['carrier wrong']],
  ['a wrong password', { password: 'x' }, [{ id: 'phone-1' }], ['carrier wrong']],
  ['a wrong path', { url: 'elsewhere' }, [], ['carrier warning']],
])('%s', async (_, changes, devices, expected) => {
  server.devices = devices as typeof server.devices;
  const url = 'url' in changes ? `${server.baseUrl}/elsewhere` : server.baseUrl;
  expect((await levels({ ...changes, url })).filter((line) => /^(carrier|sender)/.test(line))).toEqual(expected);
});

test('a server that is down, or another page, is told', async () => {
  expect(await levels({ url: 'http://127.0.0.1:9' })).toEqual(['carrier warning']);
  for (const answer of [unavailable(), rawAnswer(200, '<html>')]) {
    server.answerWith(answer);
    expect(await levels()).toContain('carrier warning');
  }
});
