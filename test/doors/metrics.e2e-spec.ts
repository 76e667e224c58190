/** What a Prometheus sees, and who else may see it. */
import { PRODUCTION } from '../config/configurations.js';
import { aContract } from '../factories.js';
import { Http } from '../http.js';
import { type App, startApp } from '../start-app.js';
import { countOf, untilQuiet } from '../stories/database.js';
import { change } from '../story-database.js';
import { until } from '../until.js';
import { expectProblem } from './expect-problem.js';
import { makeKey } from './keys.js';
import { Metrics } from './metrics-text.js';
import { type Production, startProduction } from './production.js';

const CONTRACTS = '/api/v1/contracts';
const ENDPOINTS = '/api/v1/webhook-endpoints';

async function scrape(http: Http): Promise<Metrics> {
  const answer = await http.get('/metrics');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return new Metrics(answer.text);
}

/** The listener that serves the metrics alone, as the log tells of it. */
async function ownPort(app: App): Promise<Http> {
  const told = () => /metrics without a credential on port (\d+) of 127\.0\.0\.1/.exec(app.output());
  const [, port] = (await until(told, (found) => found !== null))!;
  return new Http(`http://127.0.0.1:${port}`);
}

const requests = (metrics: Metrics, method: string, route: string, status: string) =>
  metrics.value('ndiyo_http_requests_total', { method, route, status });
const labelsOf = (metrics: Metrics, family: string, label: string) => [
  ...new Set(metrics.family(family).samples.map(({ labels }) => labels[label])),
];

