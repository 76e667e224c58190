import {
  ACCOUNT,
  CALLBACKS,
  type FakeAndroidServer,
  postEvent,
  receivedEvent,
  signedHeaders,
  startFakeAndroidServer,
  stateEvent,
} from '../fakes/android-server.js';
import { type CarrierAnswer, inboundForm, resetAfterAccept } from '../fakes/fake-carrier.js';
import { type App, startApp } from '../start-app.js';
import { until } from '../until.js';
import { CONTRACTS, inEnglish, messagesOf, outcomes, proposeOverTheAir, statuses } from './agreement.js';
import { runCli, verify } from './command-line.js';
import { countOf } from './database.js';

const KEY = 'a-signing-key-for-these-stories-only-4711';
const FORMER = 'the-signing-key-before-it-of-these-stories';

let server: FakeAndroidServer;
let app: App;
let env: Record<string, string>;
beforeAll(async () => {
  server = await startFakeAndroidServer();
  env = {
    ...{ ENVIRONMENT: 'testing', AUTH: 'none', CONFIRM_CODE: 'off', SMS_GATEWAY: 'android' },
    ...{ ANDROID_SMS_URL: server.baseUrl, ANDROID_SMS_DEVICE_ID: 'phone-1' },
    ...{ ANDROID_SMS_USERNAME: ACCOUNT.username, ANDROID_SMS_PASSWORD: ACCOUNT.password },
    ...{ ANDROID_SMS_SIGNING_KEY: KEY, ANDROID_SMS_SIGNING_KEY_PREVIOUS: FORMER, ANDROID_SMS_NUMBER: '+254711000000' },
  };
  app = await startApp({ env });
}, 40_000);
beforeEach(() => server.answerWith(server.take));
afterAll(async () => {
  await app.close();
  await server.close();
});

const textsTo = (phone: string) => server.texts.filter(({ to }) => to === phone);
const codeOf = (phone: string) => /YES-(\d{6})/.exec(textsTo(phone).at(-1)?.text ?? '')?.[1];
const post = async (event: object, key = KEY) => {
  expect((await postEvent(app.http, key, event)).status).toBe(200);
};

test('a code from the phone is grade B, the contract id grade C, the former key counts, and the receipt verifies', async () => {
  const { id, seller, buyer } = await proposeOverTheAir(app);
  expect(textsTo(seller)).toMatchObject([{ deviceId: 'phone-1' }]);
  await post(receivedEvent(seller, `YES-${codeOf(seller)}`));
  await post(receivedEvent(buyer, `YES ${id}`), FORMER);
  expect(await statuses(app, id)).toEqual(['confirmed', 'confirmed', 'confirmed']);
  const receipt = await app.http.get(`${CONTRACTS}/${id}/receipt`);
  expect(receipt.body.decisions).toMatchObject([
    { party_id: 'p1', grade: 'B', carrier: 'android-sms-gateway', reply: 'YES-{code}', carrier_message_id: '7c2e1f00' },
    { party_id: 'p2', grade: 'C', carrier: 'android-sms-gateway' },
  ]);
  expect(await verify(app, receipt.text)).toMatchObject({ code: 0 });
});

test('what the phone did with a text reaches the message; the final word stands, in whatever order they come', async () => {
  const { id, seller, buyer } = await proposeOverTheAir(app);
  const [toSeller, toBuyer] = [textsTo(seller)[0]!, textsTo(buyer)[0]!];
  await post(stateEvent('sent', toSeller));
  expect((await messagesOf(app, id, 'invitation'))[0]).toMatchObject({ status: 'sent', cost: null });
  await post(stateEvent('delivered', toSeller));
  await post(stateEvent('failed', toBuyer, { reason: 'RESULT_ERROR_NO_SERVICE' }));
  await post(stateEvent('sent', toBuyer));
  await post(stateEvent('delivered', toBuyer));
  const invitations = await messagesOf(app, id, 'invitation');
  expect(invitations).toMatchObject([
    { status: 'delivered', carrier: 'android-sms-gateway', failure_reason: null },
    { status: 'failed', failure_reason: 'RESULT_ERROR_NO_SERVICE' },
  ]);
});

