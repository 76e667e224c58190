import { request } from 'node:http';
import { aContract } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { change, storedBytes } from '../story-database.js';
import { expectProblem } from './expect-problem.js';
import { KEYS, type Key, keyByCommand, makeAccount, makeKey } from './keys.js';

const PATH = '/api/v1/contracts';
const EVENTS = '/api/v1/auth/events';
const LONG_AGO = '2020-01-01T00:00:00.000Z';

let app: App;
let admin: Key;
let manager: Key & { accountId: string };
beforeAll(async () => {
  app = await startApp({ env: { AUTH: 'api-key', LOG_LEVEL: 'trace', TRUST_PROXY: '1', API_KEY_IN_QUERY: 'true' } });
  admin = await keyByCommand(app, '--admin');
  manager = await makeAccount(app, admin);
}, 60_000);
afterAll(() => app.close());

const status = async (key: Key) => (await key.http.get(PATH)).status;
describe('a key that was made', () => {
  test('is shown once with its signing secret; later answers, the database and the log hold neither', async () => {
    const made = await manager.http.post(KEYS, { name: 'shop', scopes: ['contracts:read'] });
    expect(made.status).toBe(201);
    expect(made.headers.get('cache-control')).toBe('no-store');
    expect(made.headers.get('location')).toBe(`${KEYS}/${made.body.id}`);
    const { key, signing_secret, ...rest } = made.body;
    expect(key).toMatch(/^ndy_dev_[a-z2-7]{12}_[0-9a-f]{64}$/);
    expect(key.startsWith(`${rest.key_id}_`)).toBe(true);
    expect((await manager.http.get(`${KEYS}/${rest.id}`)).body).toEqual(rest);
    expect((await manager.http.get(KEYS)).body.api_keys).toContainEqual(rest);
    expect(rest).toMatchObject({ name: 'shop', account_id: manager.accountId, admin: false, status: 'active' });
    const everything = [...storedBytes(app.dataDir).values(), app.output(), (await manager.http.get(EVENTS)).text];
    for (const secret of [key.split('_')[3], signing_secret]) {
      expect(everything.filter((text) => text.includes(secret))).toEqual([]);
    }
  });

  test.each<[string, (key: string) => [path: string, headers: Record<string, string>]]>([
    ['X-API-Key', (key) => [PATH, { 'X-API-Key': key }]],
    ['Authorization: Api-Key', (key) => [PATH, { Authorization: `Api-Key ${key}` }]],
    ['?api_key= where that is configured', (key) => [`${PATH}?limit=5&api_key=${key}`, {}]],
  ])('is taken as %s', async (_, ask) => {
    const { key } = await makeKey(app, manager.http);
    expect((await app.http.get(...ask(key))).status).toBe(200);
  });

  test('does what its scopes say, and is told which one is missing', async () => {
    const reader = await makeKey(app, manager.http, { scopes: ['contracts:read'] });
    expect(await status(reader)).toBe(200);
    const refused = await reader.http.post(PATH, aContract());
    expectProblem(refused, { kind: 'forbidden', instance: PATH });
    expect(refused.body.required_scope).toBe('contracts:write');
  });

  test('sees numbers only with contracts:read', async () => {
    const body = aContract();
    const writer = await makeKey(app, manager.http, { scopes: ['contracts:write'] });
    const { parties } = (await writer.http.post(PATH, body)).body;
    expect(parties[0].phone_number).not.toBe(body.parties[0]!.phone_number);
  });
});

function spoilt({ id, key }: Key, column: 'expires_at' | 'allowed_ips', value: string): string {
  change(app.dataDir, [`UPDATE api_keys SET ${column} = ? WHERE id = ?`, value, id]);
  return key;
}

test.each<[string, (key: Key) => Promise<string> | string]>([
  ['unknown', () => `ndy_dev_${'a'.repeat(12)}_${'0'.repeat(64)}`],
  ['with another secret', ({ keyId }) => `${keyId}_${'0'.repeat(64)}`],
  ['without its secret', ({ keyId }) => keyId],
  ['of another environment', ({ key }) => key.replace('_dev_', '_live_')],
  ['in capitals', ({ key }) => key.toUpperCase()],
  ['and a letter', ({ key }) => `${key}0`],
  [
    'that is revoked',
    async ({ id, key }) => manager.http.raw('DELETE', `${KEYS}/${id}`, undefined, {}).then(() => key),
  ],
  ['that is expired', (key) => spoilt(key, 'expires_at', LONG_AGO)],
  ['from another address', (key) => spoilt(key, 'allowed_ips', '192.0.2.1')],
])('a key %s gets the same 401 as any other', async (_, spoil) => {
  const sent = await spoil(await makeKey(app, manager.http));
  const headers = { 'X-Request-ID': 'same' };
  const answer = await app.http.get(PATH, { 'X-API-Key': sent, ...headers });
  expectProblem(answer, { kind: 'unauthorized', instance: PATH });
  const other = await app.http.get(PATH, { 'X-API-Key': 'nonsense', ...headers });
  expect(answer.text).toBe(other.text);
  expect(answer.headers.get('www-authenticate')).toBe(other.headers.get('www-authenticate'));
});

describe('more than one credential', () => {
  test.each<[string, (key: string) => [path: string, headers: Record<string, string>]]>([
    [
      'a header and a bearer token',
      (key) => [PATH, { 'X-API-Key': key, Authorization: `Bearer mt_${'A'.repeat(43)}` }],
    ],
    ['the same key in two headers', (key) => [PATH, { 'X-API-Key': key, Authorization: `Api-Key ${key}` }]],
    ['a header and the query', (key) => [`${PATH}?api_key=${key}`, { 'X-API-Key': key }]],
  ])('%s: 401 with a clear sentence', async (_, ask) => {
    const answer = await app.http.get(...ask(manager.key));
    expectProblem(answer, { kind: 'unauthorized', instance: PATH });
    expect(answer.body.detail).toContain('more than one');
  });

  test('a header that is sent twice: 401, whichever of the two is right', async () => {
    for (const name of ['X-API-Key', 'Authorization']) {
      const value = name === 'Authorization' ? `Api-Key ${manager.key}` : manager.key;
      expect(await rawStatus([name, value, name, value])).toBe(401);
      expect(await rawStatus([name, value])).toBe(200);
    }
  });
});

/** `fetch` would join them. */
async function rawStatus(headers: string[]): Promise<number> {
  const { host } = new URL(app.url);
  return new Promise((resolve, reject) => {
    request(`${app.url}${PATH}`, { headers: ['Host', host, ...headers] }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    })
      .once('error', reject)
      .end();
  });
}
