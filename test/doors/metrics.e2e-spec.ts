/** What a Prometheus sees, and that a flood turns nobody else away. */
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { aContract } from '../factories.js';
import type { Http } from '../http.js';
import { type App, startApp } from '../start-app.js';
import { untilQuiet } from '../stories/database.js';
import { change, IS_POSTGRES } from '../story-database.js';
import { until } from '../until.js';
import { expectProblem } from './expect-problem.js';
import type { Metrics } from './metrics-text.js';
import { labelsOf, scrape } from './scrape.js';

const CONTRACTS = '/api/v1/contracts';
const ENDPOINTS = '/api/v1/webhook-endpoints';

const requests = (metrics: Metrics, method: string, route: string, status: string) =>
  metrics.value('ndiyo_http_requests_total', { method, route, status });
describe('where anybody may read', () => {
  let app: App;
  let http: Http;
  let contract: { contract_id: string; manage_token: string };
  let numbers: string[];
  /** What an asking takes from the database is kept for a few seconds: this is the first. */
  let first: Metrics;
  beforeAll(async () => {
    app = await startApp({ env: { SMS_BUDGET: '100', SMS_BUDGET_TOTAL: '1000', REQUESTS_AT_ONCE: '4' } });
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
      'ndiyo_write_commit_seconds',
      'ndiyo_write_group_size',
      'ndiyo_write_wait_seconds',
    ]);
  });

  test('docs/metrics.md has each of them, and none that is not there', () => {
    const [, table = ''] = readFileSync('docs/metrics.md', 'utf8').split('## What there is');
    const named = [...table.matchAll(/`((?:ndiyo|process|nodejs)_\w+)`/g)].map(([, name]) => name!);
    const there = first.families.map(({ name }) => name);
    const postgres = ['ndiyo_database_connections', 'ndiyo_database_connections_most'];
    expect([...new Set([...named])].sort()).toEqual([...new Set([...there, ...postgres])].sort());
    const asked = readFileSync('docs/metrics.md', 'utf8').matchAll(/ndiyo_\w+(?=[{[) ])/g);
    const known = new Set(named.flatMap((name) => [name, `${name}_bucket`]));
    expect([...asked].map(([name]) => name).filter((name) => !known.has(name))).toEqual([]);
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
    expect(first.value('ndiyo_write_commit_seconds_count')).toBe(first.value('ndiyo_write_group_size_count'));
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
    expect(labelsOf(after, 'ndiyo_http_request_duration_seconds', 'route')).not.toContain('/api/v1/events');
  });

  // The lock that makes writes wait is one on a file.
  (IS_POSTGRES ? test.skip : test)(
    'beyond what is worked on at once writes are turned away, while reads and callbacks go on',
    async () => {
      const file = new Sqlite(join(app.dataDir, 'ndiyo.sqlite'));
      const isAtWork = (kind: string, n: number) =>
        until(
          async () => (await scrape(http)).value('ndiyo_http_requests_at_work', { kind }),
          (atWork) => atWork === n,
        );
      file.exec('BEGIN IMMEDIATE'); // writes wait as long as this does
      try {
        const taken = [1, 2, 3, 4].map(() => http.post(CONTRACTS, aContract()));
        await isAtWork('writes', 4);
        const answer = await http.post(CONTRACTS, aContract());
        expectProblem(answer, { kind: 'unavailable', instance: CONTRACTS });
        expect((await http.get(`${CONTRACTS}/${contract.contract_id}`)).status).toBe(200);
        const text = 'linkId=&text=YES&to=20880&id=while-busy&date=2026-06-01+06%3A04%3A45&from=%2B254712345678';
        const heard = http.form('/api/v1/webhooks/africastalking/sms', text);
        await isAtWork('callbacks', 1);
        file.exec('ROLLBACK');
        expect((await Promise.all(taken)).map(({ status }) => status)).toEqual([201, 201, 201, 201]);
        expect((await heard).status).toBe(200);
      } finally {
        file.close();
      }
      const after = await scrape(http);
      expect(after.value('ndiyo_http_turned_away_total', { kind: 'writes' })).toBe(1);
      expect(after.value('ndiyo_http_turned_away_total', { kind: 'callbacks' })).toBe(0);
      await isAtWork('writes', 0);
      await isAtWork('callbacks', 0);
    },
  );

  test('who sends slowly takes no room from others, nor does an open stream or a caller who has left', async () => {
    const { hostname, port } = new URL(app.url);
    const head = `POST ${CONTRACTS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{`;
    const slow = Array.from({ length: 8 }, () => createConnection(Number(port), hostname));
    await Promise.all(slow.map((socket) => new Promise((resolve) => socket.write(head, resolve))));
    const end = new AbortController();
    const streams = Array.from({ length: 5 }, () => fetch(`${app.url}/api/v1/events`, { signal: end.signal }));
    await Promise.all(streams);
    expect((await http.post(CONTRACTS, aContract())).status).toBe(201);
    expect((await http.get(`${CONTRACTS}/${contract.contract_id}`)).status).toBe(200);
    end.abort();
    for (const socket of slow) socket.destroy();
    const hurried = new AbortController();
    const left = [1, 2, 3, 4].map(() => fetch(`${app.url}${CONTRACTS}`, { signal: hurried.signal }).catch(() => {}));
    hurried.abort();
    await Promise.all(left);
    expect((await http.get(`${CONTRACTS}/${contract.contract_id}`)).status).toBe(200);
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
