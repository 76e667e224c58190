/** A carrier posts again until it sees 200, and in no certain order. */

import { deliveryForm, inboundForm } from '../fakes/fake-carrier.js';
import { type App, startApp } from '../start-app.js';
import { rows } from '../story-database.js';
import { type Agreement, eventTypes, messagesOf, outcomes, propose, statuses } from './agreement.js';
import { CALLBACKS, deliverText } from './carrier.js';
import { replyOutcomes, reportOutcomes } from './database.js';

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

describe('a reply', () => {
  test('posted many times, one after the other and at once, is one decision', async () => {
    const { id, seller } = await propose(app);
    const form = inboundForm({ from: seller, text: `YES-${await app.phones.code(seller)}`, id: 'ATXid_again' });
    const first = await app.http.form(`${CALLBACKS}/sms`, form);
    const others = await Promise.all(Array.from({ length: 40 }, () => app.http.form(`${CALLBACKS}/sms`, form)));
    expect(new Set([first, ...others].map((answer) => answer.status))).toEqual(new Set([200]));
    expect(await eventTypes(app, id)).toEqual(['contract.created', 'contract.party_confirmed']);
    expect(await outcomes(app, id)).toEqual(['yes']);
  });

  test('first seen forty times in the same instant is one decision', async () => {
    const { id, seller } = await propose(app);
    const form = inboundForm({ from: seller, text: `YES-${await app.phones.code(seller)}`, id: 'ATXid_burst' });
    const answers = await Promise.all(Array.from({ length: 40 }, () => app.http.form(`${CALLBACKS}/sms`, form)));
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    expect(await eventTypes(app, id)).toEqual(['contract.created', 'contract.party_confirmed']);
    expect(await outcomes(app, id)).toEqual(['yes']);
  });

  test('repeated after a later no does not bring the yes back', async () => {
    const { id, seller } = await propose(app);
    const code = await app.phones.code(seller);
    const yes = { from: seller, text: `YES-${code}`, id: 'ATXid_late-yes' };
    await deliverText(app, yes);
    await deliverText(app, { from: seller, text: `NO-${code}` });
    expect((await deliverText(app, yes)).status).toBe(200);
    expect(await statuses(app, id)).toEqual(['declined', 'declined', 'pending']);
    expect(await outcomes(app, id)).toEqual(['yes', 'no']);
  });

  test('without an id is known by its body', async () => {
    const { id, seller } = await propose(app);
    const code = await app.phones.code(seller);
    const form = new URLSearchParams({ from: seller, text: `YES-${code}`, to: '20880' }).toString();
    for (let i = 0; i < 3; i += 1) expect((await app.http.form(`${CALLBACKS}/sms`, form)).status).toBe(200);
    expect(await outcomes(app, id)).toEqual(['yes']);
  });

  test.each([
    ['empty', ''],
    ['from no number', 'text=YES&id=odd-1&from=NDIYO'],
    ['without a sender', 'text=YES&id=odd-2'],
    ['with fields nobody knows', 'networkCode=63902&surprise=1&id=odd-3&from=%2B254799999999&text=hello'],
  ])('%s is stored and answered 200', async (_what, form) => {
    const before = replyOutcomes(app).length;
    expect((await app.http.form(`${CALLBACKS}/sms`, form)).status).toBe(200);
    expect(replyOutcomes(app)).toHaveLength(before + 1);
  });
});

describe('a delivery report', () => {
  let agreement: Agreement;
  let carrierId: string;
  beforeEach(async () => {
    const probe = await propose(app);
    // A silent phone: the simulated carrier reports nothing of its own.
    await app.phones.outcome(probe.buyer, 'silent');
    agreement = await propose(app, {
      parties: [
        { phone_number: probe.seller, role: 'seller', name: 'Wanjiru Kamau' },
        { phone_number: probe.buyer, role: 'buyer', name: 'Otieno' },
      ],
    });
    carrierId = String(
      rows(app.dataDir, 'SELECT carrier_id FROM messages WHERE contract_id = ? AND party_id = ?', agreement.id, 'p2')[0]
        ?.carrier_id,
    );
  });

  const report = async (status: string, failureReason?: string) => {
    const reason = failureReason === undefined ? {} : { failureReason };
    const form = deliveryForm({ id: carrierId, status, phoneNumber: agreement.buyer, ...reason });
    expect((await app.http.form(`${CALLBACKS}/delivery`, form)).status).toBe(200);
  };
  const invitation = async () =>
    (await messagesOf(app, agreement.id, 'invitation')).find((message) => message.party_id === 'p2');

  test('of a step on the way, then of the end: the end stands', async () => {
    await report('Sent');
    expect(await invitation()).toMatchObject({ status: 'sent', carrier_status: 'Sent', final_at: null });
    await report('Buffered');
    expect(await invitation()).toMatchObject({ status: 'sent', carrier_status: 'Buffered' });
    await report('Success');
    expect(await invitation()).toMatchObject({ status: 'delivered', carrier_status: 'Success' });
  });

  test('of the end, then of a step on the way: the end stands', async () => {
    await report('Success');
    const before = await invitation();
    await report('Sent');
    await report('Failed', 'AbsentSubscriber');
    expect(before?.status).toBe('delivered');
    expect(await invitation()).toEqual(before);
  });

  test('of a failure keeps the reason', async () => {
    await report('Failed', 'UserInBlacklist');
    const why = { failure_reason: 'opted-out-at-carrier', carrier_status: 'Failed UserInBlacklist' };
    expect(await invitation()).toMatchObject({ status: 'failed', ...why });
    await report('Success');
    expect(await invitation()).toMatchObject({ status: 'failed' });
  });

  test('with a word nobody knows is kept as it came and changes no state', async () => {
    await report('TeleportedSideways');
    expect(await invitation()).toMatchObject({ status: 'sent', carrier_status: 'TeleportedSideways', final_at: null });
  });

  test('repeated is taken once', async () => {
    for (let i = 0; i < 5; i += 1) await report('Success');
    expect(reportOutcomes(app, carrierId)).toHaveLength(1);
  });

  test('of a text we do not know yet is parked', async () => {
    const form = deliveryForm({ id: 'ATXid_early-bird', status: 'Success', phoneNumber: agreement.buyer });
    expect((await app.http.form(`${CALLBACKS}/delivery`, form)).status).toBe(200);
    expect(reportOutcomes(app, 'ATXid_early-bird')).toEqual(['parked']);
    expect(await invitation()).toMatchObject({ status: 'sent' });
  });
});
