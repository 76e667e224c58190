import { aContract } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { expectProblem } from './expect-problem.js';

const PATH = '/api/v1/contracts';
const UNKNOWN = 'AG-2026-000000000'; // well made, but nobody's

let app: App;
let id: string;
let token: string;
beforeAll(async () => {
  app = await startApp();
  const { body } = await app.http.post(PATH, aContract());
  id = body.contract_id;
  token = body.manage_token;
}, 40_000);
afterAll(() => app.close());
afterEach(async () => expect((await app.http.get(PATH)).body.contracts).toHaveLength(1)); // nothing was created

test.each([
  ['GET', '/api'],
  ['GET', '/api/v1'],
  ['GET', '/api/v2/contracts'],
  ['GET', '/contracts'],
  ['POST', '/api/v1/contract'],
  ['DELETE', '/nowhere'],
  ['GET', '/problems/no-such-problem'],
  ['GET', '//api/v1/contracts'],
  ['GET', '/.env'],
  ['GET', '/package.json'],
  ['GET', '/api/v1/contracts/%E0%A4%A'],
  ['GET', `/api/v1/contracts/${'9'.repeat(300)}`],
])('%s %s is a 404 problem without the query', async (method, path) => {
  const answer = await app.http.raw(method, `${path}?secret=1`, undefined, { 'X-Request-ID': 'nowhere-1' });
  expectProblem(answer, { kind: 'not-found', instance: path, requestId: 'nowhere-1' });
  expect(answer.text).not.toContain('secret');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
});

test.each([
  ['DELETE', PATH, 'GET, HEAD, POST'],
  ['PATCH', PATH, 'GET, HEAD, POST'],
  ['DELETE', `${PATH}/${UNKNOWN}`, 'GET, HEAD, PUT'],
  ['POST', `${PATH}/${UNKNOWN}`, 'GET, HEAD, PUT'],
  ['POST', `${PATH}/${UNKNOWN}/status`, 'GET, HEAD'],
  ['GET', `${PATH}/${UNKNOWN}/confirm`, 'POST'],
  ['GET', '/api/v1/webhooks/africastalking/sms', 'POST'],
  ['GET', '/api/v1/webhooks/android', 'POST'],
  ['PUT', '/api/v1/simulator/replies', 'POST'],
  ['POST', '/livez', 'GET, HEAD'],
  ['POST', '/docs', 'GET, HEAD'],
  ['DELETE', '/openapi.json', 'GET, HEAD'],
  ['POST', '/.well-known/jwks.json', 'GET, HEAD'],
])('%s %s is 405 and says what is allowed: %s', async (method, path, allow) => {
  const answer = await app.http.raw(method, `${path}?a=1`, undefined, {});
  expectProblem(answer, { kind: 'method-not-allowed', instance: path });
  expect(answer.headers.get('allow')).toBe(allow);
});

const base64url = (text: string) => Buffer.from(text).toString('base64url');

test.each([
  ['limit=0', 'limit'],
  ['limit=101', 'limit'],
  ['limit=abc', 'limit'],
  ['limit=1.5', 'limit'],
  ['limit=-1', 'limit'],
  ['limit=', 'limit'],
  ['limit=%2B5', 'limit'],
  ['limit=010', 'limit'],
  ['limit=1e1', 'limit'],
  ['limit=1&limit=2', 'limit'],
  ['page=2', 'page'],
  ['phone_number=%2B254712345678', 'phone_number'],
  ['__proto__=1', '__proto__'],
  ['constructor=1', 'constructor'],
  ['status=maybe', 'status'],
  ['contract_type=marriage', 'contract_type'],
  ['created_after=yesterday', 'created_after'],
  ['created_before=2026-13-01T00:00:00Z', 'created_before'],
  ['cursor=', 'cursor'],
  ['cursor=x', 'cursor'],
  ['cursor=%F0%9F%98%80', 'cursor'],
  [`cursor=${base64url('2026-01-01T00:00:00.000Z')}`, 'cursor'],
  [`cursor=${base64url("2026-01-01T00:00:00.000Z AG-2026-000000000' OR 1=1")}`, 'cursor'],
  [`cursor=${'A'.repeat(201)}`, 'cursor'],
])('a list with %s is 400 and named', async (query, name) => {
  const answer = await app.http.get(`${PATH}?${query}`);
  expectProblem(answer, { kind: 'invalid-parameter', pointers: [`#/${name}`], instance: PATH });
});

