import { type App, startApp } from '../start-app.js';
import { rows } from '../story-database.js';
import { until } from '../until.js';
import { expectProblem } from './expect-problem.js';
import { KEYS, type Key, keyByCommand, makeAccount, makeKey } from './keys.js';

const PATH = '/api/v1/contracts';
const EVENTS = '/api/v1/auth/events';

let app: App;
let admin: Key;
let manager: Key & { accountId: string };
beforeAll(async () => {
  app = await startApp({ env: { AUTH: 'api-key', TRUST_PROXY: '1' } });
  admin = await keyByCommand(app, '--admin');
  manager = await makeAccount(app, admin);
}, 60_000);
afterAll(() => app.close());

const status = async (key: Key) => (await key.http.get(PATH)).status;
const typesOf = async (key: Key) =>
  (await key.http.get(EVENTS)).body.events.map(({ type, subject }: Record<string, string>) => `${type} ${subject}`);

describe('making a key', () => {
  test.each<[string, Record<string, unknown>, pointer: string]>([
    ['no name', { name: ' ' }, '#/name'],
    ['no scopes', { scopes: [] }, '#/scopes'],
    ['an unknown scope', { scopes: ['contracts:delete'] }, '#/scopes/0'],
    ['a scope twice', { scopes: ['audit:read', 'audit:read'] }, '#/scopes'],
    ['too short a life', { expires_in: '5m' }, '#/expires_in'],
    ['a life without end in words', { expires_in: 'never' }, '#/expires_in'],
    ['no address', { allowed_ips: [] }, '#/allowed_ips'],
    ['an address that is none', { allowed_ips: ['10.1'] }, '#/allowed_ips/0'],
    ['too many addresses', { allowed_ips: Array(41).fill('::1') }, '#/allowed_ips'],
    ['an unknown field', { secret: 'x' }, '#/secret'],
  ])('with %s is 422 and names the field', async (_, wrong, pointer) => {
    const answer = await manager.http.post(KEYS, { name: 'x', scopes: ['audit:read'], ...wrong });
    expectProblem(answer, { kind: 'invalid-value', pointers: [pointer], instance: KEYS });
  });

  test('with more scopes than one has is 403, and so is rotating such a key', async () => {
    const limited = await makeKey(app, manager.http, { scopes: ['keys:manage', 'audit:read'] });
    const asked = await limited.http.post(KEYS, { name: 'more', scopes: ['audit:read', 'contracts:write'] });
    expectProblem(asked, { kind: 'forbidden', instance: KEYS });
    expect(asked.body.required_scope).toBe('contracts:write');
    const instance = `${KEYS}/${manager.id}/rotate`;
    expectProblem(await limited.http.post(instance, {}), { kind: 'forbidden', instance });
    expect(await status(manager)).toBe(200);
  });

  test('for an admin, or in another account, needs the role admin; so does ending an admin’s key', async () => {
    const own = await makeKey(app, admin.http, { admin: true, account_id: manager.accountId });
    for (const wish of [{ admin: true }, { account_id: 'community' }]) {
      const answer = await manager.http.post(KEYS, { name: 'x', scopes: ['audit:read'], ...wish });
      expectProblem(answer, { kind: 'forbidden', instance: KEYS });
      expect(answer.body.required_role).toBe('admin');
    }
    const at = `${KEYS}/${own.id}`;
    expectProblem(await manager.http.raw('DELETE', at, undefined, {}), { kind: 'forbidden', instance: at });
    expectProblem(await manager.http.post(`${at}/rotate`, {}), { kind: 'forbidden', instance: `${at}/rotate` });
    expect(await status(own)).toBe(200);
    const nowhere = await admin.http.post(KEYS, { name: 'x', scopes: ['audit:read'], account_id: 'no-such' });
    expectProblem(nowhere, { kind: 'account-not-found', instance: KEYS });
  });
});

test('an admin’s key makes none with more scopes than it has either', async () => {
  const limited = await makeKey(app, admin.http, { admin: true, scopes: ['keys:manage'] });
  const asked = await limited.http.post(KEYS, { name: 'more', scopes: ['contracts:read'], admin: true });
  expect([asked.status, asked.body.required_scope]).toEqual([403, 'contracts:read']);
  const instance = `${KEYS}/${manager.id}/rotate`;
  expectProblem(await limited.http.post(instance, {}), { kind: 'forbidden', instance });
});

