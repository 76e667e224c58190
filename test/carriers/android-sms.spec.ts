import { type AddressInfo, createServer, type Server } from 'node:net';
import { inspect } from 'node:util';
import { AndroidSmsGateway } from '../../src/carriers/android-sms.gateway.js';
import { readSendAnswer } from '../../src/carriers/android-sms-answers.js';
import type { SendResult } from '../../src/carriers/sms.gateway.js';
import { ACCOUNT, type FakeAndroidServer, startFakeAndroidServer } from '../fakes/android-server.js';
import {
  breakOff,
  type CarrierAnswer,
  endless,
  hang,
  rawAnswer,
  redirect,
  resetAfterAccept,
  startFakeCarrier,
} from '../fakes/fake-carrier.js';

const ID = '019ab3c0-0000-7000-8000-000000000001';
const TO = '+254712345678';
const TEXT = { messageId: ID, to: TO, text: 'Habari' };

let server: FakeAndroidServer;
beforeEach(async () => {
  server = await startFakeAndroidServer();
});
afterEach(() => server.close());

const createGateway = (options: Partial<ConstructorParameters<typeof AndroidSmsGateway>[0]> = {}) =>
  new AndroidSmsGateway({ ...ACCOUNT, url: server.baseUrl, timeoutMs: 1_000, ...options });

const accepted = (carrierStatus: string, carrierId = ID): SendResult => ({
  ...{ outcome: 'accepted', carrierId, cost: null, carrierStatus },
});
const retry = (reason: string, carrierStatus: string | null = null) => ({ outcome: 'retry', reason, carrierStatus });
const ambiguous = (reason: string) => ({ outcome: 'ambiguous', reason });

describe('an answer means', () => {
  const taken = { id: ID, state: 'Pending', recipients: [{ phoneNumber: TO, state: 'Pending' }] };
  test.each<[string, number, unknown, object, Record<string, string>?]>([
    ['202 with our id', 202, taken, accepted('Pending')],
    ['200 in its place', 200, taken, accepted('Pending')],
    [
      'a server that gives ids of its own',
      202,
      { ...taken, id: 'zXDYfTmTVf3iMd16zzdBj' },
      accepted('Pending', 'zXDYfTmTVf3iMd16zzdBj'),
    ],
    ['a state that echoes a number', 202, { ...taken, state: TO }, accepted('HTTP 202')],
    ['no state', 202, { id: ID }, accepted('HTTP 202')],
    ['unknown fields', 202, { ...taken, deviceId: 'x', new: [1] }, accepted('Pending')],
    ['no id', 202, { state: 'Pending' }, ambiguous('answer-unreadable')],
    ['an id that no column takes', 202, { id: 'x'.repeat(129) }, ambiguous('answer-unreadable')],
    ['an empty answer', 202, '', ambiguous('answer-unreadable')],
    ['a login page', 200, '<html>', ambiguous('answer-unreadable')],
    ['broken JSON', 202, '{"id": "0', ambiguous('answer-unreadable')],
    ['409: an earlier try of this text arrived', 409, { message: 'duplicate id' }, accepted('HTTP 409')],
    [
      '400 about the number',
      400,
      { message: "can't use phone in row 1: invalid phone number" },
      { outcome: 'refused', reason: 'invalid-number', carrierStatus: 'HTTP 400' },
    ],
    [
      '400 about the phone that sends',
      400,
      { message: 'No devices registered' },
      retry('carrier-refused-request', 'HTTP 400'),
    ],
    ['400 in no words', 400, '', retry('carrier-refused-request', 'HTTP 400')],
    ['401', 401, { message: 'Unauthorized' }, retry('carrier-refused-credentials', 'HTTP 401')],
    ['403', 403, '', retry('carrier-refused-credentials', 'HTTP 403')],
    ['404', 404, { message: 'Cannot POST' }, retry('carrier-address-wrong', 'HTTP 404')],
    ['413', 413, '', { outcome: 'refused', reason: 'carrier-refused-request', carrierStatus: 'HTTP 413' }],
    ['429', 429, '', { ...retry('too-many-requests', 'HTTP 429'), retryAfterMs: 7_000 }, { 'retry-after': '7' }],
    ['500', 500, { message: 'failed to handle request' }, retry('carrier-unavailable', 'HTTP 500')],
    ['503, its queue is full', 503, { error: 'QueueLimitExceeded' }, retry('carrier-unavailable', 'HTTP 503')],
    ['504', 504, '', ambiguous('gateway-timeout')],
    ['302', 302, '', retry('carrier-redirected', 'HTTP 302')],
  ])('%s', (_, status, body, result, ...[headers = {}]) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    expect(readSendAnswer({ status, headers, text }, ID)).toEqual(result);
  });
});

