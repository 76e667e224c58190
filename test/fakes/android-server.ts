/** A server of android-sms-gateway on 127.0.0.1, and its one phone: keeps what it was asked, takes an id once, signs what it posts. */
import { createHmac, randomUUID } from 'node:crypto';
import type { Answer, Http } from '../http.js';
import { type CarrierAnswer, type FakeCarrier, rawAnswer, startFakeCarrier } from './fake-carrier.js';

export const CALLBACKS = '/api/v1/webhooks/android';

export interface PhoneText {
  id: string;
  text: string;
  to: string;
  deviceId: string | undefined;
}

export interface FakeAndroidServer extends FakeCarrier {
  /** What the phone sent, each id once. */
  readonly texts: PhoneText[];
  /** By id, as registered. */
  readonly webhooks: Map<string, Record<string, unknown>>;
  devices: Record<string, unknown>[];
  /** Takes texts as that server does; the script of `answerWith` begins with it. */
  readonly take: CarrierAnswer;
  /** Takes a text, and then something happens to the answer. */
  takeThen(happening: CarrierAnswer): CarrierAnswer;
}

export const ACCOUNT = { username: 'ABC123', password: 'pass-of-this-phone' };
const AUTHORIZATION = `Basic ${Buffer.from(`${ACCOUNT.username}:${ACCOUNT.password}`).toString('base64')}`;

const json = (status: number, body: unknown) => rawAnswer(status, JSON.stringify(body), 'application/json');

export async function startFakeAndroidServer(): Promise<FakeAndroidServer> {
  const carrier = await startFakeCarrier();
  const texts: PhoneText[] = [];
  const webhooks: FakeAndroidServer['webhooks'] = new Map();
  const take: CarrierAnswer = (received, response) => {
    const { method, headers, body } = received;
    const path = received.path.replace(/\?.*/, '');
    if (headers.authorization !== AUTHORIZATION) return json(401, { message: 'Unauthorized' })(received, response);
    if (method === 'GET') {
      const list = { '/devices': server.devices, '/webhooks': [...webhooks.values()] }[path];
      return (list ? json(200, list) : json(404, { message: 'Cannot GET' }))(received, response);
    }
    const asked = JSON.parse(body);
    if (path === '/webhooks') {
      webhooks.set(asked.id, asked);
      return json(201, asked)(received, response);
    }
    if (path !== '/messages') return json(404, { message: 'Cannot POST' })(received, response);
    const { id = randomUUID(), textMessage, phoneNumbers, deviceId } = asked;
    if (texts.some((one) => one.id === id)) return json(409, { message: 'duplicate id' })(received, response);
    texts.push({ id, text: textMessage.text, to: phoneNumbers[0], deviceId });
    received.messageIds.push(id);
    const recipients = phoneNumbers.map((phoneNumber: string) => ({ phoneNumber, state: 'Pending' }));
    return json(202, { id, state: 'Pending', isHashed: false, isEncrypted: false, recipients, states: {} })(
      received,
      response,
    );
  };
  const takeThen = (happening: CarrierAnswer): CarrierAnswer => {
    return (received, response) => {
      const silent = { writeHead: () => ({ end: () => undefined }) } as unknown as typeof response;
      take(received, silent);
      happening(received, response);
    };
  };
  // Not a copy: the carrier counts its open connections when asked.
  const server: FakeAndroidServer = Object.assign(Object.create(carrier) as FakeCarrier, {
    ...{ texts, webhooks, take, takeThen },
    devices: [{ id: 'phone-1', name: 'Samsung/A05', lastSeen: new Date().toISOString() }],
  });
  carrier.answerWith(take);
  return server;
}

/** A text that somebody sent to the phone, as the app posts it; `payload` adds or replaces. */
export const receivedEvent = (from: string, message: string, payload: Record<string, unknown> = {}) => ({
  ...{ deviceId: 'phone-1', event: 'sms:received', id: randomUUID().slice(0, 21), webhookId: 'ndiyo-sms-received' },
  payload: {
    ...{ messageId: '7c2e1f00', message, phoneNumber: from, sender: from, recipient: '+254711000000', simNumber: 1 },
    receivedAt: new Date().toISOString().replace('Z', '+00:00'),
    ...payload,
  },
});

/** What became of a text: `sent`, `delivered`, `failed`. */
export const stateEvent = (
  event: 'sent' | 'delivered' | 'failed',
  text: { id: string; to: string },
  more: object = {},
) => ({
  ...{ deviceId: 'phone-1', event: `sms:${event}`, id: randomUUID().slice(0, 21), webhookId: `ndiyo-sms-${event}` },
  payload: {
    ...{ messageId: text.id, phoneNumber: text.to, recipient: text.to, simNumber: null },
    ...{ [`${event}At`]: new Date().toISOString(), ...more },
  },
});

/** Headers as the app makes them: the stamp is glued to the body's end. */
export function signedHeaders(key: string, body: string | Buffer, stamp = Math.floor(Date.now() / 1_000)) {
  const signature = createHmac('sha256', key).update(body).update(String(stamp)).digest('hex');
  return { 'Content-Type': 'application/json', 'X-Signature': signature, 'X-Timestamp': String(stamp) };
}

export function postEvent(http: Http, key: string, event: object): Promise<Answer> {
  const body = JSON.stringify(event);
  return http.raw('POST', CALLBACKS, body, signedHeaders(key, body));
}