describe('rotating a key', () => {
  test('gives a new one with the same powers, while the old one lives on for a day', async () => {
    const wish = { scopes: ['contracts:read', 'audit:read'], expires_in: '90d', allowed_ips: ['127.0.0.0/8', '::1'] };
    const old = await makeKey(app, manager.http, wish);
    const { body } = await manager.http.post(`${KEYS}/${old.id}/rotate`);
    expect(body).toMatchObject({ scopes: wish.scopes, allowed_ips: wish.allowed_ips, status: 'active' });
    expect(body.key).not.toBe(old.key);
    expect(body.signing_secret).not.toBe(old.signingSecret);
    expect(Date.parse(body.expires_at) - Date.parse(body.created_at)).toBe(90 * 86_400_000);
    expect([await status(old), (await app.http.get(PATH, { 'X-API-Key': body.key })).status]).toEqual([200, 200]);
    const shown = (await manager.http.get(`${KEYS}/${old.id}`)).body;
    expect(shown).toMatchObject({ status: 'active', replaced_by: body.id, revoked_at: null });
    const livesMs = Date.parse(shown.expires_at) - Date.now();
    expect(livesMs > 86_000_000 && livesMs <= 86_400_000).toBe(true);
  });

  test.each([
    ['0', '0'],
    ['0 as a number', 0],
    ['0h', '0h'],
  ])('with grace %s ends the old one at once', async (_, grace) => {
    const old = await makeKey(app, manager.http);
    expect((await manager.http.post(`${KEYS}/${old.id}/rotate`, { grace })).status).toBe(201);
    expect(await status(old)).toBe(401);
  });

  test('lengthens no life: a key that ends within the grace period still ends then', async () => {
    const old = await makeKey(app, manager.http, { expires_in: '10m' });
    const before = (await manager.http.get(`${KEYS}/${old.id}`)).body.expires_at;
    await manager.http.post(`${KEYS}/${old.id}/rotate`, { grace: '30d' });
    expect((await manager.http.get(`${KEYS}/${old.id}`)).body.expires_at).toBe(before);
  });

  test('works once: of ten at the same time one is 201, the others are told that the key is replaced', async () => {
    const old = await makeKey(app, manager.http);
    const all = await Promise.all(Array.from({ length: 10 }, () => manager.http.post(`${KEYS}/${old.id}/rotate`, {})));
    expect(all.map((answer) => answer.status).sort()).toEqual([201, ...Array(9).fill(409)]);
    expect(all.find((answer) => answer.status === 409)!.body.type).toBe('/problems/key-ended');
  });

  test.each([['-1h'], ['31d'], ['soon'], [1]])('with grace %s is 422', async (grace) => {
    const instance = `${KEYS}/${manager.id}/rotate`;
    const answer = await manager.http.post(instance, { grace });
    expectProblem(answer, { kind: 'invalid-value', pointers: ['#/grace'], instance });
  });
});

test('a revoked key ends at once, stays in the list, and revoking it again changes nothing', async () => {
  const key = await makeKey(app, manager.http);
  const at = `${KEYS}/${key.id}`;
  const first = await manager.http.raw('DELETE', at, undefined, {});
  expect([first.status, first.text]).toEqual([204, '']);
  const shown = (await manager.http.get(at)).body;
  expect(shown.status).toBe('revoked');
  expect((await manager.http.raw('DELETE', at, undefined, {})).status).toBe(204);
  expect((await manager.http.get(at)).body).toEqual(shown);
  const revoked = (await typesOf(manager)).filter((line: string) => line === `api-key.revoked api-key ${key.id}`);
  expect(revoked).toHaveLength(1);
  expectProblem(await manager.http.post(`${at}/rotate`, {}), { kind: 'key-ended', instance: `${at}/rotate` });
});

