/** Each way to be called, with the published client: it proposes a contract, two phones agree, it reads the receipt. */
import { type Client, type ClientOptions, createClient, type NewContract } from '../../src/client/client.js';
import { type Key, keyByCommand } from '../doors/keys.js';
import { anOperator, PASSWORD } from '../doors/operators.js';
import { aContract } from '../factories.js';
import { Phones } from '../phones.js';
import { type App, startApp } from '../start-app.js';
import { until } from '../until.js';

type Credential = Omit<ClientOptions, 'baseUrl'>;

let app: App;
let key: Key;
let email: string;
beforeAll(async () => {
  app = await startApp({ env: { AUTH: 'api-key,jwt,signature' } });
  key = await keyByCommand(app);
  email = await anOperator(app);
}, 60_000);
afterAll(() => app.close());

const clientWith = (credential: Credential): Client =>
  createClient({ baseUrl: app.url, retries: 0, ...credential } as ClientOptions);

test.each<[string, () => Credential]>([
  ['an API key', () => ({ apiKey: key.key })],
  ['signed requests', () => ({ keyId: key.keyId, signingSecret: key.signingSecret })],
  ['email and password', () => ({ email, password: PASSWORD })],
  ['OAuth client credentials', () => ({ clientId: key.keyId, clientSecret: key.key })],
])('the whole journey with %s', async (_, credential) => {
  const client = clientWith(credential());
  const phones = new Phones(key.http);
  const body = aContract();
  const { contract_id: id } = await client.contracts.create(body as NewContract);
  for (const { phone_number: phone } of body.parties) await phones.reply(phone, `YES-${await phones.code(phone)}`);
  const { status } = await until(
    () => client.contracts.get(id),
    (contract) => contract.status !== 'pending',
  );
  expect(status).toBe('confirmed');
  expect((await client.contracts.receipt(id)).text).toContain('ndiyo.receipt.v1');
});

test('with tokens that somebody else was given, until they are logged out', async () => {
  const { token, refresh_token: refreshToken } = await clientWith({ apiKey: key.key }).auth.login({
    email,
    password: PASSWORD,
  });
  const client = clientWith({ token, refreshToken });
  expect((await client.contracts.list({ limit: 1 })).contracts.length).toBeLessThanOrEqual(1);
  await client.auth.logout();
  await expect(clientWith({ token, refreshToken }).contracts.list()).rejects.toThrow();
});

test('keys are made, replaced and ended with the client', async () => {
  const { apiKeys } = clientWith({ apiKey: key.key });
  const made = await apiKeys.create({ name: 'till', scopes: ['contracts:read'], expires_in: '90d' });
  expect(await apiKeys.get(made.id)).toMatchObject({ name: 'till', status: 'active', admin: false });
  const next = await apiKeys.rotate(made.id, { grace: '0' });
  await expect(clientWith({ apiKey: made.key }).contracts.list()).rejects.toMatchObject({ kind: 'unauthorized' });
  expect((await clientWith({ apiKey: next.key }).contracts.list({ limit: 1 })).next_cursor).not.toBeUndefined();
  await apiKeys.revoke(next.id);
  await expect(clientWith({ apiKey: next.key }).contracts.list()).rejects.toMatchObject({ kind: 'unauthorized' });
  const ids = (await apiKeys.list({ limit: 100 })).api_keys.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining([made.id, next.id]));
});
