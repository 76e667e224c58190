import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { aContract } from '../factories.js';
import { epochSeconds, signedHeaders } from '../signing.js';
import { type App, startApp } from '../start-app.js';
import { change, rows } from '../story-database.js';
import { until } from '../until.js';
import { expectProblem } from './expect-problem.js';
import { KEYS, type Key, keyByCommand, keyOf, makeKey, sendSigned } from './keys.js';

const PATH = '/api/v1/contracts';
const env = { AUTH: 'signature', TRUST_PROXY: '1' };

let app: App;
let key: Key;
beforeAll(async () => {
  app = await startApp({ env });
  key = await keyByCommand(app);
}, 60_000);
afterAll(() => app.close());

const nonceCount = () => Number(rows(app.dataDir, 'SELECT count(*) AS n FROM single_uses')[0]!.n);
const good = { path: PATH };

/** Made by the first one, with a signed request. */
async function anotherKey(wish: Record<string, unknown> = {}): Promise<Key> {
  const body = JSON.stringify({ name: 'x', scopes: ['contracts:read'], ...wish });
  const made = await sendSigned(app, key, { method: 'POST', path: KEYS, body });
  expect(made.status).toBe(201);
  return keyOf(app, made.body);
}

test('a request signed over method, host, path, time, nonce and raw body is let in', async () => {
  // Not how our own JSON would be written: the bytes count.
  const body = JSON.stringify(aContract(), null, 3);
  const created = await sendSigned(app, key, { method: 'POST', path: PATH, body });
  expect(created.status).toBe(201);
  const query = `${PATH}?limit=5&external_id=${encodeURIComponent('a b/ü')}`;
  expect((await sendSigned(app, key, { path: query })).status).toBe(200);
  const cancel = `${PATH}/${created.body.contract_id}/cancel`;
  expect((await sendSigned(app, key, { method: 'POST', path: cancel })).body.status).toBe('cancelled');
});

test('a key sent whole is refused, however it is sent', async () => {
  const ways: Record<string, string>[] = [{ 'X-API-Key': key.key }, { Authorization: `Api-Key ${key.key}` }];
  for (const headers of ways) {
    const answer = await app.http.get(PATH, headers);
    expectProblem(answer, { kind: 'unauthorized', instance: PATH });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Signature realm=/);
  }
  const whole = await sendSigned(app, key, good, { 'X-API-Key': key.key });
  expect([whole.status, whole.body.detail]).toEqual([401, expect.stringContaining('first three parts')]);
  expect(whole.text).not.toContain(key.key.slice(-8));
});

test.each<[string, (headers: Record<string, string>) => Record<string, string>]>([
  ['no timestamp', ({ 'X-API-Timestamp': _, ...rest }) => rest],
  ['no nonce', ({ 'X-API-Nonce': _, ...rest }) => rest],
  ['no signature', ({ 'X-API-Signature': _, ...rest }) => rest],
  ['no key', ({ 'X-API-Key': _, ...rest }) => rest],
  ['a timestamp in words', (headers) => ({ ...headers, 'X-API-Timestamp': new Date().toISOString() })],
  ['another timestamp', (headers) => ({ ...headers, 'X-API-Timestamp': String(epochSeconds() - 1) })],
  ['a nonce of seven characters', (headers) => ({ ...headers, 'X-API-Nonce': 'a234567' })],
  ['a nonce of 129 characters', (headers) => ({ ...headers, 'X-API-Nonce': 'a'.repeat(129) })],
  ['a nonce with a space', (headers) => ({ ...headers, 'X-API-Nonce': 'abcd efgh' })],
  ['another nonce', (headers) => ({ ...headers, 'X-API-Nonce': 'another-nonce' })],
  ['the signature in capitals', (h) => ({ ...h, 'X-API-Signature': h['X-API-Signature']!.toUpperCase() })],
  ['the signature without its version', (h) => ({ ...h, 'X-API-Signature': h['X-API-Signature']!.slice(3) })],
  ['the signature cut short', (h) => ({ ...h, 'X-API-Signature': h['X-API-Signature']!.slice(0, -1) })],
  ['an unknown key', (headers) => ({ ...headers, 'X-API-Key': `ndy_dev_${'a'.repeat(12)}` })],
  ['the key of another environment', (h) => ({ ...h, 'X-API-Key': h['X-API-Key']!.replace('_dev_', '_live_') })],
])('%s: 401, and no nonce is kept', async (_, spoil) => {
  const before = nonceCount();
  const headers = spoil(signedHeaders(key, { method: 'GET', url: app.url, path: PATH }));
  const answer = await app.http.get(PATH, headers);
  expectProblem(answer, { kind: 'unauthorized', instance: PATH });
  expect(answer.headers.get('www-authenticate')).toMatch(/^Signature realm=/);
  expect(nonceCount()).toBe(before);
});