test('forged, stale, unsigned and half-signed callbacks are 401 and leave no trace', async () => {
  const { id, seller } = await proposeOverTheAir(app);
  const before = [countOf(app, 'callbacks'), countOf(app, 'messages')];
  const body = JSON.stringify(receivedEvent(seller, `YES-${codeOf(seller)}`));
  const now = Math.floor(Date.now() / 1_000);
  const { 'X-Timestamp': _, ...unstamped } = signedHeaders(KEY, body);
  const attempts: Record<string, string>[] = [
    { 'Content-Type': 'application/json' },
    signedHeaders('another-key', body),
    signedHeaders(KEY, body, now - 301),
    signedHeaders(KEY, `${body} `),
    unstamped,
    { ...signedHeaders(KEY, body), 'X-Signature': `${'0'.repeat(64)}` },
  ];
  for (const headers of attempts) {
    const answer = await app.http.raw('POST', CALLBACKS, body, headers);
    expect([answer.status, answer.body.type]).toEqual([401, '/problems/callback-not-proven']);
    expect(answer.text).not.toMatch(/Timestamp|match/);
  }
  const answer = await app.http.raw('POST', CALLBACKS, body, {
    ...signedHeaders(KEY, body),
    'Content-Type': 'text/plain',
  });
  expect(answer.status).toBe(415);
  expect([countOf(app, 'callbacks'), countOf(app, 'messages')]).toEqual(before);
  expect(await statuses(app, id)).toEqual(['pending', 'pending', 'pending']);
});

test('a text that the app posts twice, by two events and again at once, is heard once', async () => {
  const { id, seller } = await proposeOverTheAir(app);
  const event = receivedEvent(seller, `YES-${codeOf(seller)}`);
  await Promise.all([post(event), post({ ...event, id: 'another-event' }), post(event)]);
  await post(event);
  expect(await outcomes(app, id)).toEqual(['yes']);
});

test('STOP, START and STOP again are three texts, though the app gives the same words one id', async () => {
  const { id, seller } = await proposeOverTheAir(app);
  const at = (second: number) => ({ receivedAt: new Date(Date.now() + second * 1_000).toISOString() });
  for (const [i, word] of ['STOP', 'START', 'STOP'].entries()) await post(receivedEvent(seller, word, at(i)));
  expect(await outcomes(app, id)).toEqual(['stop', 'start', 'stop']);
});

test('proven rubbish is answered 200, kept, and does nothing', async () => {
  const before = countOf(app, 'callbacks');
  for (const body of ['', 'no JSON', '[]', '{"event":"system:ping","payload":{"health":{}}}', '{"a":1,"a":2}']) {
    expect((await app.http.raw('POST', CALLBACKS, body, signedHeaders(KEY, body))).status).toBe(200);
  }
  expect(countOf(app, 'callbacks')).toBe(before + 5);
  const body = JSON.stringify({ event: 'x', filler: 'x'.repeat(70_000) });
  expect((await app.http.raw('POST', CALLBACKS, body, signedHeaders(KEY, body))).status).toBe(413);
});

test('a lost answer, and a report that overtakes the next: each phone has its text once, and nothing is in doubt', async () => {
  const { take, takeThen } = server;
  const reportFirst: CarrierAnswer = async (received, response) => {
    const { id, phoneNumbers } = JSON.parse(received.body);
    await post(stateEvent('delivered', { id, to: phoneNumbers[0] }));
    take(received, response);
  };
  server.answerWith(takeThen(resetAfterAccept()), reportFirst);
  const body = inEnglish();
  const { body: created } = await app.http.post(CONTRACTS, body);
  const invitations = await until(
    () => messagesOf(app, created.contract_id, 'invitation'),
    (messages) => messages.every(({ status }) => status === 'delivered'),
    30_000,
  );
  expect(invitations).toMatchObject([{ possible_duplicate: false }, { possible_duplicate: false }]);
  for (const { phone_number } of body.parties) expect(textsTo(phone_number)).toHaveLength(1);
}, 40_000);

test('no other door opens for want of its secret', async () => {
  const form = inboundForm({ from: '+254712345678', text: 'YES' });
  expect((await app.http.form('/api/v1/webhooks/africastalking/sms', form)).status).toBe(401);
  expect((await app.http.get('/api/v1/simulator/messages')).status).toBe(404);
});

test('the command line tells the phone where to post, and the doctor finds it well', async () => {
  const told = await runCli(['callbacks', '--register', '--base-url', 'https://ndiyo.example/'], env);
  expect(told).toMatchObject({ code: 0, output: expect.stringContaining('sms:failed    https://ndiyo.example/api') });
  const { output } = await runCli(['doctor', app.url, '--json'], { ...env, DATA_DIR: app.dataDir });
  for (const secret of [KEY, FORMER, ACCOUNT.password]) expect(output).not.toContain(secret);
  const { findings } = JSON.parse(output) as { findings: { check: string; level: string }[] };
  for (const check of ['carrier', 'registration', 'callbacks', 'secrets']) {
    expect(findings).toContainEqual(expect.objectContaining({ check, level: 'ok' }));
  }
  expect(findings).toContainEqual(expect.objectContaining({ check: 'rotation', level: 'warning' }));
});

test('neither key nor password is in the log', () => {
  for (const secret of [KEY, FORMER, ACCOUNT.password]) expect(app.output()).not.toContain(secret);
});