test('a text arrives under our id, to the named phone, with a delivery report asked for', async () => {
  expect(await createGateway({ deviceId: 'phone-1' }).send(TEXT)).toEqual(accepted('Pending'));
  const [received] = server.journal;
  expect(received).toMatchObject({ method: 'POST', path: '/messages?skipPhoneValidation=true' });
  expect(JSON.parse(received!.body)).toEqual({
    ...{ id: ID, textMessage: { text: 'Habari' }, phoneNumbers: [TO], withDeliveryReport: true },
    deviceId: 'phone-1',
  });
  expect(received!.headers['content-length']).toBeDefined();
});

test('any letters arrive as they are', async () => {
  const text = 'Wanjirũ Ng’ang’a: "100%" & €5\n😀 \\ ';
  await createGateway().send({ ...TEXT, text });
  expect(server.texts).toEqual([{ id: ID, text, to: TO, deviceId: undefined }]);
});

describe('when the answer is lost, the text', () => {
  const losses: [string, CarrierAnswer, string][] = [
    ['a reset', resetAfterAccept(), 'connection-lost'],
    ['no answer', hang(), 'answer-timeout'],
    ['half an answer', breakOff(), 'connection-lost'],
    ['an answer without end', endless(), 'answer-too-large'],
    ['another page', rawAnswer(200, '<html>'), 'answer-unreadable'],
    ['a proxy that gave up', rawAnswer(504, ''), 'gateway-timeout'],
  ];
  test.each(losses)('is not repeated while any phone may send: %s', async (_, loss, reason) => {
    server.answerWith(server.takeThen(loss));
    expect(await createGateway().send(TEXT)).toEqual(ambiguous(reason));
  });

  test.each(losses)('goes again to the named phone, which takes it once: %s', async (_, loss, reason) => {
    server.answerWith(server.takeThen(loss), server.take);
    const gateway = createGateway({ deviceId: 'phone-1' });
    expect(await gateway.send(TEXT)).toEqual(retry(reason));
    expect(await gateway.send(TEXT)).toEqual(accepted('HTTP 409'));
    expect(server.texts).toHaveLength(1);
  });
});

test('a server that never answers costs the timeout and no socket', async () => {
  server.answerWith(hang());
  await createGateway().send(TEXT);
  await server.untilDisconnected();
  expect(server.openConnections).toBe(0);
});

test('a redirect is not followed, so the password goes to no second address', async () => {
  const elsewhere = await startFakeCarrier();
  server.answerWith(redirect(elsewhere.baseUrl));
  expect(await createGateway().send(TEXT)).toEqual(retry('carrier-redirected', 'HTTP 302'));
  expect(elsewhere.journal).toEqual([]);
  await elsewhere.close();
});

describe('before a connection stands nothing was sent', () => {
  let silent: Server;
  let port: number;
  beforeEach(async () => {
    silent = createServer((socket) => socket.resume().on('error', () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    port = (silent.address() as AddressInfo).port;
  });
  const closeSilent = () => new Promise((resolve) => silent.close(resolve));

  test('nobody listens', async () => {
    await closeSilent();
    expect(await createGateway({ url: `http://127.0.0.1:${port}` }).send(TEXT)).toEqual(retry('connection-refused'));
  });

  test('a TLS handshake without end', async () => {
    expect(await createGateway({ url: `https://127.0.0.1:${port}` }).send(TEXT)).toEqual(retry('connect-timeout'));
    await closeSilent();
  });

  test('a connection dropped within the TLS handshake', async () => {
    silent.on('connection', (socket) => socket.destroy());
    expect(await createGateway({ url: `https://127.0.0.1:${port}` }).send(TEXT)).toEqual(retry('carrier-unreachable'));
    await closeSilent();
  });
});

test.each([
  ['', TO, 'empty-text'],
  ['Habari', '0712345678', 'invalid-number'],
  ['Habari', `${TO},+254723456789`, 'invalid-number'],
])('%j to %j is refused here: %s', async (text, to, reason) => {
  expect(await createGateway().send({ messageId: ID, to, text })).toMatchObject({ outcome: 'refused', reason });
  expect(server.journal).toEqual([]);
});

test('a hundred texts at once: each goes once and keeps its own id', async () => {
  const ids = Array.from({ length: 100 }, (_, i) => `${ID.slice(0, -3)}${String(i).padStart(3, '0')}`);
  const gateway = createGateway({ timeoutMs: 5_000 });
  const sent = await Promise.all(ids.map((messageId) => gateway.send({ ...TEXT, messageId, text: messageId })));
  expect(sent).toEqual(ids.map((id) => accepted('Pending', id)));
  expect(server.texts.map(({ id, text }) => id === text)).toEqual(ids.map(() => true));
});

test('neither the gateway nor what it answers shows the password', async () => {
  const gateway = createGateway({ password: 'another-password' });
  const result = await gateway.send(TEXT);
  expect(result).toEqual(retry('carrier-refused-credentials', 'HTTP 401'));
  const shown = inspect([gateway, result], { depth: 9, showHidden: true }) + JSON.stringify([gateway, result]);
  expect(shown).not.toContain('another-password');
});
