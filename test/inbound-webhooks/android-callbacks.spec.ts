import { createHmac } from 'node:crypto';
import { readAndroidEvent } from '../../src/inbound-webhooks/android-event.js';
import { faultOfAndroid } from '../../src/inbound-webhooks/android-proof.js';
import { receivedEvent, stateEvent } from '../fakes/android-server.js';

const KEY = 'the signing key of a phone, 32 or more';
const FORMER = 'the former key of that phone, as long';
const NOW = new Date('2026-11-22T10:00:00.000Z');
const NOW_S = String(NOW.getTime() / 1_000);
const BODY = '{"event":"sms:received"}';

type Headers = { signatures: string[]; timestamps: string[]; rawBody: Buffer };

const hmac = (text: string, key = KEY) => createHmac('sha256', key).update(text).digest('hex');
const signed = (changes: Partial<Headers> = {}): Headers => ({
  ...{ signatures: [hmac(BODY + NOW_S)], timestamps: [NOW_S], rawBody: Buffer.from(BODY) },
  ...changes,
});
const stamped = (stamp: string): Partial<Headers> => ({ signatures: [hmac(BODY + stamp)], timestamps: [stamp] });
const aged = (seconds: number) => stamped(String(Number(NOW_S) - seconds));
const faultOf = (changes: Partial<Headers>, keys = [KEY, FORMER]) => faultOfAndroid(signed(changes), keys, NOW);

describe('the phone’s proof', () => {
  test.each<[string, Partial<Headers>]>([
    ['its signature', {}],
    ['in capitals', { signatures: [hmac(BODY + NOW_S).toUpperCase()] }],
    ['by the former key', { signatures: [hmac(BODY + NOW_S, FORMER)] }],
    ['300 s old', aged(300)],
    ['300 s ahead', aged(-300)],
    ['of an empty body', { rawBody: Buffer.alloc(0), signatures: [hmac(NOW_S)] }],
  ])('counts: %s', (_, changes) => expect(faultOf(changes)).toBeNull());

  test.each<[string, Partial<Headers>]>([
    ['none', { signatures: [] }],
    ['301 s old', aged(301)],
    ['301 s ahead', aged(-301)],
    ['without a stamp', { timestamps: [] }],
    ['a stamp that is none', stamped('now')],
    ['a stamp with a sign', stamped(`+${NOW_S}`)],
    ['over the body alone', { signatures: [hmac(BODY)] }],
    ['with the stamp before a dot, as relays sign', { signatures: [hmac(`${NOW_S}.${BODY}`)] }],
    ['by another key', { signatures: [hmac(BODY + NOW_S, 'another')] }],
    ['by an empty key', { signatures: [hmac(BODY + NOW_S, '')] }],
    ['of another body', { rawBody: Buffer.from(`${BODY} `) }],
    ['of another time', { timestamps: [String(Number(NOW_S) + 1)] }],
    ['too short', { signatures: [hmac(BODY + NOW_S).slice(2)] }],
    ['with its algorithm before it', { signatures: [`sha256=${hmac(BODY + NOW_S)}`] }],
    ['twice', { signatures: [hmac(BODY + NOW_S), hmac(BODY + NOW_S)] }],
    ['with two stamps', { timestamps: [NOW_S, NOW_S] }],
  ])('is refused: %s', (_, changes) => expect(faultOf(changes)).toEqual(expect.any(String)));

  test('without a key nothing is believed', () => {
    expect(faultOf({ signatures: [hmac(BODY + NOW_S, '')] }, [])).toContain('ANDROID_SMS_SIGNING_KEY');
  });
});

const read = (event: unknown) => readAndroidEvent(Buffer.from(JSON.stringify(event)), 'KE');
const FROM = '+254712345678';
const AT = '2026-11-22T13:00:00.000+03:00';
const heard = (payload: object, message = 'YES-482913') =>
  read(receivedEvent(FROM, message, { receivedAt: AT, ...payload }));

