/** The limit of logins goes by address, whoever the request says it comes from. */
import type { Answer } from '../http.js';
import { type App, startApp } from '../start-app.js';
import { AUTH } from './operators.js';

const KEY = 'a-static-key-of-this-test';

let app: App;
beforeAll(async () => {
  const limits = { THROTTLE: 'on', THROTTLE_LOGIN: '5', THROTTLE_OTHERS: '9' };
  app = await startApp({ env: { AUTH: 'api-key,jwt', API_KEY: KEY, TRUST_PROXY: '1', ...limits } });
}, 40_000);
afterAll(() => app.close());

/** Which limit counted, and what is left of it. */
const countedIn = ({ headers }: Answer) => headers.get('ratelimit')?.replace(/;t=\d+$/, '');

async function logIn(address: string, credential: Record<string, string> = {}): Promise<string | undefined> {
  const body = { email: 'nobody@example.com', password: 'no password of anybody' };
  return countedIn(await app.http.post(`${AUTH}/login`, body, { 'X-Forwarded-For': address, ...credential }));
}

test('with one credential or another or none, an address has five logins a minute', async () => {
  const credentials: Record<string, string>[] = [
    { 'X-API-Key': KEY },
    { Authorization: 'Bearer one' },
    {},
    { Authorization: 'Bearer two' },
    {},
    { 'X-API-Key': KEY },
  ];
  const seen = [];
  for (const credential of credentials) seen.push(await logIn('203.0.113.1', credential));
  expect(seen).toEqual([4, 3, 2, 1, 0, 0].map((left) => `"login";r=${left}`));
  const { status, body, headers } = await app.http.post(`${AUTH}/login`, {}, { 'X-Forwarded-For': '203.0.113.1' });
  expect([status, body.type]).toEqual([429, '/problems/too-many-requests']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
});

test('another address has five of its own; a /64 of IPv6 is one address', async () => {
  expect(await logIn('203.0.113.2', { 'X-API-Key': KEY })).toBe('"login";r=4');
  const seen = [];
  for (const end of ['::1', '::2', ':ffff::3']) seen.push(await logIn(`2001:db8:1:2${end}`));
  expect(seen).toEqual([4, 3, 2].map((left) => `"login";r=${left}`));
});

test('staying signed in uses up no logins: a refresh token cannot be guessed', async () => {
  const body = { refresh_token: `rt_${'a'.repeat(43)}` };
  const answer = await app.http.post(`${AUTH}/refresh`, body, { 'X-Forwarded-For': '203.0.113.3' });
  expect([answer.status, countedIn(answer)]).toEqual([401, '"others";r=8']);
});

test('elsewhere a credential is what counts, not the address it shares', async () => {
  const headers = { 'X-Forwarded-For': '203.0.113.1', 'X-API-Key': KEY };
  expect(countedIn(await app.http.get('/api/v1/contracts', headers))).toBe('"others";r=8');
});
