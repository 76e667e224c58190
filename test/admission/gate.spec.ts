/** The door alone, with a full house behind it. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Admission } from '../../src/admission/admission.js';
import { serverBehind } from '../../src/admission/gate.js';
import { expectProblem } from '../doors/expect-problem.js';
import { Http } from '../http.js';

let server: Server;
let http: Http;
let ports: Set<number>;
const admission = new Admission(1);
beforeAll(async () => {
  server = serverBehind(admission)((_, response) => response.end('let in'), {}) as Server;
  ports = new Set();
  server.on('connection', ({ remotePort }) => ports.add(remotePort!));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  http = new Http(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
beforeEach(() => Object.assign(admission.atWork, { callbacks: 0, reads: 0, writes: 0 }));
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const CONTRACTS = '/api/v1/contracts';
/** As many as there may be. */
const FULL = { writes: 1, reads: 1, callbacks: 5 };

test.each([
  ['writes', 'POST', CONTRACTS],
  ['writes', 'DELETE', '/api/v1/webhook-endpoints/1'],
  ['writes', 'POST', '/api/v1/webhook-endpoints'],
  ['writes', 'PROPFIND', CONTRACTS],
  ['reads', 'GET', CONTRACTS],
  ['reads', 'HEAD', '/'],
  ['reads', 'OPTIONS', CONTRACTS],
  ['callbacks', 'POST', '/api/v1/webhooks/africastalking/sms/secret'],
  ['callbacks', 'POST', '/api/v1/webhooks/android?x'],
  ['callbacks', 'POST', '/api/v1/sms/webhook'],
] as const)(
  'with as many %s as there may be, %s %s is turned away, and nothing of another kind',
  async (kind, method, path) => {
    admission.atWork[kind] = FULL[kind];
    expect((await http.raw(method, path, undefined, {})).status).toBe(503);
    for (const other of ['writes', 'reads', 'callbacks'] as const) {
      Object.assign(admission.atWork, { callbacks: 0, reads: 0, writes: 0, [other]: FULL[other] });
      const { status } = await http.raw(method, path, undefined, {});
      expect({ other, status }).toEqual({ other, status: other === kind ? 503 : 200 });
    }
  },
);

test('who is turned away learns why, when to come back, and under which id; but no secret comes back', async () => {
  admission.atWork.callbacks = FULL.callbacks;
  const id = { 'X-Request-ID': 'mine-1' };
  const answer = await http.form('/api/v1/webhooks/africastalking/sms/s3cret?x=1', 'a=b', id);
  const instance = '/api/v1/webhooks/africastalking/sms/…';
  expectProblem(answer, { kind: 'unavailable', instance, requestId: 'mine-1' });
  expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  const other = await http.form('/api/v1/sms/webhook', 'a=b', { 'X-Request-ID': '<script>' });
  expect(other.body.request_id).toMatch(/^[\da-f-]{36}$/);
});

test('a person gets a page', async () => {
  admission.atWork.reads = 1;
  const { status, headers, text } = await http.get('/', { Accept: 'text/html' });
  expect([status, headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8']);
  expect(text).toContain('</html>');
});

test('whoever watches is let in', async () => {
  admission.atWork.reads = 1;
  for (const path of ['/livez', '/readyz', '/health', '/metrics', '/readyz?x']) {
    expect({ path, status: (await http.get(path)).status }).toEqual({ path, status: 200 });
  }
  for (const path of ['/livezz', '/metrics/x', '/x/livez']) {
    expect({ path, status: (await http.get(path)).status }).toEqual({ path, status: 503 });
  }
});

test('a body that nobody read does not spoil the connection, and each refusal is counted', async () => {
  admission.atWork.writes = 1;
  const countOf = () => admission.turnedAway.list().find(([kind]) => kind === 'writes')![1];
  const [before, known] = [countOf(), ports.size];
  for (let n = 0; n < 20; n += 1) expect((await http.post(CONTRACTS, { text: 'x'.repeat(60_000) })).status).toBe(503);
  expect(countOf() - before).toBe(20);
  expect(ports.size - known).toBeLessThan(20);
});
