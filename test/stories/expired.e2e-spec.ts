/** Time runs out. It is made to pass in the database, between two lives of the service. */

import { type App, startApp } from '../start-app.js';
import { change } from '../story-database.js';
import { until } from '../until.js';
import {
  type Agreement,
  asIssuer,
  eventsOf,
  outcomes,
  propose,
  read,
  restart,
  sayYes,
  statuses,
  untilTold,
} from './agreement.js';
import { deliverText } from './carrier.js';

let app: App;
let late: Agreement;
let half: Agreement;
let inTime: Agreement;
let lateRest: { status: number; body: { type: string } };

// The worker looks two seconds after the start, so the late answers go out first.
beforeAll(async () => {
  app = await startApp();
  late = await propose(app, { expires_in: '10m' });
  half = await propose(app, { expires_in: '10m' });
  inTime = await propose(app);
  await sayYes(app, half.seller);
  const code = await app.phones.code(late.seller);
  app = await restart(app, (dataDir) => {
    const past = new Date(Date.now() - 1_000).toISOString();
    for (const { id } of [late, half]) {
      change(
        dataDir,
        ['UPDATE contract_versions SET expires_at = ? WHERE contract_id = ?', past, id],
        ['UPDATE parties SET open_until = ? WHERE contract_id = ?', past, id],
      );
    }
  });
  await deliverText(app, { from: late.seller, text: `YES-${code}` });
  lateRest = await app.http.post(`${half.path}/confirm`, { phone_number: half.buyer });
});
afterAll(() => app.close());

const untilExpired = ({ id }: Agreement) =>
  until(
    () => read(app, id),
    ({ status }) => status === 'expired',
  );

test('a late yes is refused, and its sender is told, before anything marked the contract', async () => {
  expect(await outcomes(app, late.id)).toEqual(['expired']);
  await untilTold(app, late.seller, /is expired\. Your reply changed nothing/);
  await untilExpired(late);
  const { body } = await app.http.get(`${late.path}/events`);
  const [reply] = (await app.http.get(`${late.path}/messages`)).body.messages.filter(
    (message: { kind: string }) => message.kind === 'reply',
  );
  expect(reply.created_at < body.events.at(-1).at).toBe(true);
});

test('a late yes over REST is 409 contract-expired, before and after the worker came by', async () => {
  expect(lateRest).toMatchObject({ status: 409, body: { type: expect.stringContaining('contract-expired') } });
  await untilExpired(half);
  const again = await app.http.post(`${half.path}/confirm`, { phone_number: half.buyer });
  expect(again).toMatchObject({ status: 409, body: { type: expect.stringContaining('contract-expired') } });
});

test('the worker marks it expired with an event that names who did not answer, and keeps the yes that was in time', async () => {
  await untilExpired(half);
  expect(await statuses(app, half.id)).toEqual(['expired', 'confirmed', 'pending']);
  const events = await eventsOf(app, half.id);
  expect(events.map(({ type }) => type)).toEqual(['contract.created', 'contract.party_confirmed', 'contract.expired']);
  expect(events.at(-1)!.data).toMatchObject({ unanswered: ['p2'] });
  expect((await app.http.get(`${half.path}/receipt`)).status).toBe(409);
});

test('what has time left is left alone', async () => {
  await untilExpired(late);
  await sayYes(app, inTime.seller, inTime.buyer);
  expect(await statuses(app, inTime.id)).toEqual(['confirmed', 'confirmed', 'confirmed']);
});

test('an expired contract can neither be asked about again nor cancelled', async () => {
  await untilExpired(late);
  expect((await asIssuer(app, late).post(`${late.path}/resend`)).status).toBe(409);
  const { status, body } = await asIssuer(app, late).post(`${late.path}/cancel`, {});
  expect([status, body.current_status, body.allowed_moves]).toEqual([409, 'expired', []]);
});
