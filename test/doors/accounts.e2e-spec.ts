/** Everything belongs to an account; another's is not there, except for an admin. */
import { aContract } from '../factories.js';
import { Phones } from '../phones.js';
import { type App, startApp } from '../start-app.js';
import { rows } from '../story-database.js';
import { until } from '../until.js';
import { expectProblem } from './expect-problem.js';
import { ACCOUNTS, KEYS, type Key, keyByCommand, makeAccount, makeKey } from './keys.js';

const PATH = '/api/v1/contracts';

let app: App;
let admin: Key;
let ours: Key & { accountId: string };
let theirs: Key & { accountId: string };
beforeAll(async () => {
  app = await startApp({ env: { AUTH: 'api-key', SMS_BUDGET: '60' } });
  admin = await keyByCommand(app, '--admin');
  ours = await makeAccount(app, admin);
  theirs = await makeAccount(app, admin);
}, 60_000);
afterAll(() => app.close());

async function propose(key: Key, changes: Record<string, unknown> = {}) {
  const body = aContract(changes);
  const { contract_id: id } = (await key.http.post(PATH, body)).body;
  return { id, path: `${PATH}/${id}`, body, phones: body.parties.map((party) => party.phone_number) };
}

describe('a contract of another account', () => {
  test.each(['', '/status', '/document', '/events', '/messages', '/receipt'])('is 404 at GET %s', async (part) => {
    const { path, id } = await propose(ours);
    const answer = await theirs.http.get(path + part);
    expectProblem(answer, { kind: 'contract-not-found', instance: path + part });
    expect(answer.body.detail).toBe(`Contract ${id} does not exist, or it is not yours to see`);
    const there = await admin.http.get(path + part);
    expect(there.status).toBe(part === '/receipt' ? 409 : 200);
  });

  test.each(['resend', 'cancel', 'activate', 'complete', 'dispute'])(
    'is 404 to %s, and stays as it is',
    async (move) => {
      const { path } = await propose(ours);
      const instance = `${path}/${move}`;
      expectProblem(await theirs.http.post(instance, {}), { kind: 'contract-not-found', instance });
      expect((await ours.http.get(path)).body.status).toBe('pending');
    },
  );

  test('is 404 to amend', async () => {
    const { path } = await propose(ours);
    for (const body of [{ terms: { product: 'Beans' } }, { status: 'cancelled' }]) {
      expectProblem(await theirs.http.put(path, body), { kind: 'contract-not-found', instance: path });
    }
    expect((await ours.http.get(path)).body).toMatchObject({ version: 1, status: 'pending' });
  });

  test('is in no list and no search', async () => {
    const { id, phones } = await propose(ours, { external_id: 'same-name' });
    const listed = async (key: Key) => {
      const found = await key.http.post(`${PATH}/search`, { phone_number: phones[0] });
      const named = await key.http.get(`${PATH}?external_id=same-name`);
      return [found, named].map(({ body }) =>
        body.contracts.some((one: { contract_id: string }) => one.contract_id === id),
      );
    };
    expect(await listed(theirs)).toEqual([false, false]);
    expect(await listed(ours)).toEqual([true, true]);
    expect(await listed(admin)).toEqual([true, true]);
    // The same external_id is free there.
    expect((await theirs.http.post(PATH, aContract({ external_id: 'same-name' }))).status).toBe(201);
  });

  test('an admin may amend and move; it stays in its account', async () => {
    const { id, path } = await propose(ours);
    expect((await admin.http.put(path, { terms: { product: 'Beans' } })).body.version).toBe(2);
    expect((await admin.http.post(`${path}/cancel`, {})).body.status).toBe('cancelled');
    expect(rows(app.dataDir, 'SELECT account_id FROM contracts WHERE id = ?', id)).toEqual([
      { account_id: ours.accountId },
    ]);
  });
});

test('the same Idempotency-Key in two accounts is two requests', async () => {
  const body = aContract();
  const keyed = { 'Idempotency-Key': 'the-same-in-both' };
  const [mine, other] = [await ours.http.post(PATH, body, keyed), await theirs.http.post(PATH, body, keyed)];
  expect([mine.status, other.status]).toEqual([201, 201]);
  expect(mine.body.contract_id).not.toBe(other.body.contract_id);
  expect(other.headers.get('idempotency-replayed')).toBeNull();
});

test('each account spends its own budget of texts', async () => {
  const [spender, saver] = [await makeAccount(app, admin), await makeAccount(app, admin)];
  const answers = [];
  for (let i = 0; i < 31; i += 1) answers.push((await spender.http.post(PATH, aContract())).status);
  expect(answers.at(-1)).toBe(429);
  expect((await saver.http.post(PATH, aContract())).status).toBe(201);
});

