import type { Answer } from '../http.js';
import { type App, startApp } from '../start-app.js';
import { change } from '../story-database.js';
import { expectError } from './expect-oauth-error.js';
import { KEYS, type Key, keyByCommand, makeKey } from './keys.js';
import { askToken, JWT_BEARER, TOKEN } from './oauth.js';
import { anOperator, login } from './operators.js';

const C = '/api/v1/contracts';

let app: App;
let key: Key;
beforeAll(async () => {
  app = await startApp({ env: { AUTH: 'api-key,jwt' } });
  key = await keyByCommand(app);
}, 60_000);
afterAll(() => app.close());

const ask = (form: Record<string, string> | string, headers: Record<string, string> = {}): Promise<Answer> =>
  askToken(app.http, form, headers);
const basic = (id: string, secret: string) => ({
  Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const clientForm = (one: Key = key) => ({
  grant_type: 'client_credentials',
  client_id: one.keyId,
  client_secret: one.key,
});
const bearer = (token: string) => app.http.with({ Authorization: `Bearer ${token}` });

describe('client_credentials', () => {
  test.each([
    ['by HTTP Basic', () => ask({ grant_type: 'client_credentials' }, basic(key.keyId, key.key))],
    ['in the form', () => ask(clientForm())],
    [
      'by HTTP Basic with the id in the form too',
      () => ask({ grant_type: 'client_credentials', client_id: key.keyId }, basic(key.keyId, key.key)),
    ],
    ['with parameters nobody knows', () => ask({ ...clientForm(), audience: 'x', scope: '' })],
  ])('an API key %s gets a token that does what the key does', async (_, send) => {
    const answer = await send();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 900 });
    expect(Object.keys(answer.body).sort()).toEqual(['access_token', 'expires_in', 'scope', 'token_type']);
    expect((await bearer(answer.body.access_token).get(C)).status).toBe(200);
  });

  test('a scope narrows the token, and what the key has not is refused', async () => {
    const narrow = (await ask({ ...clientForm(), scope: 'messages:read' })).body;
    expect(narrow.scope).toBe('messages:read');
    const refused = await bearer(narrow.access_token).get(C);
    expect([refused.status, refused.body.required_scope]).toEqual([403, 'contracts:read']);
    const reader = await makeKey(app, key.http, { scopes: ['contracts:read'] });
    expectError(await ask({ ...clientForm(reader), scope: 'contracts:write' }), 'invalid_scope');
    expectError(await ask({ ...clientForm(reader), scope: 'everything' }), 'invalid_scope');
  });

  test("an admin's key gives an admin's token, but not once it asked for less", async () => {
    const admin = await keyByCommand(app, '--admin');
    const [whole, less] = [
      (await ask(clientForm(admin))).body,
      (await ask({ ...clientForm(admin), scope: 'keys:manage contracts:read' })).body,
    ];
    expect((await bearer(whole.access_token).get('/api/v1/accounts')).status).toBe(200);
    expect((await bearer(less.access_token).get('/api/v1/accounts')).status).toBe(403);
  });

  test('the token does not outlive its key, and ends at once with it', async () => {
    const short = await makeKey(app, key.http);
    const end = new Date(Date.now() + 300_000).toISOString();
    change(app.dataDir, ['UPDATE api_keys SET expires_at = ? WHERE id = ?', end, short.id]);
    const { expires_in, access_token } = (await ask(clientForm(short))).body;
    expect(expires_in).toBeGreaterThan(280);
    expect(expires_in).toBeLessThanOrEqual(300);
    expect((await bearer(access_token).get(C)).status).toBe(200);
    await key.http.raw('DELETE', `${KEYS}/${short.id}`, undefined, {});
    expect((await bearer(access_token).get(C)).status).toBe(401);
    expectError(await ask(clientForm(short)), 'invalid_client');
  });

  test('a key bound to other addresses gets no token here', async () => {
    const elsewhere = await makeKey(app, key.http, { allowed_ips: ['203.0.113.0/24'] });
    expectError(await ask(clientForm(elsewhere)), 'invalid_client');
  });

  test('who the client is must fit, in one way', async () => {
    const other = await makeKey(app, key.http);
    const grant = { grant_type: 'client_credentials' };
    expectError(await ask(grant), 'invalid_client');
    expectError(await ask({ ...clientForm(), client_id: other.keyId }), 'invalid_client');
    expectError(await ask({ ...clientForm(), client_secret: `${key.key}0` }), 'invalid_client');
    expectError(await ask({ ...grant, client_id: key.keyId }), 'invalid_client');
    expectError(await ask({ ...grant, client_secret: key.key }), 'invalid_client');
    for (const wrong of ['Basic', 'Basic %%%', 'Basic bm9jb2xvbg==', `Bearer ${key.key}`]) {
      expectError(await ask(grant, { Authorization: wrong }), 'invalid_client');
    }
    expectError(await ask(clientForm(), basic(key.keyId, key.key)), 'invalid_request');
    expectError(await ask({ ...grant, client_id: other.keyId }, basic(key.keyId, key.key)), 'invalid_request');
  });
});

test.each<[what: string, form: string, error: string]>([
  ['an empty form', '', 'invalid_request'],
  ['no grant type', 'scope=contracts:read', 'invalid_request'],
  ['an empty grant type', 'grant_type=', 'invalid_request'],
  ['a grant type twice', 'grant_type=refresh_token&grant_type=refresh_token&refresh_token=x', 'invalid_request'],
  ['a password grant', 'grant_type=password&username=a&password=b', 'unsupported_grant_type'],
  ['a code grant', 'grant_type=authorization_code&code=x', 'unsupported_grant_type'],
  ['a refresh without its token', 'grant_type=refresh_token', 'invalid_request'],
  ['an assertion that is missing', `grant_type=${JWT_BEARER}`, 'invalid_request'],
  ['an unknown refresh token', 'grant_type=refresh_token&refresh_token=rt_x', 'invalid_grant'],
])('%s is refused as RFC 6749 says', async (_, form, error) => expectError(await ask(form), error));

test('a body that is no form is an invalid request, and so is one that is no UTF-8', async () => {
  expectError(await app.http.post(TOKEN, clientForm()), 'invalid_request');
  expectError(await app.http.post(TOKEN), 'invalid_request');
  expectError(await app.http.raw('POST', `${TOKEN}?a=%00`, '', {}), 'invalid_request');
  const bytes = Buffer.from('grant_type=client_credentials&client_id=\xff', 'latin1');
  const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
  expectError(await app.http.raw('POST', TOKEN, bytes, type), 'invalid_request');
  const charset = { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' };
  const good = new URLSearchParams(clientForm()).toString();
  expect((await app.http.raw('POST', TOKEN, good, charset)).status).toBe(200);
});

test('a refresh token of a login is refreshed here too, for fewer scopes if asked', async () => {
  const { refresh_token } = (await login(app.http, await anOperator(app, 'manager'))).body;
  const answer = await ask({ grant_type: 'refresh_token', refresh_token, scope: 'contracts:read' });
  expect(answer.body).toMatchObject({ token_type: 'Bearer', scope: 'contracts:read' });
  expect((await bearer(answer.body.access_token).get(C)).status).toBe(200);
  expect((await bearer(answer.body.access_token).post(C, {})).status).toBe(403);
  const next = answer.body.refresh_token;
  expectError(await ask({ ...clientForm(), grant_type: 'refresh_token', refresh_token: next }), 'invalid_grant');
  expect((await ask({ grant_type: 'refresh_token', refresh_token: next })).status).toBe(200);
});
