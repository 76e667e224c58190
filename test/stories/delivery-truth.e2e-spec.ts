/** What the carrier says of a text, and what whoever made the contract then reads. Through the real SDK. */
import { createHmac } from 'node:crypto';
import { type Contract, createClient, type Message, type NewContract } from '../../src/client/client.js';
import { aContract } from '../factories.js';
import {
  accept,
  type CarrierAnswer,
  deliveryForm,
  type FakeCarrier,
  invalidSender,
  refuse,
  resetAfterAccept,
  startFakeCarrier,
} from '../fakes/fake-carrier.js';
import { type App, startApp } from '../start-app.js';
import { change, databaseEnv } from '../story-database.js';
import { until } from '../until.js';
import { CONTRACTS, eventsOf, messagesOf, read } from './agreement.js';
import { CALLBACKS } from './carrier.js';
import { runCli } from './command-line.js';

const SECRET = 'a-webhook-secret-for-these-stories-only-4711';
const KEY = 'an-api-key-for-these-stories-only-4711';
/** Of the party whose text something happens to; the other's is always taken. */
const answers = new Map<string, CarrierAnswer[]>();

let carrier: FakeCarrier;
let app: App;
let env: Record<string, string>;
beforeAll(async () => {
  carrier = await startFakeCarrier();
  carrier.answerWith((received, response) => {
    const script = answers.get(received.form.to!) ?? [accept()];
    const answer = script.length > 1 ? script.shift()! : script[0]!;
    answer(received, response);
  });
  const said = { ENVIRONMENT: 'testing', AUTH: 'api-key', API_KEY: KEY, CONFIRM_CODE: 'off', WEBHOOK_SECRET: SECRET };
  const account = { AT_USERNAME: 'ndiyo', AT_API_KEY: 'atsk_story', AT_SENDER_ID: '21512' };
  const gateway = { SMS_GATEWAY: 'africastalking', AT_BASE_URL: carrier.baseUrl, SMS_REPEAT_AFTER: '1' };
  env = { ...said, ...account, ...gateway };
  const started = await startApp({ env });
  const client = createClient({ baseUrl: started.url, apiKey: KEY, retries: 0 });
  app = { ...started, client, http: started.http.with({ 'X-API-Key': KEY }) };
});
afterAll(async () => {
  await app.close();
  await carrier.close();
});

interface Asked {
  id: string;
  phone: string;
}

/** A contract whose first party meets that answer of the carrier. */
async function ask(...script: CarrierAnswer[]): Promise<Asked> {
  const body = aContract({ parties: aContract().parties.map((party) => ({ ...party, language: 'en' })) });
  const phone = body.parties[0]!.phone_number;
  if (script.length > 0) answers.set(phone, script);
  const { contract_id: id } = await app.client.contracts.create(body as NewContract);
  return { id, phone };
}

const invitationOf = async ({ id }: Asked): Promise<Message> =>
  (await messagesOf(app, id, 'invitation')).find((message) => message.party_id === 'p1')!;
const untilInvitation = (asked: Asked, isSo: (message: Message) => boolean) =>
  until(() => invitationOf(asked), isSo) as Promise<Message>;
const untilSent = (asked: Asked) => untilInvitation(asked, ({ status }) => status === 'sent');
const partyOf = async ({ id }: Asked): Promise<Contract['parties'][number]> => (await read(app, id)).parties[0]!;
const unreachable = async ({ id }: Asked) =>
  (await eventsOf(app, id)).filter(({ type }) => type === 'party.unreachable');
const textsTo = (phone: string) => carrier.journal.filter(({ form }) => form.to === phone);

async function report(asked: Asked, status: string, failureReason?: string, id?: string): Promise<void> {
  const carrierId = id ?? textsTo(asked.phone).at(-1)!.messageIds[0]!;
  const token = createHmac('sha256', SECRET).update('africastalking/delivery').digest('base64url');
  const reason = failureReason === undefined ? {} : { failureReason };
  const form = deliveryForm({ id: carrierId, status, phoneNumber: asked.phone, ...reason });
  expect((await app.http.form(`${CALLBACKS}/delivery/${token}`, form)).status).toBe(200);
}

