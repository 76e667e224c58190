/** HELP, STATUS, TERMS, STOP and START, and how often each is answered. */
import { aParty } from '../factories.js';
import { optOutForm } from '../fakes/fake-carrier.js';
import { type App, startApp } from '../start-app.js';
import { asIssuer, messagesOf, propose, sayYes, statuses, untilAsked, untilTold } from './agreement.js';
import { CALLBACKS, deliverText } from './carrier.js';
import { textsFor, untilQuiet } from './database.js';

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const MANY_TERMS = {
  product: 'Maize, white, dried',
  quantity: '100',
  unit: 'bags of 90 kg',
  unit_price: '3500.00',
  total_amount: '350000.00',
  currency: 'KES',
  delivery_location: 'Nakuru cooperative store, gate two',
  delivery_deadline: '2026-12-15',
  quality_requirements: 'Grade 1, moisture below 13.5 per cent, no aflatoxin',
};

const times = (count: number, kind: string) => Array.from({ length: count }, () => kind);

describe('HELP', () => {
  test('is answered once an hour', async () => {
    const { seller } = await propose(app);
    for (const word of ['HELP', 'help', 'Msaada']) await app.phones.reply(seller, word);
    expect(textsFor(app, seller)).toEqual(['invitation', 'help']);
    const texts = await untilTold(app, seller, /to agree reply YES and the 6 digits/);
    expect(texts).toHaveLength(2);
  });

  test('is answered in the party’s language', async () => {
    const parties = [aParty({ role: 'seller', language: 'sw' }), aParty()];
    const { seller } = await propose(app, { parties });
    await app.phones.reply(seller, 'MSAADA');
    await untilTold(app, seller, /kukubali jibu NDIYO/);
  });
});

test('STATUS is answered at most five times a day', async () => {
  const { seller, buyer } = await propose(app);
  await sayYes(app, buyer);
  const code = await app.phones.code(seller);
  for (let i = 0; i < 7; i += 1) await app.phones.reply(seller, `STATUS ${code}`);
  expect(textsFor(app, seller)).toEqual(['invitation', ...times(5, 'status')]);
  await untilTold(app, seller, /is waiting for replies\. 1 of 2 parties agreed/);
});

test('texts in one instant get no more answers than texts in a row', async () => {
  const { seller } = await propose(app, { terms: MANY_TERMS });
  const code = await app.phones.code(seller);
  const texts = ['HELP', `STATUS ${code}`, `TERMS ${code}`].flatMap((text) => Array.from({ length: 8 }, () => text));
  const answers = await Promise.all(texts.map((text) => deliverText(app, { from: seller, text })));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  const sent = textsFor(app, seller);
  expect([...sent].sort()).toEqual(['help', 'invitation', ...times(5, 'status'), ...times(2, 'terms')]);
});

describe('TERMS', () => {
  test('is answered at most twice', async () => {
    const { seller } = await propose(app, { terms: MANY_TERMS });
    const code = await app.phones.code(seller);
    for (let i = 0; i < 4; i += 1) await app.phones.reply(seller, `TERMS ${code}`);
    expect(textsFor(app, seller)).toEqual(['invitation', 'terms', 'terms']);
  });

  test('shortens what the receipt says a party was not shown', async () => {
    const { id, path, seller, buyer } = await propose(app, { terms: MANY_TERMS });
    await app.phones.reply(seller, `TERMS ${await app.phones.code(seller)}`);
    await untilTold(app, seller, /further terms:.*aflatoxin/);
    await untilQuiet(app);
    await sayYes(app, seller, buyer);
    expect(await statuses(app, id)).toEqual(['confirmed', 'confirmed', 'confirmed']);
    const { decisions } = (await app.http.get(`${path}/receipt`)).body;
    const [asked, unasked] = decisions;
    expect(asked.texts_shown).toHaveLength(2);
    expect(asked.terms_not_shown).toEqual([]);
    expect(unasked.texts_shown).toHaveLength(1);
    expect(unasked.terms_not_shown).toContain('/terms/quality_requirements');
  });
});

describe('STOP', () => {
  test('ends all texts but one acknowledgement, and a yes still counts', async () => {
    const { id, seller, buyer } = await propose(app);
    const code = await app.phones.code(seller);
    await app.phones.reply(seller, 'STOP');
    await untilTold(app, seller, /you will get no more texts/);
    for (const text of ['stop', 'HELP', `STATUS ${code}`, `YES-${code}`]) await app.phones.reply(seller, text);
    await sayYes(app, buyer);
    expect(await statuses(app, id)).toEqual(['confirmed', 'confirmed', 'confirmed']);
    await untilQuiet(app);
    expect(await app.phones.texts(seller)).toHaveLength(2);
  });

  test('keeps later invitations back until START, and then they can be sent again', async () => {
    const first = await propose(app);
    await app.phones.reply(first.seller, 'ACHA');
    const parties = [aParty({ role: 'seller', phone_number: first.seller }), aParty()];
    const second = await propose(app, { parties });
    const [invitation] = await messagesOf(app, second.id, 'invitation');
    expect(invitation).toMatchObject({ status: 'suppressed', failure_reason: 'opted-out', sent_at: null });
    expect((await app.http.get(second.path)).body.parties[0].delivery).toBe('suppressed');
    await app.phones.reply(first.seller, 'START');
    await untilTold(app, first.seller, /you will get our texts again/);
    await asIssuer(app, second).post(`${second.path}/resend`, { party_id: 'p1' });
    await untilAsked(app, second.id);
    await sayYes(app, first.seller);
    expect(await statuses(app, second.id)).toEqual(['pending', 'confirmed', 'pending']);
  });

  test('keeps one-time texts of a decision back too', async () => {
    const { id, seller, buyer } = await propose(app);
    await app.phones.reply(buyer, 'STOP');
    await sayYes(app, seller);
    await app.phones.reply(buyer, `NO ${await app.phones.code(buyer)}`);
    const told = await messagesOf(app, id, 'declined');
    expect(told.map((message) => [message.party_id, message.status === 'suppressed'])).toEqual([
      ['p1', false],
      ['p2', true],
    ]);
  });
});

test('the carrier’s own opt-out callback does the same as STOP, without a text', async () => {
  const { seller } = await propose(app);
  const form = optOutForm({ senderId: '20880', phoneNumber: seller });
  expect((await app.http.form(`${CALLBACKS}/opt-out`, form)).status).toBe(200);
  expect((await app.http.form(`${CALLBACKS}/opt-out`, form)).status).toBe(200);
  const { id } = await propose(app, { parties: [aParty({ role: 'seller', phone_number: seller }), aParty()] });
  const [invitation] = await messagesOf(app, id, 'invitation');
  expect(invitation?.status).toBe('suppressed');
  expect(await app.phones.texts(seller)).toHaveLength(1);
});