describe('where anybody may read', () => {
  let app: App;
  let http: Http;
  let contract: { contract_id: string; manage_token: string };
  let numbers: string[];
  /** What an asking takes from the database is kept for a few seconds: this is the first. */
  let first: Metrics;
  beforeAll(async () => {
    app = await startApp({ env: { SMS_BUDGET: '100', SMS_BUDGET_TOTAL: '1000' } });
    http = app.http;
    const body = aContract();
    numbers = body.parties.map(({ phone_number }) => phone_number);
    await app.phones.outcome(numbers[1]!, 'failed');
    contract = (await http.post(CONTRACTS, body)).body;
    await until(
      async () => (await http.get(`${CONTRACTS}/${contract.contract_id}/messages`)).body.messages,
      (messages) => messages.every(({ status }: { status: string }) => /delivered|failed/.test(status)),
    );
    const { endpoint_id } = (await http.post(ENDPOINTS, { url: 'http://127.0.0.1:1/' })).body;
    await http.raw('PATCH', `${ENDPOINTS}/${endpoint_id}`, '{"enabled":false}', { 'Content-Type': 'application/json' });
    await untilQuiet(app);
    const insert = `INSERT INTO outbox
      (account_id, topic, order_key, payload, status, attempt, interruptions, due_at, created_at)
      VALUES ('community', 'sms', 'x', 'none', 'dead', 12, 0, '2026-01-01', '2026-01-01')`;
    change(app.dataDir, [insert]);
    first = await scrape(http);
  }, 60_000);
  afterAll(() => app.close());

  test('every metric is ours, the process’s or Node’s, and a counter ends in _total', () => {
    expect(first.families.length).toBeGreaterThanOrEqual(25);
    for (const { name, type } of first.families) {
      expect(name).toMatch(/^(ndiyo|process|nodejs)_/);
      expect({ name, isTotal: name.endsWith('_total') }).toEqual({ name, isTotal: type === 'counter' });
    }
    const histograms = first.families.filter(({ type }) => type === 'histogram');
    expect(histograms.map(({ name }) => name).sort()).toEqual([
      'ndiyo_http_request_duration_seconds',
      'ndiyo_write_group_size',
      'ndiyo_write_wait_seconds',
    ]);
  });

  test('texts are counted by what became of them, segments against their budget', () => {
    const texts = (state: string) => first.value('ndiyo_sms_texts_total', { state });
    expect({ sent: texts('sent'), delivered: texts('delivered'), failed: texts('failed') }).toEqual({
      ...{ sent: 2, delivered: 1, failed: 1 },
    });
    expect(texts('queued')).toBe(2);
    const used = first.value('ndiyo_sms_segments_total');
    expect(used).toBeGreaterThanOrEqual(2);
    for (const [of, limit] of [
      ['all accounts', 1000],
      ['busiest account', 100],
    ] as const) {
      expect(first.value('ndiyo_sms_budget_used_segments', { of })).toBe(used);
      expect(first.value('ndiyo_sms_budget_segments', { of })).toBe(limit);
    }
  });

  test('what waits, what was given up and what is switched off is told', () => {
    expect(first.value('ndiyo_database_readable')).toBe(1);
    const topics = labelsOf(first, 'ndiyo_outbox_waiting', 'topic');
    expect(topics).toContain('sms');
    for (const topic of topics as string[]) {
      expect(first.find('ndiyo_outbox_waiting', { topic })).toBe(0);
      expect(first.find('ndiyo_outbox_halted', { topic })).toBe(0);
      expect(first.find('ndiyo_outbox_oldest_due_seconds', { topic })).toBe(0);
      expect(first.find('ndiyo_outbox_dead', { topic })).toBe(topic === 'sms' ? 1 : 0);
    }
    expect(first.value('ndiyo_webhook_endpoints', { state: 'disabled' })).toBe(1);
    expect(first.find('ndiyo_webhook_endpoints', { state: 'sound' })).toBe(0);
    expect(first.value('ndiyo_write_wait_seconds_count')).toBeGreaterThan(0);
    expect(first.find('ndiyo_writes_waiting')).toBe(0);
  });

  test('requests are counted by the pattern of their route, errors apart', async () => {
    const before = await scrape(http);
    const ids = [contract.contract_id, 'AG-2026-000000000', 'AG-2026-000000001'];
    for (const id of ids) await http.get(`${CONTRACTS}/${id}`);
    const after = await scrape(http);
    const route = `${CONTRACTS}/:id`;
    const grown = (status: string) => requests(after, 'GET', route, status) - requests(before, 'GET', route, status);
    expect([grown('2xx'), grown('4xx'), grown('5xx')]).toEqual([1, 2, 0]);
    expect(after.find('ndiyo_http_requests_total', { method: 'GET', route, status: '5xx' })).toBe(0);
    const timed = { method: 'GET', route };
    const count = 'ndiyo_http_request_duration_seconds_count';
    expect(after.value(count, timed) - before.value(count, timed)).toBe(3);
    expect(requests(after, 'GET', '/metrics', '2xx') - requests(before, 'GET', '/metrics', '2xx')).toBe(1);
  });

  test('an unknown address, an unreadable one or an unknown method makes one label between them', async () => {
    const routes = async () => labelsOf(await scrape(http), 'ndiyo_http_requests_total', 'route');
    await http.get('/nowhere');
    const before = await routes();
    for (const path of ['/a', '/b/c', '/metrics/x', '/api/v1/contracts/%E0%A4%A', '/?x=1']) await http.get(path);
    for (const method of ['PROPFIND', 'MKCOL', 'REPORT']) await http.raw(method, '/nowhere', undefined, {});
    const after = await scrape(http);
    const added = labelsOf(after, 'ndiyo_http_requests_total', 'route').filter((route) => !before.includes(route));
    expect(added.filter((route) => route !== '/')).toEqual([]);
    expect(requests(after, 'GET', 'unknown', '4xx')).toBeGreaterThanOrEqual(4);
    const known = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'OTHER'];
    const methods = labelsOf(after, 'ndiyo_http_requests_total', 'method');
    expect(methods.filter((method) => !known.includes(method!))).toEqual([]);
  });

  test('an open stream of events is told, and how long it was open is no duration', async () => {
    const end = new AbortController();
    await fetch(`${app.url}/api/v1/events`, { signal: end.signal });
    expect((await scrape(http)).value('ndiyo_event_streams')).toBe(1);
    end.abort();
    await until(
      async () => (await scrape(http)).value('ndiyo_event_streams'),
      (open) => open === 0,
    );
    const after = await scrape(http);
    expect(requests(after, 'GET', '/api/v1/events', '2xx')).toBe(1);
    expect(labelsOf(after, 'ndiyo_http_request_duration_seconds', 'route')).not.toContain('/api/v1/events');
  });

  test('no number, id, token or account is in it', async () => {
    const { text } = await scrape(http);
    const secrets = [...numbers.map((number) => number.slice(1)), contract.contract_id, contract.manage_token];
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(text).not.toMatch(/community|\bAG-\d|[\da-f]{8}-[\da-f]{4}-/);
  });

  test('without METRICS_PORT there is no other listener', () => {
    expect(app.output()).not.toContain('metrics without a credential');
  });
});