// code, name, state, reason, the beginning of what is read
const SEND_CODES: [code: number, name: string, state: string, reason: string | null, read: RegExp | null][] = [
  [100, 'Processed', 'sent', null, null],
  [101, 'Sent', 'sent', null, null],
  [102, 'Queued', 'sent', null, null],
  [401, 'RiskHold', 'failed', 'held-by-carrier', /^The carrier holds our texts/],
  [402, 'InvalidSenderId', 'queued', 'invalid-sender', /^The carrier does not know our sender/],
  [403, 'InvalidPhoneNumber', 'failed', 'invalid-number', /^The carrier does not know this number/],
  [404, 'UnsupportedNumberType', 'failed', 'unsupported-number', /^The carrier cannot text this kind/],
  [405, 'InsufficientBalance', 'queued', 'insufficient-balance', /^Our account with the carrier is empty/],
  [406, 'UserInBlacklist', 'failed', 'opted-out-at-carrier', /^This number blocked our texts/],
  [407, 'CouldNotRoute', 'failed', 'could-not-route', /^The carrier has no way to this network/],
  [409, 'DoNotDisturb', 'failed', 'do-not-disturb', /^The network holds back texts/],
  [500, 'InternalServerError', 'queued', 'carrier-internal-error', /^The carrier could not be reached/],
  [501, 'GatewayError', 'queued', 'carrier-gateway-error', /^The carrier could not be reached/],
  [502, 'RejectedByGateway', 'queued', 'rejected-by-gateway', /^The carrier could not be reached/],
  [418, 'Teapot', 'failed', 'unknown-carrier-code', /^The carrier gives a reason this service does not know/],
];

test.each(SEND_CODES)('send code %d %s: %s, %s', async (code, name, state, reason, advice) => {
  const isTaken = state === 'sent';
  const asked = await ask(isTaken ? accept({ statusCode: code, status: name }) : refuse(code, name), accept());
  const {
    status,
    failure_reason,
    advice: said,
  } = await untilInvitation(asked, (message) => message.status !== 'queued' || message.failure_reason !== null);
  expect({ status, failure_reason }).toEqual({ status: state, failure_reason: reason });
  if (advice === null) expect(said).toBeNull();
  else expect(said).toMatch(advice);
  if (state !== 'failed') return;
  expect(await partyOf(asked)).toMatchObject({ delivery: 'failed', delivery_trouble: { reason, advice: said } });
  const [event] = await until(
    () => unreachable(asked),
    (seen) => seen.length > 0,
  );
  expect(event!.data).toMatchObject({ party_id: 'p1', status: 'pending', version: 1, reason, advice: said });
});

const REPORTS: [status: string, failureReason: string | undefined, state: string, reason: string | null][] = [
  ['Sent', undefined, 'sent', null],
  ['Submitted', undefined, 'sent', null],
  ['Buffered', undefined, 'sent', null],
  ['Teleported', undefined, 'sent', null],
  ['Success', undefined, 'delivered', null],
  ['Failed', 'InsufficientCredit', 'failed', 'insufficient-balance'],
  ['Failed', 'InvalidLinkId', 'failed', 'not-subscribed'],
  ['Failed', 'UserIsInactive', 'failed', 'number-inactive'],
  ['Failed', 'UserInBlackList', 'failed', 'opted-out-at-carrier'],
  ['Failed', 'UserAccountSuspended', 'failed', 'number-suspended'],
  ['Failed', 'NotNetworkSubcriber', 'failed', 'number-inactive'],
  ['Failed', 'UserNotSubscribedToProduct', 'failed', 'not-subscribed'],
  ['Failed', 'UserDoesNotExist', 'failed', 'number-inactive'],
  ['Failed', 'DeliveryFailure', 'failed', 'delivery-failure'],
  ['Failed', 'DoNotDisturbRejection', 'failed', 'do-not-disturb'],
  ['Failed', 'MoonInTheWay', 'failed', 'MoonInTheWay'],
  ['Failed', undefined, 'failed', 'delivery-failure'],
  ['Rejected', undefined, 'failed', 'rejected'],
  ['AbsentSubscriber', undefined, 'failed', 'absent-subscriber'],
  ['Expired', undefined, 'failed', 'expired-at-carrier'],
];

test.each(REPORTS)('report %s %s: %s, %s', async (status, failureReason, state, reason) => {
  const asked = await ask();
  await untilSent(asked);
  await report(asked, status, failureReason);
  const seen = await invitationOf(asked);
  const words = failureReason === undefined ? status : `${status} ${failureReason}`;
  expect(seen).toMatchObject({ status: state, failure_reason: reason, carrier_status: words, cost: 'KES 0.8000' });
  expect(seen.advice === null).toBe(state !== 'failed');
  expect((await partyOf(asked)).delivery).toBe(state);
});

