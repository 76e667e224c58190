import { inspect } from 'node:util';
import { AfricasTalkingGateway } from '../../src/carriers/africas-talking.gateway.js';
import { RECIPIENT_CODES, readAnswer } from '../../src/carriers/africas-talking-answers.js';
import { parseRetryAfterMs } from '../../src/carriers/http-answers.js';
import type { SendResult } from '../../src/carriers/sms.gateway.js';
import {
  accept,
  badKey,
  breakOff,
  type CarrierAnswer,
  endless,
  type FakeCarrier,
  garbage,
  invalidSender,
  messageAnswer,
  rawAnswer,
  refuse,
  resetAfterAccept,
  startFakeCarrier,
  tooMany,
  unavailable,
} from '../fakes/fake-carrier.js';

const API_KEY = 'atsk_5ecre7f00d5ecre7f00d5ecre7f00d';
const TO = '+254712345678';
const ROW = { cost: 'KES 0.8000', messageId: 'ATXid_1', number: TO, status: 'Success', statusCode: 101 };

let carrier: FakeCarrier;
const results: SendResult[] = [];

beforeEach(async () => {
  carrier = await startFakeCarrier();
});
afterEach(() => carrier.close());

async function sendTo(answer: CarrierAnswer): Promise<SendResult> {
  carrier.answerWith(answer);
  const { baseUrl } = carrier;
  const gateway = new AfricasTalkingGateway({ username: 'ndiyo', apiKey: API_KEY, senderId: '21512', baseUrl });
  const result = await gateway.send({ messageId: 'm1', to: TO, text: 'Habari' });
  results.push(result);
  return result;
}

const retry = (reason: string, carrierStatus: string | null) => ({ outcome: 'retry', reason, carrierStatus });
const refused = (reason: string, carrierStatus: string) => ({ outcome: 'refused', reason, carrierStatus });
const ambiguous = (reason: string) => ({ outcome: 'ambiguous', reason });
const accepted = (carrierStatus: string) => ({
  outcome: 'accepted',
  carrierId: 'ATXid_1',
  cost: 'KES 0.8000',
  carrierStatus,
});

const names = Object.entries(RECIPIENT_CODES).map(([code, row]) => ({ code: Number(code), ...row }));

test.each(names.filter((row) => row.outcome === 'accepted'))('$code $name is accepted', async ({ code }) => {
  expect(await sendTo(accept({ statusCode: code, messageId: 'ATXid_1' }))).toEqual(accepted(`${code} Success`));
});

test.each([
  [401, 'RiskHold', 'refused', 'held-by-carrier'],
  [402, 'InvalidSenderId', 'retry', 'invalid-sender'],
  [403, 'InvalidPhoneNumber', 'refused', 'invalid-number'],
  [404, 'UnsupportedNumberType', 'refused', 'unsupported-number'],
  [405, 'InsufficientBalance', 'retry', 'insufficient-balance'],
  [406, 'UserInBlacklist', 'refused', 'opted-out-at-carrier'],
  [407, 'CouldNotRoute', 'refused', 'could-not-route'],
  [408, 'SomethingNew', 'refused', 'unknown-carrier-code'],
  [409, 'DoNotDisturb', 'refused', 'do-not-disturb'],
  [500, 'InternalServerError', 'retry', 'carrier-internal-error'],
  [501, 'GatewayError', 'retry', 'carrier-gateway-error'],
  [502, 'RejectedByGateway', 'retry', 'rejected-by-gateway'],
  [599, 'SomethingNew', 'retry', 'unknown-carrier-code'],
])('%i %s is %s: %s', async (code, name, outcome, reason) => {
  const isAboutText = outcome === 'retry' && code >= 500;
  const blame = isAboutText ? { isAboutText } : {};
  expect(await sendTo(refuse(code, name))).toEqual({ outcome, reason, carrierStatus: `${code} ${name}`, ...blame });
});

const echoedKey = accept({ statusCode: 406, status: `bad key ${API_KEY}` });
const tooLongId = accept({ messageId: 'x'.repeat(129) });

