/** Idempotency-Key beside one-time codes: a repeat costs neither a text nor a try; what may end otherwise is not kept. */
import { type App, startApp } from '../start-app.js';
import { change, rows } from '../story-database.js';
import { type Agreement, propose } from './agreement.js';
import { textsFor } from './database.js';
import { aKey, expectNoReplay, expectReplay, keyed } from './keyed.js';

let app: App;
beforeAll(async () => {
  app = await startApp({ env: { CONFIRM_CODE: 'required' } });
});
afterAll(() => app.close());

const confirm = ({ path, seller }: Agreement, key: string, code?: string) =>
  app.http.post(`${path}/confirm`, { phone_number: seller, ...(code !== undefined && { code }) }, keyed(key));
const triesAt = ({ id }: Agreement) =>
  rows(app.dataDir, 'SELECT tries FROM one_time_codes WHERE contract_id = ? ORDER BY id', id).map((row) => row.tries);
const other = (code: string) => `${code.slice(0, 5)}${(Number(code[5]) + 1) % 10}`;

test('a request for a code sends one text, and its replay none', async () => {
  const agreement = await propose(app);
  const key = aKey();
  const first = await confirm(agreement, key);
  expect(first).toMatchObject({ status: 202, body: { status: 'code_sent' } });
  expectReplay(await confirm(agreement, key), first);
  expect(triesAt(agreement)).toEqual([0]);
  expect(textsFor(app, agreement.seller)).toEqual(['invitation', 'one_time_code']);
});

test('a wrong code counts one try, its replay none, and the right one still works', async () => {
  const agreement = await propose(app);
  await confirm(agreement, aKey());
  const code = await app.phones.code(agreement.seller, 2);
  const key = aKey();
  const first = await confirm(agreement, key, other(code));
  expect(first).toMatchObject({ status: 422, body: { type: '/problems/wrong-code' } });
  for (let i = 0; i < 6; i++) expectReplay(await confirm(agreement, key, other(code)), first);
  expect(triesAt(agreement)).toEqual([1]);
  expect((await confirm(agreement, aKey(), other(code))).status).toBe(422);
  expect(triesAt(agreement)).toEqual([2]);
  expect((await confirm(agreement, key, code)).body.type).toBe('/problems/idempotency-key-reused');
  const right = aKey();
  const done = await confirm(agreement, right, code);
  expect(done).toMatchObject({ status: 200, body: { contract_id: agreement.id } });
  expectReplay(await confirm(agreement, right, code), done);
});

test('a 429 is not kept: when the hour is over the same key sends a code', async () => {
  const agreement = await propose(app);
  for (let i = 0; i < 5; i++) expect((await confirm(agreement, aKey())).status).toBe(202);
  const key = aKey();
  for (let i = 0; i < 2; i++) {
    const refused = await confirm(agreement, key);
    expect(refused.status).toBe(429);
    expectNoReplay(refused);
  }
  const before = new Date(Date.now() - 61 * 60_000).toISOString();
  change(app.dataDir, ['UPDATE one_time_codes SET created_at = ? WHERE contract_id = ?', before, agreement.id]);
  const sent = await confirm(agreement, key);
  expect(sent.status).toBe(202);
  expectReplay(await confirm(agreement, key), sent);
});

test('a fault of ours is not kept: the same key works once it is mended', async () => {
  const agreement = await propose(app);
  const key = aKey();
  change(app.dataDir, ['ALTER TABLE one_time_codes RENAME TO broken']);
  for (let i = 0; i < 2; i++) {
    const failed = await confirm(agreement, key);
    expect(failed.status).toBeGreaterThanOrEqual(500);
    expectNoReplay(failed);
  }
  change(app.dataDir, ['ALTER TABLE broken RENAME TO one_time_codes']);
  const sent = await confirm(agreement, key);
  expect(sent.status).toBe(202);
  expectNoReplay(sent);
  expect(triesAt(agreement)).toEqual([0]);
});
