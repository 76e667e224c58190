/** The whole journey over Africa's Talking: texts leave through its API, replies come back with a proof, and the grade says so. */
import { createHmac } from 'node:crypto';
import {
  accept,
  type CarrierAnswer,
  deliveryForm,
  type FakeCarrier,
  inboundForm,
  startFakeCarrier,
  unavailable,
} from '../fakes/fake-carrier.js';
import { type App, startApp } from '../start-app.js';
import { rows } from '../story-database.js';
import { until } from '../until.js';
import { CONTRACTS, inEnglish, messagesOf, outcomes, proposeOverTheAir, statuses, untilAsked } from './agreement.js';
import { CALLBACKS } from './carrier.js';
import { verify } from './command-line.js';

const SECRET = 'a-webhook-secret-for-these-stories-only-4711';

let carrier: FakeCarrier;
let app: App;
beforeAll(async () => {
  carrier = await startFakeCarrier();
  const said = { ENVIRONMENT: 'testing', AUTH: 'none', CONFIRM_CODE: 'off', WEBHOOK_SECRET: SECRET };
  const account = {
    AT_USERNAME: 'ndiyo',
    AT_API_KEY: 'atsk_story',
    AT_SENDER_ID: '21512',
    AT_BASE_URL: carrier.baseUrl,
  };
  app = await startApp({ env: { ...said, ...account, SMS_GATEWAY: 'africastalking' } });
});
beforeEach(() => carrier.answerWith(accept()));
afterAll(async () => {
  await app.close();
  await carrier.close();
});

const addressOf = (kind: string) =>
  `${CALLBACKS}/${kind}/${createHmac('sha256', SECRET).update(`africastalking/${kind}`).digest('base64url')}`;
const textsTo = (phone: string) => carrier.journal.filter(({ form }) => form.to === phone);
const codeOf = (phone: string) => /YES-(\d{6})/.exec(textsTo(phone).at(-1)?.form.message ?? '')?.[1];

async function text(from: string, words: string): Promise<void> {
  const { status } = await app.http.form(addressOf('sms'), inboundForm({ from, text: words }));
  expect(status).toBe(200);
}

test('a code by a proven callback is grade B, the contract id grade C, and the receipt verifies', async () => {
  const { id, seller, buyer } = await proposeOverTheAir(app);
  await text(seller, `YES-${codeOf(seller)}`);
  await text(buyer, `YES ${id}`);
  expect(await statuses(app, id)).toEqual(['confirmed', 'confirmed', 'confirmed']);
  const receipt = await app.http.get(`${CONTRACTS}/${id}/receipt`);
  expect(receipt.body.decisions).toMatchObject([
    { party_id: 'p1', grade: 'B', carrier: 'africastalking', reply: 'YES-{code}' },
    { party_id: 'p2', grade: 'C', carrier: 'africastalking' },
  ]);
  expect(await verify(app, receipt.text)).toMatchObject({ code: 0 });
});

test('an unproven yes is 401 and changes nothing', async () => {
  const { id, seller } = await proposeOverTheAir(app);
  const form = inboundForm({ from: seller, text: `YES-${codeOf(seller)}` });
  expect((await app.http.form(`${CALLBACKS}/sms`, form)).status).toBe(401);
  expect(await statuses(app, id)).toEqual(['pending', 'pending', 'pending']);
  expect(await outcomes(app, id)).toEqual([]);
});

test('the delivery report of the carrier’s own id reaches the message', async () => {
  const { id, seller } = await proposeOverTheAir(app);
  const [carrierId] = textsTo(seller)[0]!.messageIds;
  const form = deliveryForm({ id: carrierId!, status: 'Success', phoneNumber: seller });
  expect((await app.http.form(addressOf('delivery'), form)).status).toBe(200);
  const [invitation] = await messagesOf(app, id, 'invitation');
  expect(invitation).toMatchObject({
    status: 'delivered',
    cost: expect.stringContaining('KES'),
    carrier: 'africastalking',
  });
});