test.each<[string, CarrierAnswer, object]>([
  ['InvalidSenderId in place of recipients', invalidSender(), retry('invalid-sender', '402 InvalidSenderId')],
  [
    'an empty list',
    messageAnswer('Sent to 0/1 Total Cost: 0', []),
    { ...retry('no-recipient-accepted', null), isAboutText: true },
  ],
  ['HTTP 200, which the SDK takes for a failure', messageAnswer('', [ROW], 200), accepted('101 Success')],
  [
    'HTTP 200 about a blacklisted number',
    messageAnswer('', [{ statusCode: 406 }], 200),
    refused('opted-out-at-carrier', '406 UserInBlacklist'),
  ],
  ['codes as text', accept({ statusCode: '101', messageId: 'ATXid_1' }), accepted('101 Success')],
  ['success without an id', accept({ messageId: 'None' }), ambiguous('accepted-without-id')],
  ['success with an absurd id', tooLongId, ambiguous('accepted-without-id')],
  ['a code of no known class', accept({ statusCode: 207 }), ambiguous('unknown-carrier-code')],
  ['a row without a code', messageAnswer('', [{ number: TO }]), ambiguous('answer-unreadable')],
  [
    'two strangers in the list',
    messageAnswer('', [
      { ...ROW, number: '1' },
      { ...ROW, number: '2' },
    ]),
    ambiguous('answer-unreadable'),
  ],
  [
    'ourselves among strangers',
    messageAnswer('', [{ ...ROW, number: '1', statusCode: 406 }, ROW]),
    accepted('101 Success'),
  ],
  ['a status echoing the key', echoedKey, refused('opted-out-at-carrier', '406 UserInBlacklist')],
  ['broken JSON', garbage(), ambiguous('answer-unreadable')],
  ['other JSON', rawAnswer(201, '[null]'), ambiguous('answer-unreadable')],
  ['HTTP 200 with a login page', rawAnswer(200, '<html>', 'text/html'), ambiguous('answer-unreadable')],
  ['HTTP 204', rawAnswer(204, ''), ambiguous('answer-unreadable')],
  ['an answer breaking off', breakOff(), ambiguous('connection-lost')],
  ['a body without end', endless(), ambiguous('answer-too-large')],
  ['a reset after the request', resetAfterAccept(), ambiguous('connection-lost')],
  ['401 in plain text', badKey(), retry('carrier-refused-credentials', 'HTTP 401')],
  ['400', rawAnswer(400, `no field 'to' ${API_KEY}`), refused('carrier-refused-request', 'HTTP 400')],
  ['404', rawAnswer(404, 'nothing here'), retry('carrier-address-wrong', 'HTTP 404')],
  ['429 in seconds', tooMany('7'), { ...retry('too-many-requests', 'HTTP 429'), retryAfterMs: 7000 }],
  ['429 with nonsense', tooMany('soon'), retry('too-many-requests', 'HTTP 429')],
  ['500', rawAnswer(500, 'oops'), retry('carrier-unavailable', 'HTTP 500')],
  ['503', unavailable(), retry('carrier-unavailable', 'HTTP 503')],
  [
    '503 with Retry-After',
    unavailable({ 'retry-after': '2' }),
    { ...retry('carrier-unavailable', 'HTTP 503'), retryAfterMs: 2000 },
  ],
  ['504', rawAnswer(504, 'upstream timed out'), ambiguous('gateway-timeout')],
])('%s', async (_name, answer, result) => {
  expect(await sendTo(answer)).toEqual(result);
  expect(carrier.journal).toHaveLength(1);
});

test('Retry-After is read as seconds or a date, up to an hour', () => {
  const now = Date.parse('2026-01-05T08:00:00Z');
  expect(parseRetryAfterMs('Mon, 05 Jan 2026 08:00:30 GMT', now)).toBe(30_000);
  expect(parseRetryAfterMs('Mon, 05 Jan 2026 07:00:00 GMT', now)).toBe(0);
  expect(parseRetryAfterMs('99999999', now)).toBe(3_600_000);
  expect(parseRetryAfterMs(undefined, now)).toBeUndefined();
});

test('a cost that is no amount is not kept', () => {
  const body = { SMSMessageData: { Message: '', Recipients: [{ ...ROW, cost: 'free of charge' }] } };
  expect(readAnswer(body, TO)).toMatchObject({ outcome: 'accepted', cost: null });
});

test('the API key is in no result', () => {
  expect(results.length).toBeGreaterThan(40);
  expect(inspect(results, { depth: 9 })).not.toContain(API_KEY);
});
