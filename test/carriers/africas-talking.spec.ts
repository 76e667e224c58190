import { createRequire } from 'node:module';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { inspect } from 'node:util';
import { AfricasTalkingGateway, formatMessagingUrl } from '../../src/carriers/africas-talking.gateway.js';
import {
  deliveryForm,
  endless,
  type FakeCarrier,
  hang,
  inboundForm,
  optOutForm,
  redirect,
  startFakeCarrier,
} from '../fakes/fake-carrier.js';

const API_KEY = 'atsk_5ecre7f00d5ecre7f00d5ecre7f00d';
const TO = '+254712345678';
const TEXT = { messageId: 'm1', to: TO, text: 'Habari' };

let carrier: FakeCarrier;

beforeEach(async () => {
  carrier = await startFakeCarrier();
});
afterEach(() => carrier.close());

function createGateway(options: { baseUrl?: string; timeoutMs?: number; username?: string; apiKey?: string } = {}) {
  return new AfricasTalkingGateway({
    username: 'ndiyo',
    apiKey: API_KEY,
    senderId: '21512',
    baseUrl: carrier.baseUrl,
    ...options,
  });
}

const retry = (reason: string, carrierStatus: string | null) => ({ outcome: 'retry', reason, carrierStatus });
const refused = (reason: string, carrierStatus: string) => ({ outcome: 'refused', reason, carrierStatus });
const ambiguous = (reason: string) => ({ outcome: 'ambiguous', reason });
test('a text arrives as the documented form, with no empty or undefined field', async () => {
  const result = await createGateway().send(TEXT);
  const [received] = carrier.journal;
  const carrierId = received?.messageIds[0];
  expect(result).toEqual({ outcome: 'accepted', carrierId, cost: 'KES 0.8000', carrierStatus: '102 Success' });
  expect(received).toMatchObject({ method: 'POST', path: '/version1/messaging', headers: { apikey: API_KEY } });
  expect(received?.form).toEqual({ username: 'ndiyo', to: TO, message: 'Habari', from: '21512', bulkSMSMode: '1' });
});

test('without a sender the field is left out', async () => {
  await new AfricasTalkingGateway({ username: 'ndiyo', apiKey: API_KEY, baseUrl: `${carrier.baseUrl}/` }).send(TEXT);
  expect(carrier.journal[0]?.form).toEqual({ username: 'ndiyo', to: TO, message: 'Habari', bulkSMSMode: '1' });
});

test.each([
  'Mahindi 100% & maharagwe + viazi = KES 350,000',
  'Wanjirũ Ng’ang’a amekubali: £20, €5, ñ ü 😀',
  'a=b&to=%2B254700000000&message=x\r\nnew line\ttab "quotes" +254',
])('%j arrives byte for byte', async (text) => {
  await createGateway().send({ ...TEXT, text });
  expect(carrier.journal[0]?.form).toMatchObject({ message: text, to: TO });
});

test('a redirect is not followed, so the key goes to no second address', async () => {
  const elsewhere = await startFakeCarrier();
  carrier.answerWith(redirect(elsewhere.baseUrl));
  expect(await createGateway().send(TEXT)).toEqual(retry('carrier-redirected', 'HTTP 302'));
  expect(elsewhere.journal).toEqual([]);
  await elsewhere.close();
});

test('a carrier that never answers costs the timeout and no socket', async () => {
  const startedAt = performance.now();
  carrier.answerWith(hang());
  expect(await createGateway({ timeoutMs: 1_000 }).send(TEXT)).toEqual(ambiguous('answer-timeout'));
  expect(performance.now() - startedAt).toBeLessThan(5000);
  await carrier.untilDisconnected();
  expect(carrier.openConnections).toBe(0);
});

test('a body without end is hung up on', async () => {
  carrier.answerWith(endless());
  await createGateway().send(TEXT);
  await carrier.untilDisconnected();
  expect(carrier.openConnections).toBe(0);
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
  const sendVia = (baseUrl: string) => createGateway({ baseUrl, timeoutMs: 1_000 }).send(TEXT);

  test('nobody listens', async () => {
    await closeSilent();
    expect(await sendVia(`http://127.0.0.1:${port}`)).toEqual(retry('connection-refused', null));
  });

  test('a TLS handshake without end', async () => {
    expect(await sendVia(`https://127.0.0.1:${port}`)).toEqual(retry('connect-timeout', null));
    await closeSilent(); // would wait for ever for a socket left open
  });

  test('a connection dropped within the TLS handshake', async () => {
    silent.on('connection', (socket) => socket.destroy());
    expect(await sendVia(`https://127.0.0.1:${port}`)).toEqual(retry('carrier-unreachable', null));
    await closeSilent();
  });
});

