import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answer, hang, isSignedBy, type Received, startSink } from '../outbound-webhooks/sink.js';
import { CERTIFICATE, KEY } from '../outbound-webhooks/tls.js';
import { freshDataDir, startApp } from '../start-app.js';
import { change, storedBytes } from '../story-database.js';
import { until } from '../until.js';
import { anEndpoint, create, ENDPOINTS, idOf, PAST, setWebhookStage } from './webhook-stage.js';

const HOUR_MS = 3_600_000;

let stage: Awaited<ReturnType<typeof setWebhookStage>>;
const folder = freshDataDir();
beforeAll(async () => {
  const authority = join(folder, 'authority.pem');
  writeFileSync(authority, CERTIFICATE);
  stage = await setWebhookStage({ NODE_EXTRA_CA_CERTS: authority });
}, 60_000);
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

test('over TLS, to a certificate that is vouched for, by name and by address', async () => {
  const secure = await startSink('127.0.0.1', { cert: CERTIFICATE, key: KEY });
  for (const host of ['localhost', '127.0.0.1']) {
    const endpoint = await anEndpoint(stage, { url: `https://${host}:${secure.port}/${host}` });
    await endpoint.post('test');
    const delivery = await endpoint.latest(({ attempts }) => attempts.length > 0);
    expect(delivery.attempts).toMatchObject([{ status_code: 200, error: null }]);
    expect(secure.at(`/${host}`)[0]!.headers.host).toBe(`${host}:${secure.port}`);
    await endpoint.remove();
  }
  await secure.close();
});

test('a test event goes at once; the log is read in pages', async () => {
  const endpoint = await anEndpoint(stage);
  const ids: string[] = [];
  for (let i = 0; i < 3; i += 1) ids.unshift((await endpoint.post('test')).body.delivery_id);
  const got = await endpoint.untilGot(3);
  expect(got[0]!.event).toMatchObject({ type: 'webhook.test', data: { endpoint_id: endpoint.id } });
  const first = (await stage.app.http.get(`${ENDPOINTS}/${endpoint.id}/deliveries?limit=2`)).body;
  const second = (
    await stage.app.http.get(`${ENDPOINTS}/${endpoint.id}/deliveries?limit=2&cursor=${first.next_cursor}`)
  ).body;
  const listed = [...first.deliveries, ...second.deliveries].map((one: { delivery_id: string }) => one.delivery_id);
  expect([listed, second.next_cursor]).toEqual([ids, null]);
  await endpoint.remove();
});

test('a secret is replaced without a gap: both sign for a while, and the old one not at all where that is said', async () => {
  const endpoint = await anEndpoint(stage);
  const { secret: second, public_key } = (await endpoint.post('rotate-secret')).body;
  expect(public_key).toBe(endpoint.publicKey);
  await endpoint.post('test');
  const [both] = (await endpoint.untilGot(1)) as [Received];
  expect(both.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+ v1a,\S+$/);
  for (const secrets of [endpoint.secret, second]) expect(await isSignedBy({ secrets }, both)).toBe(true);
  const { secret: third } = (await endpoint.post('rotate-secret', { expire_previous_after: '0' })).body;
  await endpoint.post('test');
  const [, one] = (await endpoint.untilGot(2)) as [Received, Received];
  expect(await Promise.all([endpoint.secret, second, third].map((secrets) => isSignedBy({ secrets }, one)))).toEqual([
    ...[false, false, true],
  ]);
  for (let i = 0; i < 6; i += 1) await endpoint.post('rotate-secret');
  await endpoint.post('test');
  const [, , many] = (await endpoint.untilGot(3)) as [Received, Received, Received];
  expect(many.headers['webhook-signature']).toMatch(/^(v1,\S+ ){5}v1a,\S+$/);
  await endpoint.remove();
});

test('a POST that is repeated under its Idempotency-Key makes one endpoint, and shows the same secret', async () => {
  const body = { url: stage.sink.url('/once') };
  const [first, second] = [0, 1].map(() => stage.app.http.post(ENDPOINTS, body, { 'Idempotency-Key': 'endpoint 1' }));
  const [one, other] = [await first!, await second!];
  expect(one.text).toBe(other.text);
  expect(one.headers.get('location')).toBe(`${ENDPOINTS}/${one.body.endpoint_id}`);
  const { webhook_endpoints } = (await stage.app.http.get(ENDPOINTS)).body;
  expect(webhook_endpoints.map(({ endpoint_id }: Record<string, string>) => endpoint_id)).toEqual([
    one.body.endpoint_id,
  ]);
  expect(JSON.stringify(webhook_endpoints)).not.toContain('whsec_');
  const inner = one.body.secret.slice('whsec_'.length);
  for (const [name, bytes] of storedBytes(stage.app.dataDir)) {
    expect({ name, isThere: bytes.includes(inner) }).toEqual({ name, isThere: false });
  }
  expect(stage.app.output()).not.toContain(inner);
  await stage.app.http.raw('DELETE', `${ENDPOINTS}/${one.body.endpoint_id}`, undefined, {});
});

