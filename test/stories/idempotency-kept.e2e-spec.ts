/** How kept answers are kept: sealed, for a day, through kill -9 and a new SECRET_KEY. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aContract } from '../factories.js';
import type { Answer } from '../http.js';
import { type App, startApp } from '../start-app.js';
import { change, IS_POSTGRES, rows } from '../story-database.js';
import { until } from '../until.js';
import { CONTRACTS } from './agreement.js';
import { textsFor } from './database.js';
import { aKey, expectNoReplay, expectReplay, keyed } from './keyed.js';

const create = (app: App, key: string, body: unknown): Promise<Answer> => app.http.post(CONTRACTS, body, keyed(key));

/** Everything the database holds: its files, or every row of every table. */
function dumpOf({ dataDir }: App): string {
  if (!IS_POSTGRES) {
    const files = readdirSync(dataDir).filter((name) => name.startsWith('ndiyo.sqlite'));
    return files.map((name) => readFileSync(join(dataDir, name)).toString('latin1')).join('\n');
  }
  const tables = rows(dataDir, `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`);
  return tables.map(({ table_name }) => JSON.stringify(rows(dataDir, `SELECT * FROM "${table_name}"`))).join('\n');
}

/** Makes every kept answer older. */
const age = ({ dataDir }: App, ms: number) =>
  change(dataDir, ['UPDATE idempotency_keys SET created_at = ?', new Date(Date.now() - ms).toISOString()]);

/** What is kept of the last creates with a key. */
const newest = ({ dataDir }: App, count: number) =>
  rows(dataDir, `SELECT id, sealed_answer FROM idempotency_keys ORDER BY created_at DESC LIMIT ${count}`);

/** How many contracts came of a body: its phones are in no other. */
function contractsOf({ dataDir }: App, { parties }: ReturnType<typeof aContract>): number {
  const sql = 'SELECT count(DISTINCT contract_id) AS n FROM parties WHERE phone_number = ?';
  return Number(rows(dataDir, sql, parties[0]!.phone_number)[0]!.n);
}

const HOUR_MS = 60 * 60_000;

