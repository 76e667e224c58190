/** A create that is sent twice is done once: what counts as the same request, and whose it is. */
import { randomUUID } from 'node:crypto';
import { expectProblem } from '../doors/expect-problem.js';
import { aContract } from '../factories.js';
import type { Answer } from '../http.js';
import { type App, startApp } from '../start-app.js';
import { rows } from '../story-database.js';
import { CONTRACTS, messagesOf } from './agreement.js';
import { textsFor } from './database.js';
import { aKey, contractCount, expectReplay, keyed } from './keyed.js';

let app: App;
beforeAll(async () => {
  app = await startApp({ env: { TRUST_PROXY: '1' } });
});
afterAll(() => app.close());

const create = (key: string, body: unknown = aContract(), headers = {}): Promise<Answer> =>
  app.http.post(CONTRACTS, body, { ...keyed(key), ...headers });

/** How many contracts `work` makes. */
async function made(work: () => Promise<unknown>): Promise<number> {
  const before = contractCount(app);
  await work();
  return contractCount(app) - before;
}

test('the same key and body give the same bytes and make one contract, whose parties are asked once', async () => {
  const [key, body] = [aKey(), aContract()];
  const answers: Answer[] = [];
  expect(await made(async () => answers.push(await create(key, body)))).toBe(1);
  const [first] = answers as [Answer];
  expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([201, null]);
  expect(first.headers.get('location')).toBe(`${CONTRACTS}/${first.body.contract_id}`);
  for (let i = 0; i < 3; i++) {
    expect(await made(async () => answers.push(await create(key, body)))).toBe(0);
    expectReplay(answers.at(-1)!, first);
  }
  for (const { phone_number } of body.parties) expect(textsFor(app, phone_number)).toEqual(['invitation']);
  expect(await messagesOf(app, first.body.contract_id)).toHaveLength(2);
});

test('a replay has a request id of its own', async () => {
  const [key, body] = [aKey(), aContract()];
  const ids = [];
  for (const id of ['first-try', 'second-try']) {
    ids.push((await create(key, body, { 'X-Request-ID': id })).headers.get('x-request-id'));
  }
  expect(ids).toEqual(['first-try', 'second-try']);
});

test('without a key, or under another key, the same body is another contract', async () => {
  const body = aContract();
  const work = async () => {
    for (const headers of [{}, {}, keyed(aKey()), keyed(aKey())]) {
      const { status, headers: told } = await app.http.post(CONTRACTS, body, headers);
      expect([status, told.get('idempotency-replayed')]).toEqual([201, null]);
    }
  };
  expect(await made(work)).toBe(4);
});

test('the order of members and the spaces between them do not make another body', async () => {
  const [key, body] = [aKey(), aContract()];
  const first = await create(key, body);
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([name, inner]) => [name, reversed(inner)]),
    );
  };
  for (const text of [JSON.stringify(body, null, 4), JSON.stringify(reversed(body))]) {
    expect(text).not.toBe(JSON.stringify(body));
    const headers = { 'Content-Type': 'application/json', ...keyed(key) };
    expectReplay(await app.http.raw('POST', CONTRACTS, text, headers), first);
  }
});

test.each<[what: string, change: (body: ReturnType<typeof aContract>) => unknown]>([
  ['another value', (body) => ({ ...body, terms: { ...body.terms, total_amount: '350000.01' } })],
  ['one member more', (body) => ({ ...body, external_id: randomUUID() })],
  ['its parties in another order', (body) => ({ ...body, parties: [...body.parties].reverse() })],
])('another body, %s, under the same key is 422, and nothing is done', async (_, change) => {
  const [key, body] = [aKey(), aContract()];
  const first = await create(key, body);
  const work = async () =>
    expectProblem(await create(key, change(body)), { kind: 'idempotency-key-reused', instance: CONTRACTS });
  expect(await made(work)).toBe(0);
  expectReplay(await create(key, body), first);
});

test('the same body at another path under the same key is 422, and nothing is done', async () => {
  const [key, body] = [aKey(), aContract()];
  await create(key, body);
  const path = `${CONTRACTS}/create`;
  const work = async () =>
    expectProblem(await app.http.post(path, body, keyed(key)), { kind: 'idempotency-key-reused', instance: path });
  expect(await made(work)).toBe(0);
});

// No address takes both POST and PUT: another method is another address too.
test('another method or another move under the same key is 422, and nothing is done', async () => {
  const { contract_id: id, manage_token } = (await app.http.post(CONTRACTS, aContract())).body;
  const mine = app.http.with({ Authorization: `Bearer ${manage_token}`, ...keyed(aKey()) });
  const path = `${CONTRACTS}/${id}`;
  expect((await mine.post(`${path}/resend`, {})).status).toBe(202);
  const put = await mine.put(path, { status: 'cancelled' });
  expectProblem(put, { kind: 'idempotency-key-reused', instance: path });
  const post = await mine.post(`${path}/cancel`, {});
  expectProblem(post, { kind: 'idempotency-key-reused', instance: `${path}/cancel` });
  expect((await app.http.get(path)).body.status).toBe('pending');
});