test('while the carrier is away texts wait, and go when it is back', async () => {
  carrier.answerWith(unavailable(), unavailable(), accept());
  const body = inEnglish();
  const { status, body: created } = await app.http.post(CONTRACTS, body);
  expect(status).toBe(201);
  const all = await until(
    () => messagesOf(app, created.contract_id, 'invitation'),
    (messages) => messages.every((message) => message.status === 'sent'),
    45_000,
  );
  expect(all).toHaveLength(2);
  for (const { phone_number } of body.parties) expect(codeOf(phone_number)).toMatch(/^\d{6}$/);
});

test('a reply that overtakes the carrier’s answer still records what its sender was shown', async () => {
  const body = inEnglish();
  const [seller] = body.parties.map((party) => party.phone_number) as [string];
  const answerLate: CarrierAnswer = async (received, response) => {
    if (received.form.to === seller) await text(seller, `YES-${codeOf(seller)}`);
    accept()(received, response);
  };
  carrier.answerWith(answerLate);
  const { body: created } = await app.http.post(CONTRACTS, body);
  await untilAsked(app, created.contract_id);
  expect(await statuses(app, created.contract_id)).toEqual(['pending', 'confirmed', 'pending']);
  await text(body.parties[1]!.phone_number, `NO-${codeOf(body.parties[1]!.phone_number)}`);
  const receipt = await app.http.get(`${CONTRACTS}/${created.contract_id}/receipt`);
  expect(receipt.body.decisions[0]).toMatchObject({
    party_id: 'p1',
    texts_shown: [expect.stringContaining('Reply YES-{code} to agree')],
    terms_not_shown: [],
  });
});

test('a delivery report that overtakes the carrier’s answer waits for its text, and then counts', async () => {
  const body = inEnglish();
  const [seller] = body.parties.map((party) => party.phone_number) as [string];
  const reportFirst: CarrierAnswer = async (received, response) => {
    const messageId = `ATXid_early_${received.form.to}`;
    if (received.form.to === seller) {
      const form = deliveryForm({ id: messageId, status: 'Success', phoneNumber: seller });
      expect((await app.http.form(addressOf('delivery'), form)).status).toBe(200);
    }
    accept({ messageId })(received, response);
  };
  carrier.answerWith(reportFirst);
  const { body: created } = await app.http.post(CONTRACTS, body);
  await untilAsked(app, created.contract_id);
  const invitations = await messagesOf(app, created.contract_id, 'invitation');
  expect(invitations.map(({ status }) => status)).toEqual(['delivered', 'sent']);
});

test('there is no simulator beside a real carrier', async () => {
  expect((await app.http.get('/api/v1/simulator/messages')).status).toBe(404);
});

/** As captured from the carrier, from relays and from hands that typed them: the bytes, and what became of them. */
const RECORDED: [kind: string, body: string, outcome: string][] = [
  [
    'sms',
    'linkId=03090445075804249226&text=Msg&to=21512&id=ec9adc86-51d5-4bc8-8eb0-d8ab0bb53dc3&date=2017-05-03+06%3A04%3A45&from=%2B254791541111',
    'stranger',
  ],
  [
    'sms',
    'from=+254791541112&to=21512&text=Msg&date=2017-05-03T06:04:45Z&id=8f1c&cost=KES 1.00&networkCode=63902',
    'stranger',
  ],
  [
    'delivery',
    'phoneNumber=%2B254700000001&failureReason=DeliveryFailure&retryCount=0&id=ATXid_8c75&status=Failed&networkCode=63902',
    'parked',
  ],
  ['delivery', 'id=ATXid_9d86&status=Success&phoneNumber=%2B254700000001&networkCode=99999&somethingNew=1', 'parked'],
  ['opt-out', 'senderId=21512&phoneNumber=%2B254700000002', 'opted_out'],
];

test.each(RECORDED)('a recorded %s callback is taken, with every field: %s', async (kind, body, outcome) => {
  expect((await app.http.form(addressOf(kind), body)).status).toBe(200);
  const latest = 'SELECT outcome, fields FROM callbacks WHERE kind = ? ORDER BY received_at DESC LIMIT 1';
  const [last] = rows(app.dataDir, latest, kind);
  expect(last!.outcome).toBe(outcome);
  expect(Object.keys(JSON.parse(String(last!.fields)))).toEqual([...new URLSearchParams(body).keys()]);
});
