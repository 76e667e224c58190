import { aContract } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { expectProblem } from './expect-problem.js';

const PATH = '/api/v1/contracts';
const API_KEY = 'ndy_test_abc_3e5f0a9c27d14b6688a1c0d9e7f25b43';
const env = { AUTH: 'api-key', API_KEY };

let app: App;
beforeAll(async () => {
  app = await startApp({ env });
}, 40_000);
afterAll(() => app.close());

const good = () => app.http.with({ 'X-API-Key': API_KEY });

test('without a key a request is 401, says how to come back, and creates nothing', async () => {
  const answer = await app.http.post(PATH, aContract());
  expectProblem(answer, { kind: 'unauthorized', instance: PATH });
  expect(answer.headers.get('www-authenticate')).toMatch(/^Api-Key\b/);
  expect((await good().get(PATH)).body.contracts).toEqual([]);
});

test.each<[string, Record<string, string>]>([
  ['another key', { 'X-API-Key': 'ndy_test_abc_00000000000000000000000000000000' }],
  ['a part of the key', { 'X-API-Key': API_KEY.slice(0, -1) }],
  ['the key and a letter', { 'X-API-Key': `${API_KEY}x` }],
  ['the key in capitals', { 'X-API-Key': API_KEY.toUpperCase() }],
  ['an empty key', { 'X-API-Key': '' }],
  ['another key as Authorization', { Authorization: 'Api-Key nonsense' }],
  ['no key after the scheme', { Authorization: 'Api-Key' }],
  ['an unknown manage token', { Authorization: `Bearer mt_${'A'.repeat(43)}` }],
  ['the API key as a bearer token', { Authorization: `Bearer ${API_KEY}` }],
  ['a scheme that is not in force', { Authorization: 'Basic dXNlcjpwYXNz' }],
])('%s is 401 with WWW-Authenticate', async (_, headers) => {
  const answer = await app.http.get(PATH, headers);
  expectProblem(answer, { kind: 'unauthorized', instance: PATH });
  expect(answer.headers.get('www-authenticate')).toMatch(/^(Api-Key|Bearer) realm=/);
  expect(answer.text).not.toContain(API_KEY.slice(-8));
});

test.each<[string, Record<string, string>]>([
  ['X-API-Key', { 'X-API-Key': API_KEY }],
  ['Authorization: Api-Key', { Authorization: `Api-Key ${API_KEY}` }],
  ['the scheme in any case', { Authorization: `api-key ${API_KEY}` }],
])('the right key is taken as %s', async (_, headers) => {
  expect((await app.http.get(PATH, headers)).status).toBe(200);
});

test('a key in the query is not looked at, and names itself as an unknown parameter to who is let in', async () => {
  const query = `${PATH}?api_key=${API_KEY}`;
  expectProblem(await app.http.get(query), { kind: 'unauthorized', instance: PATH });
  expectProblem(await good().get(query), { kind: 'invalid-parameter', pointers: ['#/api_key'], instance: PATH });
});

test('with API_KEY_IN_QUERY=true the right key is taken from the query, a wrong one is 401', async () => {
  const open = await startApp({ env: { ...env, API_KEY_IN_QUERY: 'true' } });
  expect((await open.http.get(`${PATH}?limit=5&api_key=${API_KEY}`)).status).toBe(200);
  expectProblem(await open.http.get(`${PATH}?api_key=wrong`), { kind: 'unauthorized', instance: PATH });
  expectProblem(await open.http.get(PATH), { kind: 'unauthorized', instance: PATH });
  expect(open.output()).not.toContain(API_KEY);
  await open.close();
}, 40_000);

test('the key sees numbers whole, and gets no manage token: it needs none', async () => {
  const body = aContract();
  const { body: contract } = await good().post(PATH, body);
  expect(contract).not.toHaveProperty('manage_token');
  const numbers = body.parties.map((party) => party.phone_number);
  const shown = ({ parties }: { parties: { phone_number: string }[] }) => parties.map((party) => party.phone_number);
  expect(shown(contract)).toEqual(numbers);
  const at = `${PATH}/${contract.contract_id}`;
  expect(shown((await good().get(at)).body)).toEqual(numbers);
  expect(shown((await good().get(`${PATH}?limit=1`)).body.contracts[0])).toEqual(numbers);
  const { messages } = (await good().get(`${at}/messages`)).body;
  expect(messages.map((message: { phone_number: string }) => message.phone_number)).toEqual(numbers);
  // The status is what a party may see, so it is masked for everybody.
  expect((await good().get(`${at}/status`)).text).not.toContain(numbers[0]);
});

test('a manage token opens everything of its one contract and nothing else', async () => {
  const open = await startApp();
  const [mine, other] = (await Promise.all([1, 2].map(() => open.http.post(PATH, aContract())))).map(
    ({ body }) => body,
  );
  const holder = open.http.with({ Authorization: `Bearer ${mine.manage_token}` });
  const at = `${PATH}/${mine.contract_id}`;
  for (const part of ['', '/status', '/document', '/events', '/messages']) {
    expect((await holder.get(at + part)).status).toBe(200);
    const instance = `${PATH}/${other.contract_id}${part}`;
    expectProblem(await holder.get(instance), { kind: 'contract-not-found', instance });
  }
  expect((await holder.get(at)).body.parties[0].phone_number).toMatch(/^\+254\d{9}$/);
  expectProblem(await holder.get(PATH), { kind: 'forbidden', instance: PATH });
  const cancel = `${PATH}/${other.contract_id}/cancel`;
  expectProblem(await holder.post(cancel, {}), { kind: 'contract-not-found', instance: cancel });
  expectProblem(await open.http.post(cancel, {}), { kind: 'unauthorized', instance: cancel });
  expect((await holder.post(`${at}/cancel`, {})).body).toMatchObject({ status: 'cancelled' });
  await open.close();
}, 40_000);