describe('a text whose sending the carrier did not answer', () => {
  test('and which is reported under a name nobody knows was sent: it does not go again', async () => {
    const asked = await ask(resetAfterAccept());
    await untilInvitation(asked, ({ failure_reason }) => failure_reason === 'may-have-been-sent');
    expect((await partyOf(asked)).delivery_trouble).toMatchObject({ reason: 'may-have-been-sent' });
    await report(asked, 'Success', undefined, `ATXid_lost_${asked.id}`);
    const delivered = await untilInvitation(asked, ({ status }) => status === 'delivered');
    expect(delivered).toMatchObject({ possible_duplicate: false, failure_reason: null });
    expect(textsTo(asked.phone)).toHaveLength(1);
  });

  test('and of which nothing is heard goes once more, flagged', async () => {
    const asked = await ask(resetAfterAccept(), accept());
    expect(await untilSent(asked)).toMatchObject({ possible_duplicate: true, failure_reason: null });
    const [first, second, ...more] = textsTo(asked.phone).map(({ form }) => form.message);
    expect(second).toBe(first);
    expect(more).toEqual([]);
  });

  test('twice is a dead letter, never sent a third time but at an operator’s word', async () => {
    const asked = await ask(resetAfterAccept());
    const failed = await untilInvitation(asked, ({ status }) => status === 'failed');
    expect(failed).toMatchObject({ possible_duplicate: true, failure_reason: 'may-have-been-sent' });
    expect(textsTo(asked.phone)).toHaveLength(2);
    const { body } = await app.http.get('/api/v1/dead-letters');
    const letter = body.dead_letters.find((one: { contract_id: string }) => one.contract_id === asked.id);
    expect(letter).toMatchObject({
      ...{ message_id: failed.id, kind: 'invitation', party_id: 'p1', failure_reason: 'may-have-been-sent' },
      ...{ phone_number: asked.phone, advice: expect.stringMatching(/ask the party before/) },
    });
    answers.delete(asked.phone);
    const path = `/api/v1/dead-letters/${letter.dead_letter_id}/resend`;
    expect(await app.http.post(path, {})).toMatchObject({ status: 202, body: { message_id: failed.id } });
    expect(await untilSent(asked)).toMatchObject({ possible_duplicate: true });
    expect((await app.http.post(path, {})).status).toBe(404);
  });
});

test('what the operator sees and sends again on the command line', async () => {
  const [gone, wanted] = [await ask(), await ask()];
  await Promise.all([untilSent(gone), untilSent(wanted)]);
  for (const { id } of [gone, wanted]) {
    const [{ id: message }] = (await messagesOf(app, id, 'invitation')) as [Message];
    change(
      app.dataDir,
      ["UPDATE messages SET status = 'failed', failure_reason = 'carrier-unavailable' WHERE id = ?", message],
      [
        `INSERT INTO outbox (topic, order_key, payload, status, attempt, interruptions, failures, due_at, created_at)
          VALUES ('sms', ?, ?, 'dead', 12, 0, 12, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')`,
        id,
        message,
      ],
    );
  }
  await app.client.contracts.cancel(gone.id);
  const place = { ...env, DATA_DIR: app.dataDir, ...databaseEnv(app.dataDir) };
  const listed = await runCli(['dead-letters', 'list'], place);
  expect(listed.output).toMatch(
    new RegExp(`invitation to \\+254.*•+.* about ${wanted.id}: carrier-unavailable, after 12`),
  );
  const resent = await runCli(['dead-letters', 'resend', '--all'], place);
  expect(resent.output).toMatch(/^1 queued again\n\d+: Nobody waits for an answer to this text any more\n$/);
  await untilSent(wanted);
  expect(await invitationOf(gone)).toMatchObject({ status: 'failed' });
});

test('a number that opted out cannot be asked: the issuer is told why, and what to do', async () => {
  const first = await ask();
  await untilSent(first);
  const token = createHmac('sha256', SECRET).update('africastalking/opt-out').digest('base64url');
  const form = new URLSearchParams({ senderId: '21512', phoneNumber: first.phone }).toString();
  expect((await app.http.form(`${CALLBACKS}/opt-out/${token}`, form)).status).toBe(200);
  const body = aContract();
  const parties = body.parties.map((party, i) => (i === 0 ? { ...party, phone_number: first.phone } : party));
  const { body: created } = await app.http.post(CONTRACTS, { ...body, parties });
  expect(created.parties[0]).toMatchObject({ delivery: 'suppressed', delivery_trouble: { reason: 'opted-out' } });
  const [event] = await until(
    () => unreachable({ id: created.contract_id, phone: first.phone }),
    (seen) => seen.length > 0,
  );
  expect(event!.data).toMatchObject({ party_id: 'p1', reason: 'opted-out' });
});

test('an empty account at the carrier holds texts back without costing them a try', async () => {
  const asked = await ask(invalidSender(), accept());
  expect(await untilSent(asked)).toMatchObject({ failure_reason: null, possible_duplicate: false });
});
