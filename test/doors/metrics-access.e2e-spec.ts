/** Who may see the metrics. */
import { PRODUCTION } from '../config/configurations.js';
import { aContract } from '../factories.js';
import { Http } from '../http.js';
import type { App } from '../start-app.js';
import { countOf } from '../stories/database.js';
import { change } from '../story-database.js';
import { until } from '../until.js';
import { expectProblem } from './expect-problem.js';
import { makeKey } from './keys.js';
import { type Production, startProduction } from './production.js';
import { labelsOf, scrape } from './scrape.js';

const CONTRACTS = '/api/v1/contracts';

/** The listener that serves the metrics alone, as the log tells of it. */
async function ownPort(app: App): Promise<Http> {
  const told = () => /metrics without a credential on port (\d+) of 127\.0\.0\.1/.exec(app.output());
  const [, port] = (await until(told, (found) => found !== null))!;
  return new Http(`http://127.0.0.1:${port}`);
}

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