test('50 at once with one key make one contract, and all get its answer, byte for byte', async () => {
  const [key, body] = [aKey(), aContract()];
  const answers: Answer[] = [];
  const work = async () => answers.push(...(await Promise.all(Array.from({ length: 50 }, () => create(key, body)))));
  expect(await made(work)).toBe(1);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(new Set(answers.map(({ headers }) => headers.get('location'))).size).toBe(1);
  expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(49);
  for (const { phone_number } of body.parties) expect(textsFor(app, phone_number)).toEqual(['invitation']);
});

test('50 at once with one key and 50 bodies make one contract; 49 are told that the key is taken', async () => {
  const key = aKey();
  const answers: Answer[] = [];
  const work = async () => answers.push(...(await Promise.all(Array.from({ length: 50 }, () => create(key)))));
  expect(await made(work)).toBe(1);
  const kinds = answers.map(({ status, body }) => (status === 201 ? 'created' : body.type)).sort();
  expect(kinds).toEqual([...Array(49).fill('/problems/idempotency-key-reused'), 'created']);
});

describe('the key belongs to its caller', () => {
  const by = (address: string) => ({ 'X-Forwarded-For': address });

  test('two addresses with the same key and body make a contract each', async () => {
    const [key, body] = [aKey(), aContract()];
    const [one, two] = [by('203.0.113.1'), by('203.0.113.2')];
    const answers: Answer[] = [];
    const work = async () => {
      for (const headers of [one, two]) answers.push(await create(key, body, headers));
    };
    expect(await made(work)).toBe(2);
    const [first, second] = answers as [Answer, Answer];
    expect([second.status, second.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect(second.body.manage_token).not.toBe(first.body.manage_token);
    expectReplay(await create(key, body, one), first);
    expectReplay(await create(key, body, two), second);
  });

  test('two manage_tokens with the same key each get their own answer', async () => {
    const key = aKey();
    for (let i = 0; i < 2; i++) {
      const { contract_id: id, manage_token } = (await app.http.post(CONTRACTS, aContract())).body;
      const mine = app.http.with({ Authorization: `Bearer ${manage_token}`, ...keyed(key) });
      const first = await mine.post(`${CONTRACTS}/${id}/cancel`, {});
      expect(first.headers.get('idempotency-replayed')).toBeNull();
      expect(first.body).toMatchObject({ contract_id: id, status: 'cancelled' });
      expectReplay(await mine.post(`${CONTRACTS}/${id}/cancel`, {}), first);
    }
  });

  test('a caller without the token gets nothing of what the token’s owner was answered', async () => {
    const { contract_id: id, manage_token } = (await app.http.post(CONTRACTS, aContract())).body;
    const key = aKey();
    const path = `${CONTRACTS}/${id}/cancel`;
    const mine = { Authorization: `Bearer ${manage_token}` };
    expect((await app.http.post(path, {}, { ...keyed(key), ...mine })).status).toBe(200);
    expectProblem(await app.http.post(path, {}, keyed(key)), { kind: 'unauthorized', instance: path });
  });
});

describe('a key', () => {
  test.each([0, 256, 1_000])('of %i characters is refused, and nothing is done', async (length) => {
    const work = async () =>
      expectProblem(await create('k'.repeat(length)), { kind: 'invalid-parameter', instance: CONTRACTS });
    expect(await made(work)).toBe(0);
  });

  test.each(['k', '0', 'k'.repeat(255), "O'Brien; DROP TABLE contracts --", '{"a":[1,2]}', 'null'])(
    '%j is as good as any',
    async (key) => {
      const body = aContract();
      const first = await create(key, body);
      expect(first.status).toBe(201);
      expectReplay(await create(key, body), first);
    },
  );

  test('tells capitals and every character apart', async () => {
    const [key, body] = [aKey(), aContract()];
    const keys = [key, key.toUpperCase(), `${key}.`, 'k'.repeat(254), 'k'.repeat(253)];
    expect(await made(() => Promise.all(keys.map((one) => create(one, body))))).toBe(keys.length);
  });
});

test('a body that cannot be read or is not acceptable leaves the key free for the right one', async () => {
  const [key, body] = [aKey(), aContract()];
  const headers = { 'Content-Type': 'application/json', ...keyed(key) };
  expect((await app.http.raw('POST', CONTRACTS, '{"contract_type":', headers)).status).toBe(400);
  expect((await create(key, { ...body, contract_type: 'maize' })).status).toBe(422);
  expect(rows(app.dataDir, 'SELECT id FROM idempotency_keys WHERE sealed_answer IS NULL')).toEqual([]);
  expect((await create(key, body)).status).toBe(201);
});