test.each<[string, { signedFor?: string; path?: string; body?: string; host?: string }]>([
  ['method', { signedFor: 'PUT' }],
  ['path', { path: `${PATH}/create` }],
  ['query', { path: `${PATH}?x=1` }],
  ['body', { body: JSON.stringify(aContract({ external_id: 'other' })) }],
  ['host', { host: 'other.example' }],
])('another %s than was signed is 401', async (_, sent) => {
  const { signedFor: method = 'POST', path = PATH, host } = sent;
  const body = JSON.stringify(aContract());
  const headers = signedHeaders(key, { method, url: app.url, path: PATH, body });
  const all = { ...headers, 'Content-Type': 'application/json', ...(host && { 'X-Forwarded-Host': host }) };
  const answer = await app.http.raw('POST', path, sent.body ?? body, all);
  expect([answer.status, answer.body.type]).toEqual([401, '/problems/unauthorized']);
});

test('behind a proxy that is trusted the host is the forwarded one', async () => {
  const headers = signedHeaders(key, { method: 'GET', url: 'https://api.example', path: PATH });
  expect((await app.http.get(PATH, { ...headers, 'X-Forwarded-Host': 'api.example' })).status).toBe(200);
});

/** Whether it fits is a matter of seconds: sent well within one, so that the clock does not tick in between. */
const early = () => until(Date.now, (now) => now % 1_000 < 500);

test.each([
  [-299, 200],
  [-300, 200],
  [-301, 401],
  [299, 200],
  [300, 200],
  [301, 401],
])('a stamp %d s off is %d', async (offset, status) => {
  await early();
  expect((await sendSigned(app, key, { path: PATH, timestamp: epochSeconds() + offset })).status).toBe(status);
});

test('of fifty requests with the same nonce at the same time one is let in, and none later', async () => {
  const headers = signedHeaders(key, { method: 'GET', url: app.url, path: PATH });
  const all = await Promise.all(Array.from({ length: 50 }, () => app.http.get(PATH, headers)));
  expect(all.map(({ status }) => status).sort()).toEqual([200, ...Array(49).fill(401)]);
  const later = await app.http.get(PATH, headers);
  expect([later.status, later.body.detail]).toEqual([401, expect.stringContaining('X-API-Nonce was used')]);
});

test('the nonce of one key is not that of another', async () => {
  const other = await anotherKey();
  const nonce = 'the-same-nonce';
  const statuses = [];
  for (const signer of [key, other, key]) statuses.push((await sendSigned(app, signer, { path: PATH, nonce })).status);
  expect(statuses).toEqual([200, 200, 401]);
});

test('several signatures may be sent while the secret changes: one of them right is enough', async () => {
  const { 'X-API-Signature': right, ...rest } = signedHeaders(key, { method: 'GET', url: app.url, path: PATH });
  const wrong = () => `v1=${randomBytes(32).toString('hex')}`;
  const both = (...values: string[]) => app.http.get(PATH, { ...rest, 'X-API-Signature': values.join(',') });
  expect((await both(wrong(), wrong())).status).toBe(401);
  expect((await both(right!, wrong(), wrong(), wrong(), wrong())).status).toBe(401); // at most four
  expect((await both(wrong(), right!)).status).toBe(200);
});