test.each([
  ['/document', 'version=0'],
  ['/document', 'version=two'],
  ['/receipt', 'version=1.5'],
  ['/receipt', 'version=9999999999'],
])('%s?%s is 400 and named', async (path, query) => {
  const answer = await app.http.get(`${PATH}/${id}${path}?${query}`);
  expectProblem(answer, { kind: 'invalid-parameter', pointers: ['#/version'], instance: `${PATH}/${id}${path}` });
});

test.each([
  ['GET', `${PATH}?external_id=a%00`],
  ['GET', `${PATH}/${UNKNOWN}?a?b=%00`], // a second question mark is a part of the query
  ['GET', '/api/v1/usage?account_id=a?%00'],
  ['POST', '/api/v1/webhooks/africastalking/opt-out?%00'],
  ['GET', '/livez?%00=a'],
])('%s %s holds NUL in its query: 400', async (method, path) => {
  const answer = await app.http.raw(method, path, undefined, {});
  expectProblem(answer, { kind: 'invalid-parameter', instance: path.split('?')[0]! });
});

test('a simulated phone that is no number is a wrong parameter', async () => {
  const instance = '/api/v1/simulator/messages';
  const answer = await app.http.get(`${instance}?phone_number=12`);
  expectProblem(answer, { kind: 'invalid-parameter', pointers: ['#/phone_number'], instance });
});

test('a version that there is not is 404', async () => {
  const instance = `${PATH}/${id}/document`;
  expectProblem(await app.http.get(`${instance}?version=2`), { kind: 'not-found', instance });
});

const BAD_IDS = [
  UNKNOWN,
  'AG-2026-482913706', // a mistyped digit
  'AG-2026-48291370',
  'ag-2026-000000000',
  'XX-2026-000000000',
  'nonsense',
  '1',
  '%00',
  "AG-2026-000000000'--",
  '%F0%9F%98%80',
  '..%2F..%2Fetc%2Fpasswd',
];
const UNDER_AN_ID: [method: string, path: string, body?: object][] = [
  ...['', '/status', '/document', '/events', '/messages', '/receipt'].map((path): [string, string] => ['GET', path]),
  ...['/resend', '/cancel', '/activate', '/complete', '/dispute'].map((path): [string, string, object] => [
    'POST',
    path,
    {},
  ]),
  ['PUT', '', { terms: { product: 'Beans' } }],
  ['PUT', '', { status: 'cancelled' }],
  ['POST', '/confirm', { phone_number: '+254712345678' }],
  ['POST', '/decline', { phone_number: '+254712345678' }],
];

test('every address under an id that is unknown, mistyped or hostile is the same 404', async () => {
  for (const badId of BAD_IDS) {
    for (const [method, path, body] of UNDER_AN_ID) {
      const at = `${PATH}/${badId}${path}`;
      const headers = { Authorization: `Bearer ${token}`, ...(body && { 'Content-Type': 'application/json' }) };
      const answer = await app.http.raw(method, at, body && JSON.stringify(body), headers);
      expectProblem(answer, { kind: 'contract-not-found', instance: at });
    }
  }
});

test('a browser gets a problem as a small page that needs nothing from elsewhere', async () => {
  const answer = await app.http.get('/nowhere/%3Cscript%3E', { Accept: 'text/html,*/*' });
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.text).toContain('There is nothing at this address');
  expect(answer.text).toContain(answer.headers.get('x-request-id'));
  expect(answer.text).not.toMatch(/<script|https?:\/\//);
});
