/** Signed requests, checked by the other side with Node's own HMAC over what arrived. */
import { createHash, createHmac } from 'node:crypto';
import { createClient } from '../../src/client/client.js';
import { problem, type Received, type ScriptedServer, startServer } from './scripted-server.js';

const KEY = { keyId: 'ndy_dev_ab12cd34', signingSecret: 'sk_0123456789abcdef' };

let server: ScriptedServer;
const verdicts: boolean[] = [];
beforeAll(async () => {
  server = await startServer((request, count) => {
    verdicts.push(isSigned(request));
    return count === 1 ? problem('unavailable', 503) : { status: 200, body: { contracts: [], next_cursor: null } };
  });
});
afterAll(() => server.close());

function isSigned({ method, target, headers, body }: Received): boolean {
  const [stamp, nonce] = [headers['x-api-timestamp'], headers['x-api-nonce']];
  const bodyHash = createHash('sha256').update(body).digest('hex');
  const signed = `${method}\n${headers.host}\n${target}\n${stamp}\n${nonce}\n${bodyHash}`;
  const expected = createHmac('sha256', KEY.signingSecret).update(signed).digest('hex');
  return headers['x-api-key'] === KEY.keyId && headers['x-api-signature'] === `v1=${expected}`;
}

test('method, host, path, query, time, nonce and exact body are signed, each try anew', async () => {
  const now = () => Date.parse('2026-12-15T08:00:00.900Z');
  const { contracts, request } = createClient({ baseUrl: server.url, random: () => 0, now, ...KEY });
  const external_id = 'ünïcode & 50% + "quotes" /?#';
  await contracts.list({ external_id, limit: 5 });
  await contracts.search({ phone_number: '+254712345678', external_id });
  await contracts.cancel('AG-2026-482913705', { reason: 'mvua kubwa — “rain” 🌧' });
  await contracts.cancel('AG-2026-482913705');
  await request('delete', '/api/v1/webhook-endpoints/a%2Fb?x=%7e&y=ü', { query: { z: true } });
  expect(verdicts).toEqual(Array(6).fill(true));
  const nonces = server.received.map(({ headers }) => headers['x-api-nonce']);
  expect(new Set(nonces).size).toBe(6);
  expect(new Set(server.received.map(({ headers }) => headers['x-api-timestamp']))).toEqual(new Set(['1797321600']));
  const sent = JSON.stringify(server.received.map(({ target, headers }) => [target, headers]));
  expect(sent).not.toContain(KEY.signingSecret);
});
