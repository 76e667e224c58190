import { createClient } from '../../src/client/client.js';
import { type ScriptedServer, startServer } from './scripted-server.js';

let server: ScriptedServer;
beforeAll(async () => {
  server = await startServer(({ method }) =>
    method === 'DELETE' ? { status: 204 } : { status: 200, body: { id: 'k1' } },
  );
});
afterAll(() => server.close());

test('keys are made, listed, revoked and rotated where the wire contract says, with the caller’s own key', async () => {
  const { apiKeys } = createClient({ baseUrl: server.url, apiKey: 'ndy_dev_ab12cd34_secret' });
  const key = { name: 'till', scopes: ['contracts:read' as const], expires_in: '90d', allowed_ips: ['203.0.113.0/24'] };
  expect(await apiKeys.create(key)).toEqual({ id: 'k1' });
  expect(await apiKeys.list()).toEqual({ id: 'k1' });
  expect(await apiKeys.revoke('k1')).toBeUndefined();
  expect(await apiKeys.get('k1')).toEqual({ id: 'k1' });
  expect(await apiKeys.rotate('k1', { grace: '1h' })).toEqual({ id: 'k1' });
  expect(server.received.map(({ method, target }) => `${method} ${target}`)).toEqual([
    ...['POST /api/v1/auth/api-keys', 'GET /api/v1/auth/api-keys'],
    ...['DELETE /api/v1/auth/api-keys/k1', 'GET /api/v1/auth/api-keys/k1', 'POST /api/v1/auth/api-keys/k1/rotate'],
  ]);
  expect(JSON.parse(server.received[0]!.body.toString())).toEqual(key);
  expect(JSON.parse(server.received.at(-1)!.body.toString())).toEqual({ grace: '1h' });
  for (const { headers } of server.received) expect(headers['x-api-key']).toBe('ndy_dev_ab12cd34_secret');
});