test.each([
  ['', TO, 'empty-text'],
  ['  \n', TO, 'empty-text'],
  ['Habari', '', 'invalid-number'],
  ['Habari', '0712345678', 'invalid-number'],
  ['Habari', `${TO},+254723456789`, 'invalid-number'],
  ['Habari', '+99912345678', 'invalid-number'],
])('%j to %j is refused here: %s', async (text, to, reason) => {
  expect(await createGateway().send({ messageId: 'm1', to, text })).toEqual(refused(reason, 'not sent'));
  expect(carrier.journal).toEqual([]);
});

test('two hundred texts at once: each goes once and keeps its own id', async () => {
  const gateway = createGateway();
  const texts = Array.from({ length: 200 }, (_, index) => ({ messageId: `m${index}`, to: TO, text: `text ${index}` }));
  const sent = await Promise.all(texts.map((text) => gateway.send(text)));
  const idOf = new Map(carrier.journal.map((received) => [received.form.message, received.messageIds[0]]));
  expect(carrier.journal).toHaveLength(200);
  expect(sent.map((result) => result.outcome === 'accepted' && result.carrierId)).toEqual(
    texts.map(({ text }) => idOf.get(text)),
  );
});

test('gateways with other addresses, keys and timeouts do not disturb each other', async () => {
  const other = await startFakeCarrier();
  carrier.answerWith(hang());
  const sandbox = createGateway({ username: 'sandbox', apiKey: 'another-key', baseUrl: other.baseUrl });
  const pairs = [1, 2, 3].map(() => [createGateway({ timeoutMs: 1_000 }).send(TEXT), sandbox.send(TEXT)]);
  const outcomes = (await Promise.all(pairs.flat())).map((result) => result.outcome);
  expect(outcomes).toEqual(['ambiguous', 'accepted', 'ambiguous', 'accepted', 'ambiguous', 'accepted']);
  expect(carrier.journal.map(({ headers }) => headers.apikey)).toEqual([API_KEY, API_KEY, API_KEY]);
  expect(other.journal.map(({ headers }) => headers.apikey)).toEqual(['another-key', 'another-key', 'another-key']);
  await other.close();
});

test("the carrier's addresses equal the SDK's own", () => {
  const common = createRequire(import.meta.url)('africastalking/lib/common') as {
    SMS_URL: string;
    enableSandbox: () => void;
  };
  common.enableSandbox(); // for the whole process, and yet our own address below is not moved
  expect(formatMessagingUrl('Sandbox')).toBe(common.SMS_URL);
  expect(formatMessagingUrl('ndiyo')).toBe(common.SMS_URL.replace('sandbox.', ''));
});

test('printing the gateway does not show the API key', async () => {
  const gateway = createGateway();
  await gateway.send(TEXT);
  expect(inspect(gateway, { depth: 9, showHidden: true }) + JSON.stringify(gateway)).not.toContain(API_KEY);
  expect(() => createGateway({ username: '' })).toThrow("Africa's Talking needs a username and an API key");
});

test('the callback forms have the shapes of captured ones', () => {
  expect(inboundForm({ linkId: '03090445075804249226', text: 'Msg', id: 'ec9adc86', from: '+254791541111' })).toBe(
    'linkId=03090445075804249226&text=Msg&to=21512&id=ec9adc86&date=2017-05-03+06%3A04%3A45&from=%2B254791541111',
  );
  expect(
    deliveryForm({
      id: 'ATXid_8c75',
      status: 'Failed',
      phoneNumber: '+254700000001',
      failureReason: 'DeliveryFailure',
    }),
  ).toBe(
    'phoneNumber=%2B254700000001&failureReason=DeliveryFailure&retryCount=0&id=ATXid_8c75&status=Failed&networkCode=63902',
  );
  expect(optOutForm({ senderId: '21512', phoneNumber: TO })).toBe('senderId=21512&phoneNumber=%2B254712345678');
});
