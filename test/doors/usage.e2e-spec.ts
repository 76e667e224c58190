/** What a day's texts came to, by account: segments, budget, cost; and that a spent budget is told. */
import { aContract, aParty } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { untilQuiet } from '../stories/database.js';
import { change, rows } from '../story-database.js';
import { expectProblem } from './expect-problem.js';
import { type Key, keyByCommand, makeAccount, makeKey } from './keys.js';

const PATH = '/api/v1/contracts';
const USAGE = '/api/v1/usage';
const today = () => new Date().toISOString().slice(0, 10);

let app: App;
let admin: Key;
let ours: Key & { accountId: string };
let theirs: Key & { accountId: string };
beforeAll(async () => {
  app = await startApp({ env: { AUTH: 'api-key', SMS_BUDGET: '5', SMS_BUDGET_TOTAL: '9' } });
  admin = await keyByCommand(app, '--admin');
}, 60_000);
beforeEach(async () => {
  await untilQuiet(app);
  change(app.dataDir, ['DELETE FROM segment_totals']);
  ours = await makeAccount(app, admin);
  theirs = await makeAccount(app, admin);
});
afterAll(() => app.close());

const create = (key: Key) => key.http.post(PATH, aContract());
const usage = async (key: Key, query = '') => (await key.http.get(USAGE + query)).body;
const TOLD = "SELECT type, data FROM account_events WHERE account_id = ? AND type LIKE 'budget.%' ORDER BY id";
const eventsOf = (accountId: string) =>
  rows(app.dataDir, TOLD, accountId).map(({ type, data }) => ({ type, ...JSON.parse(String(data)) }));

test('an account sees its own segments and its budget, an admin all of them together', async () => {
  expect([(await create(ours)).status, (await create(ours)).status, (await create(theirs)).status]).toEqual([
    ...[201, 201, 201],
  ]);
  const known = { day: today(), costs: [], paused_prefixes: [] };
  expect(await usage(ours)).toEqual({ ...known, account_id: ours.accountId, segments: { used: 4, limit: 5 } });
  expect(await usage(theirs)).toEqual({ ...known, account_id: theirs.accountId, segments: { used: 2, limit: 5 } });
  const total = { used: 6, limit: 9 };
  expect(await usage(admin)).toEqual({ ...known, account_id: null, segments: total, total });
  expect(await usage(admin, `?account_id=${ours.accountId}`)).toEqual({
    ...{ ...known, account_id: ours.accountId, segments: { used: 4, limit: 5 }, total },
  });
});

test('what does not fit into the account’s budget takes nothing, and is told once however often it is refused', async () => {
  expect([(await create(ours)).status, (await create(ours)).status]).toEqual([201, 201]);
  const refused = await Promise.all([1, 2, 3].map(() => ours.http.post(PATH, aContract(), { 'Idempotency-Key': 'k' })));
  expect(refused.map(({ body }) => body.type)).toEqual(Array(3).fill('/problems/budget-spent'));
  expect((await create(ours)).status).toBe(429);
  expect(await usage(admin)).toMatchObject({ total: { used: 4, limit: 9 } });
  expect(eventsOf(ours.accountId)).toEqual([{ type: 'budget.spent', day: today(), limit: 5, scope: 'account' }]);
  expect(eventsOf(theirs.accountId)).toEqual([]);
});

test('what does not fit into the budget of all is told to the account whose text it was', async () => {
  change(app.dataDir, ['INSERT INTO segment_totals (day, segments) VALUES (?, 8)', today()]);
  for (const key of [ours, ours, theirs]) {
    expectProblem(await create(key), { kind: 'budget-spent', instance: PATH });
  }
  const told = { type: 'budget.spent', day: today(), limit: 9, scope: 'total' };
  expect([eventsOf(ours.accountId), eventsOf(theirs.accountId)]).toEqual([[told], [told]]);
  const line = `a text did not fit into the 9 segments of all accounts for ${today()} any more`;
  expect(
    app
      .output()
      .split('\n')
      .filter((one) => one.includes(line)),
  ).toHaveLength(2);
});

test('costs are added up exactly, by currency, for the day in question', async () => {
  const parties = [aParty(), aParty()];
  const { contract_id: id } = (await ours.http.post(PATH, aContract({ parties }))).body;
  await create(ours);
  await create(theirs);
  await untilQuiet(app);
  const bill = (cost: string, phone: string) =>
    change(app.dataDir, ['UPDATE messages SET cost = ? WHERE phone_number = ?', cost, phone]);
  change(app.dataDir, [
    "UPDATE messages SET cost = 'KES 0.8' WHERE direction = 'out' AND account_id = ?",
    ours.accountId,
  ]);
  change(app.dataDir, ["UPDATE messages SET cost = 'UGX 25' WHERE account_id = ?", theirs.accountId]);
  bill('KES 0.1005', parties[0]!.phone_number);
  expect((await usage(ours)).costs).toEqual([{ currency: 'KES', amount: '2.5005' }]);
  expect((await usage(admin, `?account_id=${theirs.accountId}`)).costs).toEqual([{ currency: 'UGX', amount: '50' }]);
  expect((await usage(admin)).costs).toEqual([
    { currency: 'KES', amount: '2.5005' },
    { currency: 'UGX', amount: '50' },
  ]);
  expect(await usage(ours, '?day=2026-02-28')).toMatchObject({ day: '2026-02-28', segments: { used: 0 }, costs: [] });
  expect((await ours.http.get(`${PATH}/${id}/messages`)).body.messages[0].cost).toBe('KES 0.1005');
});

test.each(['2026-02-30', '1999-12-31', 'today', '2026-11-22T00:00:00Z', ''])('the day %j is refused', async (day) => {
  const answer = await ours.http.get(`${USAGE}?day=${day}`);
  expectProblem(answer, { kind: 'invalid-parameter', pointers: ['#/day'], instance: USAGE });
});

test('another account’s usage is not there, but for an admin; without the scope there is none', async () => {
  const named = await ours.http.get(`${USAGE}?account_id=${theirs.accountId}`);
  expectProblem(named, { kind: 'account-not-found', instance: USAGE });
  expect((await usage(ours, `?account_id=${ours.accountId}`)).account_id).toBe(ours.accountId);
  expectProblem(await admin.http.get(`${USAGE}?account_id=nowhere`), { kind: 'account-not-found', instance: USAGE });
  const other = await makeKey(app, ours.http, { scopes: ['contracts:read'] });
  expect((await other.http.get(USAGE)).body.required_scope).toBe('messages:read');
});

test('where nothing is limited, segments are counted all the same', async () => {
  const free = await startApp();
  const http = free.http;
  const { manage_token } = (await http.post(PATH, aContract())).body;
  await http.post(PATH, aContract());
  await untilQuiet(free);
  const { day, segments, total, account_id } = (await http.get(USAGE)).body;
  expect({ day, segments, total, account_id }).toEqual({
    ...{ day: today(), segments: { used: 4, limit: null }, total: undefined, account_id: 'community' },
  });
  const bearer = await http.get(USAGE, { Authorization: `Bearer ${manage_token}` });
  expect(bearer.status).toBe(403);
  expect(rows(free.dataDir, 'SELECT * FROM segment_budgets')).toEqual([]);
  await free.close();
}, 40_000);