describe('in production', () => {
  let production: Production;
  let app: App;
  let owner: Http;
  beforeAll(async () => {
    const API_KEY = PRODUCTION.API_KEY!;
    production = await startProduction({ AUTH: 'api-key', API_KEY, METRICS_PORT: '0' });
    app = production.app;
    owner = app.http.with({ 'X-API-Key': API_KEY });
  }, 60_000);
  afterAll(() => production.close());

  test('it takes the scope audit:read in the account of the house, or an admin', async () => {
    expectProblem(await app.http.get('/metrics'), { kind: 'unauthorized', instance: '/metrics' });
    expect((await owner.get('/metrics')).status).toBe(200);
    const keyWith = (scope: string) => makeKey(app, owner, { scopes: [scope] });
    const [prometheus, reader] = [await keyWith('audit:read'), await keyWith('contracts:read')];
    const [tenant, admin] = [await keyWith('audit:read'), await keyWith('audit:read')];
    change(
      app.dataDir,
      ["INSERT INTO accounts (id, name, created_at) VALUES ('other', 'Other', '2026-01-01')"],
      ["UPDATE api_keys SET account_id = 'other' WHERE id IN (?, ?)", tenant.id, admin.id],
      ['UPDATE api_keys SET is_admin = 1 WHERE id = ?', admin.id],
    );
    expect((await prometheus.http.get('/metrics')).status).toBe(200);
    expect((await admin.http.get('/metrics')).status).toBe(200);
    expect((await reader.http.get('/metrics')).body.required_scope).toBe('audit:read');
    expectProblem(await tenant.http.get('/metrics'), { kind: 'forbidden', instance: '/metrics' });
    expect((await tenant.http.get('/api/v1/auth/events')).status).toBe(200);
  });

  test('the port of its own asks nobody, and serves nothing else', async () => {
    const port = await ownPort(app);
    expect((await scrape(port)).family('ndiyo_build_info').samples[0]!.labels.node).toBe(process.versions.node);
    for (const path of ['/', '/livez', '/health', CONTRACTS, '/metrics/', '/metrics?x=1', '//metrics', '/docs']) {
      expect({ path, status: (await port.get(path)).status }).toEqual({ path, status: 404 });
    }
    expect((await port.raw('HEAD', '/metrics', undefined, {})).text).toBe('');
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await port.raw(method, '/metrics', undefined, {});
      expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
    expect(labelsOf(await scrape(port), 'ndiyo_http_requests_total', 'route')).not.toContain('/docs');
  });

  test('what the carrier said texts cost is added up by currency', async () => {
    expect((await owner.post(CONTRACTS, aContract())).status).toBe(201);
    await until(
      () => countOf(app, 'outbox'),
      (waiting) => waiting === 0,
    );
    const port = await ownPort(app);
    const metrics = await scrape(port);
    expect(metrics.value('ndiyo_sms_texts_total', { state: 'sent' })).toBe(2);
    expect(metrics.family('ndiyo_sms_cost_total').samples).toEqual([
      { name: 'ndiyo_sms_cost_total', labels: { currency: 'KES' }, value: 1.6 },
    ]);
  });
});