describe('a text that came in', () => {
  test.each<[string, object, string]>([
    ['both names of the sender', {}, FROM],
    ['the former name alone', { sender: undefined }, FROM],
    ['the new name before the former', { phoneNumber: '+254799999999' }, FROM],
    ['without a plus', { sender: '254712345678' }, FROM],
    ['a national number', { sender: '0712 345 678' }, FROM],
  ])('%s', (_, payload, from) => {
    expect(heard(payload)).toMatchObject({ kind: 'sms', from, text: 'YES-482913', carrierId: '7c2e1f00' });
  });

  test.each<[string, object]>([
    ['a sender that is a name', { sender: 'SAFARICOM' }],
    ['no sender', { sender: null, phoneNumber: null }],
    ['no text', { message: undefined }],
    ['a number in place of a text', { message: 482913 }],
  ])('is unusable, and kept: %s', (_, payload) => {
    expect(heard(payload)).toMatchObject({ kind: 'android', outcome: 'unusable' });
  });

  test('what is stored holds no code, and every other field', () => {
    const event = heard(
      { note: 'said YES-482913', parts: [{ text: 'code 482913' }], simNumber: 2 },
      'YES 482913 asante',
    );
    const stored = JSON.stringify(event.fields);
    expect(stored).not.toContain('482913');
    expect(event.fields).toMatchObject({
      ...{ from: FROM, text: 'YES {code} asante', date: '2026-11-22T10:00:00.000Z' },
      original: { deviceId: 'phone-1', payload: { sender: FROM, simNumber: 2, note: 'said YES-{code}' } },
    });
  });

  test('posted twice it is one text, also from another time zone and under another event id', () => {
    const [one, twin] = [heard({}), heard({ receivedAt: '2026-11-22T10:00:00Z', simNumber: null })];
    expect(twin.dedupeKey).toBe(one.dedupeKey);
  });

  test('the same words a second later are another text, though the app gives them one id', () => {
    const keys = [heard({}), heard({ receivedAt: '2026-11-22T10:00:01Z' }), heard({}, 'NO-482913')];
    expect(new Set(keys.map(({ dedupeKey }) => dedupeKey)).size).toBe(3);
  });

  test('without a time or an id of its own it still counts as one', () => {
    const event = receivedEvent(FROM, 'YES', { receivedAt: 'soon', messageId: '' });
    expect(read(event)).toMatchObject({ kind: 'sms', carrierId: event.id, dedupeKey: read(event).dedupeKey });
    expect(read({ ...event, id: 'another' }).dedupeKey).not.toBe(read(event).dedupeKey);
  });
});

describe('what became of a text', () => {
  const TEXT = { id: '019ab3c0-0000-7000-8000-000000000001', to: FROM };
  test.each<[string, object, object]>([
    ['sent', stateEvent('sent', TEXT), { status: 'Sent', failureReason: null }],
    ['delivered', stateEvent('delivered', TEXT), { status: 'Delivered', failureReason: null }],
    ['failed without a word', stateEvent('failed', TEXT), { status: 'Failed', failureReason: 'unknown' }],
    [
      'failed, in Android’s words',
      stateEvent('failed', TEXT, { reason: 'Send error: RESULT_ERROR_NO_SERVICE (4) for +254712345678' }),
      { status: 'Failed', failureReason: 'RESULT_ERROR_NO_SERVICE' },
    ],
    [
      'failed, in the app’s words, under the other name',
      stateEvent('failed', TEXT, { error: 'TTL expired 12' }),
      { status: 'Failed', failureReason: 'ttl-expired' },
    ],
    [
      'cancelled in the app',
      { ...stateEvent('failed', TEXT), event: 'sms:cancelled' },
      { status: 'Failed', failureReason: 'cancelled' },
    ],
  ])('%s', (_, event, report) => {
    const known = read(event);
    expect(known).toMatchObject({ kind: 'delivery', report: { carrierId: TEXT.id, ...report } });
    expect(known.fields).toMatchObject({ id: TEXT.id, ...report, phoneNumber: FROM });
  });

  test('each state counts once, whoever repeats it', () => {
    const keys = (['sent', 'delivered', 'delivered'] as const).map((state) => read(stateEvent(state, TEXT)).dedupeKey);
    expect(new Set(keys).size).toBe(2);
  });

  test.each(['', 'x'.repeat(129), 'two words', 'ü'])('an id that is none is unusable: %j', (id) => {
    expect(read(stateEvent('sent', { id, to: FROM }))).toMatchObject({ outcome: 'unusable' });
  });

  test('what no database holds is left out', () => {
    expect(heard({}, 'YES\0-482913 \ud83d')).toMatchObject({ text: 'YES-482913 \ufffd' });
  });

  test('a reason without end costs no time', () => {
    const startedAt = performance.now();
    read(stateEvent('failed', TEXT, { reason: 'A'.repeat(60_000) }));
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

describe('anything else is kept and does nothing', () => {
  test.each<[string, string, string]>([
    ['another event', '{"event":"system:ping","payload":{}}', 'ignored'],
    ['an event of a later release', '{"event":"sms:read"}', 'ignored'],
    ['a name every object has', '{"event":"constructor"}', 'ignored'],
    ['an event that is no text', '{"event":7,"payload":"x"}', 'ignored'],
    ['no JSON', 'YES-482913', 'unusable'],
    ['half of it', '{"event":"sms:received"', 'unusable'],
    ['nothing', '', 'unusable'],
    ['a list', '[]', 'unusable'],
    ['null', 'null', 'unusable'],
    ['other bytes than UTF-8', '\xff\xfe', 'unusable'],
    ['lists within lists', '['.repeat(60_000), 'unusable'],
    ['closed ones', '['.repeat(30_000) + ']'.repeat(30_000), 'unusable'],
    ['deep in a good event', `{"event":"x","payload":{"a":${'['.repeat(500)}${']'.repeat(500)}}}`, 'ignored'],
  ])('%s', (_, body, outcome) => {
    const event = readAndroidEvent(Buffer.from(body, 'latin1'), 'KE');
    expect(event).toMatchObject({
      kind: 'android',
      outcome,
      dedupeKey: expect.stringMatching(/^sha256 [0-9a-f]{64}$/),
    });
    expect(JSON.stringify(event.fields)).not.toContain('482913');
  });
});