test('a checkpoint of the log comes to whoever names it, and is the one that is public', async () => {
  const [asking, all] = [
    await anEndpoint(stage, { event_types: ['log.checkpoint'] }),
    await anEndpoint(stage, { event_types: null }),
  ];
  const publicOne = async () => (await stage.app.http.get('/api/v1/log/checkpoint')).text;
  const before = await publicOne();
  await create(stage);
  await until(publicOne, (note) => note !== before);
  change(stage.app.dataDir, [`UPDATE webhook_fan_out SET told_at = '${PAST}'`]);
  const [told] = (await asking.untilGot(1)) as [Received];
  const { note, tree_size } = told.event.data as Record<string, unknown>;
  expect(note).toContain(`\n${tree_size}\n`);
  expect(await publicOne()).toBe(note);
  await all.untilToldOfContracts(1);
  expect(all.at().map(({ event }) => event.type)).not.toContain('log.checkpoint');
  for (const one of [asking, all]) await one.remove();
});

test.each<[object, string, RegExp]>([
  [{}, '#/url', /must be an address/],
  [{ url: 'ftp://example.com' }, '#/url', /must be an https/],
  [{ url: 'http://user:secret@example.com' }, '#/url', /no user name/],
  [{ url: 'http://169.254.169.254/latest' }, '#/url', /must lead to a public address/],
  [{ url: 'http://0xa9fea9fe/' }, '#/url', /must lead to a public address/],
  [
    { url: 'https://example.com', event_types: ['contract.create'] },
    '#/event_types/0',
    /must be one of contract\.created, /,
  ],
  [{ url: 'https://example.com', event_types: [] }, '#/event_types', /at least one/],
  [{ url: 'https://example.com', event_types: ['message.failed', 'message.failed'] }, '#/event_types', /once/],
  [{ url: 'https://example.com', secret: 'whsec_x' }, '#/secret', /not a field/],
])('%j is refused, and what is wrong is named', async (body, pointer, detail) => {
  const refused = await stage.app.http.post(ENDPOINTS, body);
  expect(refused).toMatchObject({
    status: 422,
    body: { errors: [{ pointer, detail: expect.stringMatching(detail) }] },
  });
});

test('an endpoint can be moved and paused; bad changes, bad times and unknown deliveries are refused', async () => {
  const endpoint = await anEndpoint(stage);
  const moved = await endpoint.patch({ url: stage.sink.url('/moved-here'), event_types: null, enabled: false });
  const paused = { enabled: false, event_types: null, disabled_reason: 'It was disabled over the API' };
  expect(moved.body).toMatchObject({ url: stage.sink.url('/moved-here'), ...paused });
  expect((await endpoint.patch({})).body.detail).toMatch(/at least one of url, description/);
  expect((await endpoint.patch({ url: 'http://10.0.0.1/' })).status).toBe(422);
  await endpoint.patch({ enabled: true });
  await endpoint.post('test');
  await until(
    () => stage.sink.at('/moved-here'),
    (got) => got.length === 1,
  );
  expect(endpoint.at()).toEqual([]);
  for (const since of ['yesterday', '2020-01-01T00:00:00Z', new Date(Date.now() + HOUR_MS).toISOString()]) {
    expect(await endpoint.post('recover', { since })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '#/since' }] },
    });
  }
  expect((await endpoint.post('deliveries/none/resend')).body.type).toBe('/problems/delivery-not-found');
  expect((await endpoint.post('rotate-secret', { expire_previous_after: '31d' })).status).toBe(422);
  await endpoint.remove();
  expect((await endpoint.post('test')).body.type).toBe('/problems/endpoint-not-found');
});

test('the twentieth endpoint of an account is its last', async () => {
  const url = stage.sink.url('/many');
  const answers = await Promise.all(Array.from({ length: 21 }, () => stage.app.http.post(ENDPOINTS, { url })));
  const full = answers.filter(({ status }) => status === 409);
  expect([answers.filter(({ status }) => status === 201).length, full.length]).toEqual([20, 1]);
  expect(full[0]!.body.type).toBe('/problems/too-many-endpoints');
  for (const { body } of answers.filter(({ status }) => status === 201)) {
    await stage.app.http.raw('DELETE', `${ENDPOINTS}/${body.endpoint_id}`, undefined, {});
  }
});

test('endpoints that hang slow no other; what was on its way at kill -9 is sent again under the same id', async () => {
  const [slow, good] = [await anEndpoint(stage), await anEndpoint(stage)];
  slow.react(hang);
  for (let i = 0; i < 12; i += 1) await create(stage);
  await good.untilGot(12);
  await slow.untilGot(2);
  expect(slow.at()).toHaveLength(2); // two at a time
  const onTheirWay = slow.at().map(idOf);
  await stage.app.kill();
  slow.react(answer(200));
  // SQLite has one server, so a start frees what it held; elsewhere another one waits for the lease to end.
  change(stage.app.dataDir, [`UPDATE webhook_endpoints SET lease_until = '${PAST}'`]);
  stage.app = await startApp({ dataDir: stage.app.dataDir });
  await slow.untilGot(14);
  const counted = new Map<unknown, number>();
  for (const id of slow.at().map(idOf)) counted.set(id, (counted.get(id) ?? 0) + 1);
  expect(
    [...counted]
      .filter(([, times]) => times > 1)
      .map(([id]) => id)
      .sort(),
  ).toEqual([...onTheirWay].sort());
  expect([counted.size, slow.at().length]).toEqual([12, 14]);
  expect(new Set(good.at().map(idOf)).size).toBe(12);
}, 60_000);