describe('the simulated phones', () => {
  test('show an account the texts about its own contracts, also on a phone that both ask', async () => {
    const shared = (await propose(ours)).phones[0]!;
    const parties = aContract().parties.map((party, i) => (i === 0 ? { ...party, phone_number: shared } : party));
    const other = await propose(theirs, { parties });
    const [own, foreign] = [new Phones(ours.http), new Phones(theirs.http)];
    const [ourCode, theirCode] = [await own.code(shared), await foreign.code(shared)];
    expect(ourCode).not.toBe(theirCode);
    expect((await own.texts(shared)).join()).not.toContain(theirCode);
    expect(await own.texts(other.phones[1]!)).toEqual([]);
    expect(
      (
        await until(
          () => new Phones(admin.http).texts(shared),
          (texts) => texts.length === 2,
        )
      ).join(),
    ).toContain(theirCode);
  });

  test('of other accounts alone cannot be played: no reply, no outcome', async () => {
    const { phones, path } = await propose(ours);
    await new Phones(ours.http).code(phones[0]!);
    for (const [part, body] of [
      ['replies', { phone_number: phones[0], text: 'YES' }],
      ['outcomes', { phone_number: phones[0], outcome: 'silent' }],
    ] as const) {
      const instance = `/api/v1/simulator/${part}`;
      expectProblem(await theirs.http.post(instance, body), { kind: 'not-found', instance });
    }
    await new Phones(ours.http).reply(phones[0]!, 'YES');
    await until(
      () => ours.http.get(`${path}/status`),
      ({ body }) => body.progress.signed === 1,
    );
  });
});

describe('keys and events of another account', () => {
  test('are 404, in no list, and cannot be ended or replaced; an admin sees them all', async () => {
    const key = await makeKey(app, ours.http);
    const at = `${KEYS}/${key.id}`;
    expectProblem(await theirs.http.get(at), { kind: 'key-not-found', instance: at });
    expectProblem(await theirs.http.raw('DELETE', at, undefined, {}), { kind: 'key-not-found', instance: at });
    expectProblem(await theirs.http.post(`${at}/rotate`, {}), { kind: 'key-not-found', instance: `${at}/rotate` });
    const listed = async (by: Key) => (await by.http.get(`${KEYS}?limit=100`)).text.includes(key.id);
    expect([await listed(ours), await listed(theirs), await listed(admin)]).toEqual([true, false, true]);
    const told = async (by: Key) => (await by.http.get('/api/v1/auth/events?limit=100')).text.includes(key.id);
    expect([await told(ours), await told(theirs), await told(admin)]).toEqual([true, false, true]);
    expect((await key.http.get(PATH)).status).toBe(200);
  });
});

describe('accounts', () => {
  test('are made, listed and seen by admins alone', async () => {
    for (const path of [ACCOUNTS, `${ACCOUNTS}/${ours.accountId}`]) {
      const answer = await ours.http.get(path);
      expectProblem(answer, { kind: 'forbidden', instance: path });
      expect(answer.body.required_role).toBe('admin');
    }
    expectProblem(await ours.http.post(ACCOUNTS, { name: 'X' }), { kind: 'forbidden', instance: ACCOUNTS });
    const made = await admin.http.post(ACCOUNTS, { name: '  Green Valley ' });
    expect([made.status, made.body.name]).toEqual([201, 'Green Valley']);
    expect(made.body.account_id).toMatch(/^acc-[a-z2-7]{10}$/);
    expect((await admin.http.get(made.headers.get('location')!)).body).toEqual(made.body);
    const ids: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await admin.http.get(`${ACCOUNTS}?limit=2${cursor && `&cursor=${cursor}`}`);
      ids.push(...body.accounts.map((one: { account_id: string }) => one.account_id));
      cursor = body.next_cursor;
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(['community', ours.accountId, theirs.accountId, made.body.account_id]));
  });

  test('are made once for one Idempotency-Key', async () => {
    const make = () => admin.http.post(ACCOUNTS, { name: 'Once' }, { 'Idempotency-Key': 'the-same' });
    const [first, second] = [await make(), await make()];
    expect([first.status, second.text]).toEqual([201, first.text]);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
  });

  test('have names that are theirs alone', async () => {
    const again = await admin.http.post(ACCOUNTS, { id: ours.accountId, name: 'Again' });
    expectProblem(again, { kind: 'account-exists', instance: ACCOUNTS });
    const instance = `${ACCOUNTS}/no-such`;
    expectProblem(await admin.http.get(instance), { kind: 'account-not-found', instance });
  });

  test.each(['Green', '-green', 'green-', 'a b', '../x', 'x'.repeat(41), ''])('take no id such as "%s"', async (id) => {
    const answer = await admin.http.post(ACCOUNTS, { id, name: 'X' });
    expectProblem(answer, { kind: 'invalid-value', pointers: ['#/id'], instance: ACCOUNTS });
  });
});