describe('allowed addresses', () => {
  const from = (key: Key, address: string) => key.http.get(PATH, { 'X-Forwarded-For': address });

  test('let in who comes from there, also written as IPv6, and nobody else; the refusal is recorded once', async () => {
    const key = await makeKey(app, manager.http, { allowed_ips: ['198.51.100.0/24', '2001:db8::/32'] });
    for (const address of ['198.51.100.7', '::ffff:198.51.100.7', '2001:db8::1', '198.51.100.7:1234']) {
      expect([address, (await from(key, address)).status]).toEqual([address, 200]);
    }
    for (const address of ['203.0.113.9', '203.0.113.9', '2001:db9::1', 'unknown']) {
      expect([address, (await from(key, address)).status]).toEqual([address, 401]);
    }
    const find = async () =>
      (await manager.http.get(`${EVENTS}?limit=100`)).body.events.filter(
        (event: Record<string, string>) => event.type === 'api-key.refused' && event.subject === `api-key ${key.id}`,
      );
    const events = await until(find, (found) => found.length >= 3);
    const addresses = events.map((event: { details: { address: string } }) => event.details.address).sort();
    expect(addresses.filter((one: string) => one === '203.0.113.9')).toHaveLength(1);
  });

  test('a wrong secret from a wrong address records nothing', async () => {
    const key = await makeKey(app, manager.http, { allowed_ips: ['198.51.100.0/24'] });
    const before = rows(app.dataDir, "SELECT id FROM access_events WHERE type = 'api-key.refused'").length;
    const guess = `${key.keyId}_${'1'.repeat(64)}`;
    expect((await app.http.get(PATH, { 'X-API-Key': guess, 'X-Forwarded-For': '203.0.113.77' })).status).toBe(401);
    const used = await makeKey(app, manager.http);
    await used.http.get(PATH);
    await until(
      () => lastUse(used),
      (at) => at !== null,
    );
    expect(rows(app.dataDir, "SELECT id FROM access_events WHERE type = 'api-key.refused'").length).toBe(before);
  });
});

const lastUse = async ({ id }: Key) => (await manager.http.get(`${KEYS}/${id}`)).body.last_used_at as string | null;

test('the last use is noted to the minute, soon after it', async () => {
  const key = await makeKey(app, manager.http);
  expect(await lastUse(key)).toBeNull();
  await key.http.get(PATH);
  const at = await until(
    () => lastUse(key),
    (found) => found !== null,
  );
  expect(at).toMatch(/T\d\d:\d\d:00\.000Z$/);
  expect(Math.abs(Date.now() - Date.parse(at!))).toBeLessThan(120_000);
});

test('each step is recorded, the latest first, page by page, for who has audit:read', async () => {
  const own = await makeAccount(app, admin);
  const made = await makeKey(app, own.http, { scopes: ['contracts:read'] });
  await own.http.post(`${KEYS}/${made.id}/rotate`, {});
  await own.http.raw('DELETE', `${KEYS}/${made.id}`, undefined, {});
  const all = (await own.http.get(EVENTS)).body.events;
  expect(all.map(({ type }: { type: string }) => type)).toEqual([
    ...['api-key.revoked', 'api-key.rotated', 'api-key.created', 'api-key.created', 'account.created'],
  ]);
  expect(all[0]).toMatchObject({
    actor: `api-key ${own.id}`,
    subject: `api-key ${made.id}`,
    account_id: own.accountId,
  });
  const paged: unknown[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await own.http.get(`${EVENTS}?limit=2${cursor && `&cursor=${cursor}`}`);
    paged.push(...body.events);
    cursor = body.next_cursor;
  }
  expect(paged).toEqual(all);
  const [reader] = [await makeKey(app, own.http, { scopes: ['contracts:read'] })];
  expect((await reader.http.get(EVENTS)).body.required_scope).toBe('audit:read');
});

test('keys are listed page by page, newest first, each once; a cursor of another list is 400', async () => {
  const own = await makeAccount(app, admin);
  const ids = [own.id];
  for (let i = 0; i < 4; i += 1) ids.unshift((await makeKey(app, own.http)).id);
  const paged: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await own.http.get(`${KEYS}?limit=2${cursor && `&cursor=${cursor}`}`);
    paged.push(...body.api_keys.map(({ id }: { id: string }) => id));
    cursor = body.next_cursor;
  }
  expect([...paged].sort()).toEqual([...ids].sort());
  const bad = await own.http.get(`${KEYS}?cursor=${Buffer.from('x').toString('base64url')}`);
  expectProblem(bad, { kind: 'invalid-parameter', pointers: ['#/cursor'], instance: KEYS });
});