test.each(['X-API-Key', 'X-API-Timestamp', 'X-API-Nonce', 'X-API-Signature'])('%s sent twice is 401', async (name) => {
  const headers = signedHeaders(key, { method: 'GET', url: app.url, path: PATH });
  const flat = Object.entries(headers).flat();
  const { host } = new URL(app.url);
  const send = (list: string[]) =>
    new Promise<number>((resolve, reject) => {
      const sent = request(`${app.url}${PATH}`, { headers: ['Host', host, ...list] }, (answer) => {
        answer.resume();
        resolve(answer.statusCode!);
      });
      sent.once('error', reject).end();
    });
  expect(await send([...flat, name, headers[name]!])).toBe(401);
  expect(await send(flat)).toBe(200);
});

test('the key’s expiry, end, addresses, scopes and account hold for what it signs', async () => {
  const status = async (signer: Key) => (await sendSigned(app, signer, good)).status;
  const [expired, ended, elsewhere] = await Promise.all([
    anotherKey(),
    anotherKey(),
    anotherKey({ allowed_ips: ['192.0.2.0/24'] }),
  ]);
  change(app.dataDir, ["UPDATE api_keys SET expires_at = '2020-01-01T00:00:00.000Z' WHERE id = ?", expired.id]);
  await sendSigned(app, key, { method: 'DELETE', path: `${KEYS}/${ended.id}` });
  const before = nonceCount();
  expect([await status(expired), await status(ended), await status(elsewhere)]).toEqual([401, 401, 401]);
  expect(nonceCount()).toBe(before);
  const reader = await anotherKey();
  const refused = await sendSigned(app, reader, { method: 'POST', path: PATH, body: JSON.stringify(aContract()) });
  expect([refused.status, refused.body.required_scope]).toEqual([403, 'contracts:write']);
});

test('a body that is no JSON, or of another type, is told once its signature has been found right', async () => {
  const body = '{"terms": ';
  const answer = await sendSigned(app, key, { method: 'POST', path: PATH, body });
  expectProblem(answer, { kind: 'malformed-request', instance: PATH });
  const xml = await sendSigned(app, key, { method: 'POST', path: PATH, body: '<a/>' }, { 'Content-Type': 'text/xml' });
  expectProblem(xml, { kind: 'unsupported-media-type', instance: PATH });
});

test('with both schemes in force a key may be sent whole or sign, and a wrong signature never counts as a key', async () => {
  const both = await startApp({ env: { AUTH: 'api-key,signature' } });
  const first = await keyByCommand(both);
  const second = await makeKey(both, first.http);
  expect((await first.http.get(PATH)).status).toBe(200);
  expect((await sendSigned(both, second, good)).status).toBe(200);
  expect((await sendSigned(both, second, good, { 'X-API-Signature': `v1=${'0'.repeat(64)}` })).status).toBe(401);
  const whole = await sendSigned(both, second, good, { 'X-API-Key': second.key });
  expect(whole.status).toBe(401);
  await both.close();
}, 40_000);

/** The last ones: the service is killed, and comes back with limits. */
describe('after kill -9 and a start', () => {
  let used: Record<string, string>;
  beforeAll(async () => {
    used = signedHeaders(key, { method: 'GET', url: app.url, path: PATH });
    expect((await app.http.get(PATH, used)).status).toBe(200);
    await app.kill();
    const more = { THROTTLE: 'on', THROTTLE_OTHERS: '4', PORT: new URL(app.url).port };
    app = await startApp({ env: { ...env, ...more }, dataDir: app.dataDir });
  }, 60_000);

  test('no nonce is forgotten', async () => {
    const again = await app.http.get(PATH, { ...used, 'X-Forwarded-For': '203.0.113.9' });
    expect([again.status, again.body.detail]).toEqual([401, expect.stringContaining('X-API-Nonce was used')]);
  });

  test('what is refused counts against the limits by address: a replay and an unsigned request too', async () => {
    const headers = signedHeaders(key, { method: 'GET', url: app.url, path: PATH });
    const statuses = [(await app.http.get(PATH, headers)).status];
    for (let i = 0; i < 2; i += 1) statuses.push((await app.http.get(PATH, headers)).status);
    for (let i = 0; i < 2; i += 1) statuses.push((await app.http.get(PATH)).status);
    statuses.push((await app.http.get(PATH)).status);
    expect(statuses).toEqual([200, 401, 401, 401, 401, 429]);
    // Its owner is not locked out by it.
    expect((await sendSigned(app, key, good)).status).toBe(200);
  });
});
