import { Webhook } from 'standardwebhooks';
import { aContract, aParty } from '../factories.js';
import { answer, isSignedBy, type Received } from '../outbound-webhooks/sink.js';
import { change, rows } from '../story-database.js';
import { until } from '../until.js';
import { anEndpoint, CONTRACTS, create, idOf, isTried, passTime, setWebhookStage } from './webhook-stage.js';

const HOUR_MS = 3_600_000;

let stage: Awaited<ReturnType<typeof setWebhookStage>>;
beforeAll(async () => {
  stage = await setWebhookStage();
}, 60_000);
afterAll(() => stage.close());

test('an event arrives once, as the reference implementation verifies it, and says what the contract is now', async () => {
  const endpoint = await anEndpoint(stage, { event_types: null, description: 'books' });
  expect(endpoint.made).toMatchObject({ enabled: true, event_types: null, description: 'books', failing_since: null });
  expect(endpoint.made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const parties = [aParty({ name: 'Wanjiru Kamau' }), aParty()];
  const { contract_id, contract_hash } = (await stage.app.http.post(CONTRACTS, aContract({ parties }))).body;
  const [created] = (await endpoint.untilToldOfContracts(1)) as [Received];
  expect(created.event).toEqual({
    ...{ type: 'contract.created', timestamp: expect.stringMatching(/Z$/) },
    data: expect.objectContaining({ contract_id, contract_hash, status: 'pending', version: 1 }),
  });
  expect(idOf(created)).toBe(`evt_${contract_id}_1`);
  const { headers, body } = created;
  expect(new Webhook(endpoint.secret).verify(body, headers as Record<string, string>)).toEqual(created.event);
  expect(await isSignedBy({ publicKeys: endpoint.publicKey }, created)).toBe(true);
  const { phone_number } = parties[0]!;
  await stage.app.http.post(`${CONTRACTS}/${contract_id}/decline`, { phone_number, reason: 'my own words' });
  const got = await endpoint.untilToldOfContracts(3);
  expect(
    got
      .map(({ event }) => event.type)
      .slice(1)
      .sort(),
  ).toEqual(['contract.declined', 'contract.party_declined']);
  for (const one of endpoint.at()) {
    for (const told of [phone_number.slice(4), 'Wanjiru', 'my own words']) expect(one.body).not.toContain(told);
  }
  await endpoint.remove();
});

test('an endpoint hears what it asked for, from the moment it was made, and nobody else’s events', async () => {
  const before = await create(stage);
  const place = () => rows(stage.app.dataDir, 'SELECT leaf_index FROM events WHERE contract_id = ?', before)[0];
  await until(place, (event) => event?.leaf_index !== null);
  const [some, all] = [
    await anEndpoint(stage, { event_types: ['contract.cancelled'] }),
    await anEndpoint(stage, { event_types: null }),
  ];
  const { contract_id: id, manage_token: token } = (await stage.app.http.post(CONTRACTS, aContract())).body;
  await stage.app.http.post(`${CONTRACTS}/${id}/cancel`, {}, { Authorization: `Bearer ${token}` });
  expect((await all.untilToldOfContracts(2)).map(({ event }) => event.type).sort()).toEqual([
    'contract.cancelled',
    'contract.created',
  ]);
  expect((await some.untilGot(1)).map(({ event }) => event.type)).toEqual(['contract.cancelled']);
  expect(all.at().map(idOf)).not.toContain(`evt_${before}_1`);
  for (const endpoint of [some, all]) expect((await endpoint.remove()).status).toBe(204);
  expect((await all.get()).type).toBe('/problems/endpoint-not-found');
});

test('what failed is sent again under the same id, with the same body, until it is taken; the log says how it went', async () => {
  const endpoint = await anEndpoint(stage);
  endpoint.react(answer(500, {}, 'out of order'));
  await create(stage);
  const waiting = await endpoint.latest(isTried(1));
  expect(waiting).toMatchObject({
    status: 'waiting',
    attempts: [{ status_code: 500, answer: 'out of order', error: null }],
  });
  const inMs = Date.parse(waiting.next_attempt_at) - Date.parse(waiting.attempts[0].at);
  expect(inMs).toBeGreaterThanOrEqual(4_000);
  expect(inMs).toBeLessThanOrEqual(6_000);
  expect((await endpoint.get()).failing_since).toBe(waiting.attempts[0].at);
  endpoint.react(answer(302, { Location: stage.sink.url('/elsewhere') }));
  await passTime(stage, endpoint);
  await endpoint.latest(isTried(2));
  endpoint.react(answer(204));
  await passTime(stage, endpoint);
  const done = await endpoint.latest(({ status }) => status === 'delivered');
  expect(done.attempts.map((one: { status_code: number }) => one.status_code)).toEqual([500, 302, 204]);
  expect(done.next_attempt_at).toBeNull();
  expect(new Set(endpoint.at().map(idOf)).size).toBe(1);
  expect(new Set(endpoint.at().map(({ body }) => body))).toEqual(new Set([done.body]));
  expect(stage.sink.at('/elsewhere')).toEqual([]);
  expect((await endpoint.get()).failing_since).toBeNull();
  await endpoint.remove();
});

test('after the last attempt it has failed; recover sends it once more, resend sends what was taken too', async () => {
  const endpoint = await anEndpoint(stage);
  endpoint.react(answer(500));
  await create(stage);
  await endpoint.latest(isTried(1));
  change(stage.app.dataDir, ['UPDATE webhook_deliveries SET step = 9 WHERE endpoint_id = ?', endpoint.id]);
  await passTime(stage, endpoint);
  const failed = await endpoint.latest(({ status }) => status === 'failed');
  endpoint.react(answer(200));
  const early = { since: failed.created_at };
  expect(await endpoint.post('recover', { since: new Date(Date.now() - 1).toISOString() })).toMatchObject({
    status: 202,
  });
  const recovered = await endpoint.post('recover', early);
  expect(recovered).toMatchObject({ status: 202, body: { endpoint_id: endpoint.id, ...early } });
  await endpoint.latest(({ status, attempts }) => status === 'delivered' && attempts.length === 3);
  await endpoint.post('recover', early);
  const again = await endpoint.post(`deliveries/${failed.delivery_id}/resend`);
  expect(again).toMatchObject({ status: 202, body: { delivery_id: failed.delivery_id } });
  await endpoint.latest(isTried(4));
  expect(new Set(endpoint.at().map(idOf)).size).toBe(1);
  await endpoint.remove();
});

test('410 disables at once and says so; enabled again, it gets what waited meanwhile', async () => {
  const [endpoint, other] = [await anEndpoint(stage), await anEndpoint(stage, { event_types: ['endpoint.disabled'] })];
  endpoint.react(answer(410));
  await create(stage);
  const [notice] = (await other.untilGot(1)) as [Received];
  const reason = 'The receiver answered 410 Gone';
  expect(notice.event.data).toEqual({ endpoint_id: endpoint.id, reason });
  expect(await endpoint.get()).toMatchObject({ enabled: false, disabled_reason: reason });
  expect(stage.app.output()).toContain(`endpoint ${endpoint.id} of community was disabled: ${reason}`);
  for (const [what, body] of [['test'], ['recover', { since: new Date().toISOString() }]] as const) {
    expect(await endpoint.post(what, body)).toMatchObject({
      status: 409,
      body: { type: '/problems/endpoint-disabled' },
    });
  }
  const missed = await create(stage);
  await endpoint.latest(({ event_id }) => event_id === `evt_${missed}_1`);
  expect(endpoint.at()).toHaveLength(1);
  endpoint.react(answer(200));
  const enabled = { enabled: true, disabled_at: null, disabled_reason: null, failing_since: null };
  expect((await endpoint.patch({ enabled: true })).body).toMatchObject(enabled);
  expect((await endpoint.untilGot(2)).map(idOf)[1]).toBe(`evt_${missed}_1`);
  for (const one of [endpoint, other]) await one.remove();
});

test('whoever fails for 120 hours is disabled with a notice; an hour less, or one success, is not enough', async () => {
  const [endpoint, other] = [await anEndpoint(stage), await anEndpoint(stage, { event_types: ['endpoint.disabled'] })];
  endpoint.react(answer(503));
  await create(stage);
  await endpoint.latest(isTried(1));
  const failFor = (hours: number) => {
    const since = new Date(Date.now() - hours * HOUR_MS).toISOString();
    change(stage.app.dataDir, ['UPDATE webhook_endpoints SET failing_since = ? WHERE id = ?', since, endpoint.id]);
  };
  failFor(119);
  await passTime(stage, endpoint);
  await endpoint.latest(isTried(2));
  expect(await endpoint.get()).toMatchObject({ enabled: true, failing_since: expect.any(String) });
  failFor(120);
  await passTime(stage, endpoint);
  const reason = 'Every attempt failed for 120 hours';
  expect((await other.untilGot(1))[0]!.event.data).toEqual({ endpoint_id: endpoint.id, reason });
  expect(await endpoint.get()).toMatchObject({ enabled: false, disabled_reason: reason });
  for (const one of [endpoint, other]) await one.remove();
});

test('Retry-After is honoured: nothing more is sent until then, unless somebody asks', async () => {
  const endpoint = await anEndpoint(stage);
  endpoint.react(answer(429, { 'Retry-After': '7200' }));
  await create(stage);
  const { next_attempt_at, attempts } = await endpoint.latest(isTried(1));
  expect(Date.parse(next_attempt_at) - Date.parse(attempts[0].at)).toBe(2 * HOUR_MS);
  const later = await create(stage);
  await endpoint.latest(({ event_id, status }) => event_id === `evt_${later}_1` && status === 'waiting');
  expect(endpoint.at()).toHaveLength(1);
  endpoint.react(answer(200));
  await endpoint.post('test');
  const got = await endpoint.untilGot(3);
  expect(
    got
      .map(({ event }) => event.type)
      .slice(1)
      .sort(),
  ).toEqual(['contract.created', 'webhook.test']);
  await endpoint.remove();
});
