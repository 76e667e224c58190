/** A no, early or late, and what it ends. */
import { type App, startApp } from '../start-app.js';
import {
  eventTypes,
  outcomes,
  propose,
  proposeAndConfirm,
  read,
  refusal,
  sayNo,
  sayYes,
  statuses,
  untilTold,
} from './agreement.js';
import { verify } from './command-line.js';

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

test('one no declines the contract, and everybody hears of it', async () => {
  const { id, seller, buyer } = await propose(app);
  await sayNo(app, buyer);
  expect(await statuses(app, id)).toEqual(['declined', 'pending', 'declined']);
  expect(await eventTypes(app, id)).toEqual(['contract.created', 'contract.party_declined', 'contract.declined']);
  for (const phone of [seller, buyer]) await untilTold(app, phone, /was refused by a party and is closed/);
  const { text, receipt } = await app.client.contracts.receipt(id);
  expect(receipt.decisions).toMatchObject([{ party_id: 'p2', answer: 'no', reply: 'NO-{code}' }]);
  const { code, output } = await verify(app, text);
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('was declined') });
});

test('a party may still refuse after its own yes, while the contract is pending', async () => {
  const { id, seller } = await propose(app);
  await sayYes(app, seller);
  await sayNo(app, seller);
  expect(await statuses(app, id)).toEqual(['declined', 'declined', 'pending']);
  const yes = 'contract.party_confirmed';
  const no = 'contract.party_declined';
  expect(await eventTypes(app, id)).toEqual(['contract.created', yes, no, 'contract.declined']);
  const { text } = await app.client.contracts.receipt(id);
  expect(await verify(app, text)).toMatchObject({ code: 0 });
});

test('a declined contract takes no later yes, by text or by phone number', async () => {
  const { id, seller, buyer } = await propose(app);
  await sayNo(app, seller);
  const before = await read(app, id);
  await sayYes(app, buyer, seller);
  const { status, kind, members } = await refusal(app.client.contracts.confirm(id, { phone_number: buyer }));
  expect([status, kind, members]).toEqual([409, 'contract-not-pending', { current_status: 'declined' }]);
  expect(await read(app, id)).toEqual({ ...before, parties: expect.anything() });
  expect(await statuses(app, id)).toEqual(['declined', 'declined', 'pending']);
  expect(await outcomes(app, id)).toEqual(['no', 'closed', 'closed']);
  await untilTold(app, buyer, /is refused\. Your reply changed nothing/);
});

test('a no after everybody agreed changes nothing', async () => {
  const { id, seller } = await proposeAndConfirm(app);
  const before = (await app.client.contracts.receipt(id)).text;
  await sayNo(app, seller);
  expect(await statuses(app, id)).toEqual(['confirmed', 'confirmed', 'confirmed']);
  expect((await app.client.contracts.receipt(id)).text).toBe(before);
  await untilTold(app, seller, /is confirmed\. Your reply changed nothing/);
});