describe('with one SECRET_KEY', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  }, 40_000);
  afterAll(() => app.close());

  /** On the data of the one that has ended. */
  async function startAgain(): Promise<void> {
    app = await startApp({ dataDir: app.dataDir });
  }

  test('the manage_token is in the replay, and works', async () => {
    const [key, body] = [aKey(), aContract()];
    const first = await create(app, key, body);
    const replay = await create(app, key, body);
    expectReplay(replay, first);
    const { contract_id: id, manage_token: token } = replay.body;
    expect(token).toMatch(/^mt_[\w-]{43}$/);
    const mine = app.http.with({ Authorization: `Bearer ${token}` });
    const seen = await mine.get(`${CONTRACTS}/${id}`);
    expect(seen.body.parties[0].phone_number).toBe(body.parties[0]!.phone_number);
    expect((await mine.post(`${CONTRACTS}/${id}/cancel`, {})).status).toBe(200);
  });

  test('the database holds neither the token nor the key, and two answers alike look nothing alike', async () => {
    const keys = [aKey(), aKey()];
    const body = aContract();
    for (const key of keys) {
      const { contract_id: id, manage_token: token } = (await create(app, key, body)).body;
      const dump = dumpOf(app);
      expect(dump).toContain(id); // the search finds what is there
      for (const secret of [token, token.slice(3), key]) expect(dump).not.toContain(secret);
      for (const form of ['base64', 'hex'] as const) {
        expect(dump).not.toContain(Buffer.from(token).toString(form).slice(0, 40));
        expect(dump).not.toContain(Buffer.from(key).toString(form).slice(0, 40));
      }
    }
    const [one, two] = newest(app, 2).map((row) => row.sealed_answer);
    expect(String(one).slice(0, 24)).not.toBe(String(two).slice(0, 24));
  });

  test('a kept answer that was tampered with, or moved to another key, is never given', async () => {
    const requests = [aKey(), aKey()].map((key) => ({ key, body: aContract() }));
    for (const { key, body } of requests) await create(app, key, body);
    const [one, two] = newest(app, 2);
    const swap = 'UPDATE idempotency_keys SET sealed_answer = ? WHERE id = ?';
    change(app.dataDir, [swap, one!.sealed_answer!, two!.id!], [swap, two!.sealed_answer!, one!.id!]);
    for (const { key, body } of requests) {
      const answer = await create(app, key, body);
      expect([answer.status, answer.body.type]).toEqual([500, '/problems/internal-error']);
      expect(answer.text).not.toContain('mt_');
    }
  });

  test('an answer is kept for 24 hours; after that the request is done anew, and the new answer is kept', async () => {
    const [key, body] = [aKey(), aContract()];
    const first = await create(app, key, body);
    age(app, 24 * HOUR_MS - 60_000);
    expectReplay(await create(app, key, body), first);
    age(app, 24 * HOUR_MS + 1_000);
    const second = await create(app, key, body);
    expect(second.status).toBe(201);
    expectNoReplay(second);
    expect(second.body.contract_id).not.toBe(first.body.contract_id);
    expectReplay(await create(app, key, body), second);
    expect(contractsOf(app, body)).toBe(2);
  });

  test('after 24 hours a key is free for another body', async () => {
    const key = aKey();
    await create(app, key, aContract());
    age(app, 24 * HOUR_MS + 1_000);
    expect((await create(app, key, aContract())).status).toBe(201);
  });

  test('10 at once, when the answer is too old, make one more contract', async () => {
    const [key, body] = [aKey(), aContract()];
    await create(app, key, body);
    age(app, 25 * HOUR_MS);
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(app, key, body)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(contractsOf(app, body)).toBe(2);
  });

  test('answers older than a day are swept at the start, younger ones stay', async () => {
    for (let i = 0; i < 3; i++) await create(app, aKey(), aContract());
    age(app, 25 * HOUR_MS);
    const [key, body] = [aKey(), aContract()];
    const first = await create(app, key, body);
    await app.close({ keepData: true });
    await startAgain();
    const kept = () => rows(app.dataDir, 'SELECT id FROM idempotency_keys');
    await until(kept, ({ length }) => length === 1);
    expectReplay(await create(app, key, body), first);
  });

  test('kill -9 right after the answer: after a restart the replay is still there', async () => {
    const [key, body] = [aKey(), aContract()];
    const first = await create(app, key, body);
    await app.kill();
    await startAgain();
    expectReplay(await create(app, key, body), first);
    expect(contractsOf(app, body)).toBe(1);
    for (const { phone_number } of body.parties) expect(textsFor(app, phone_number)).toEqual(['invitation']);
  });

  test('kill -9 amid 30 creates: whoever tries again gets one contract a key, and what was answered stands', async () => {
    const requests = Array.from({ length: 30 }, () => ({ key: aKey(), body: aContract() }));
    const tries = requests.map(({ key, body }) => create(app, key, body).catch(() => null));
    await Promise.race(tries);
    await app.kill();
    const answered = await Promise.all(tries);
    await startAgain();
    expect(answered.filter((answer) => answer !== null).length).toBeGreaterThan(0);
    for (const [i, { key, body }] of requests.entries()) {
      const again = await create(app, key, body);
      expect(again.status).toBe(201);
      const before = answered[i];
      if (before) expectReplay(again, before);
      for (const { phone_number } of body.parties) expect(textsFor(app, phone_number)).toEqual(['invitation']);
      expect(contractsOf(app, body)).toBe(1);
    }
  });
});

describe('when SECRET_KEY changes', () => {
  const [OLD, NEW] = ['old-root-9a3c5e7f1b2d4068a1c3e5f7092b4d6f', 'new-root-71c0e5b8d24f4a6f9b3e08d7c6a51f92'];
  const before = { key: aKey(), body: aContract() };
  const forgotten = { key: aKey(), body: aContract() };
  let dataDir: string;
  let first: Answer;
  let app: App;
  beforeAll(async () => {
    app = await startApp({ env: { SECRET_KEY: OLD } });
    dataDir = app.dataDir;
    first = await create(app, before.key, before.body);
    await create(app, forgotten.key, forgotten.body);
    await app.close({ keepData: true });
  }, 40_000);
  afterEach(() => app.close({ keepData: true }));
  afterAll(() => app.close());

  test('the answers of SECRET_KEY_PREVIOUS are still given', async () => {
    app = await startApp({ dataDir, env: { SECRET_KEY: NEW, SECRET_KEY_PREVIOUS: OLD } });
    expectReplay(await create(app, before.key, before.body), first);
    const [next, other] = [aKey(), aContract()];
    const second = await create(app, next, other);
    expectNoReplay(second);
    expectReplay(await create(app, next, other), second);
  });

  test('without the former key nothing is done twice and no secret is told', async () => {
    app = await startApp({ dataDir, env: { SECRET_KEY: NEW } });
    const answer = await create(app, forgotten.key, forgotten.body);
    expect(answer).toMatchObject({ status: 422, body: { type: '/problems/idempotency-key-reused' } });
    expect(answer.text).not.toMatch(/mt_|SECRET_KEY/);
    expect(contractsOf(app, forgotten.body)).toBe(1);
  });
});
