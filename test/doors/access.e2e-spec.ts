import { aContract } from '../factories.js';
import type { Answer, Http } from '../http.js';
import { startApp } from '../start-app.js';
import { change, type Row, rows } from '../story-database.js';
import { type Production, startProduction } from './production.js';

type Route = [method: string, path: string];

/** What needs no more than an address. */
const PAGES = ['/', '/verify', '/problems', '/problems/not-found', '/assets/site.css'];

/** Every route there is: what the document tells, and what it keeps quiet about. */
async function listRoutes(http: Http): Promise<Route[]> {
  const { paths } = (await http.get('/openapi.json')).body as { paths: Record<string, object> };
  const told = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method): Route => [method.toUpperCase(), path]),
  );
  const quiet = [...PAGES, '/openapi.json', '/docs'].map((path): Route => ['GET', path]);
  const aliases = ['contracts/create', 'sms/webhook', 'sms/webhook/{token}', 'webhooks/africastalking/sms/{token}'];
  const others = aliases.map((path): Route => ['POST', `/api/v1/${path}`]);
  return [...told, ...quiet, ['POST', '/c'], ...others];
}

const call = (http: Http, [method, path]: Route, id: string): Promise<Answer> =>
  http.raw(method, path.replace('{id}', id).replace('{delivery_id}', 'none').replace('{token}', 'x'), undefined, {});

/** Routes that let the caller in, as lines to compare. */
async function openRoutes(http: Http, routes: Route[], id: string): Promise<string[]> {
  const open: string[] = [];
  for (const route of routes) {
    const answer = await call(http, route, id);
    if (answer.status === 401 && answer.body.type === '/problems/unauthorized') continue;
    expect(answer.status).toBeLessThan(500);
    open.push(route.join(' '));
  }
  return open.sort();
}

const C = '/api/v1/contracts';
const W = '/api/v1/webhooks/africastalking';
const E = '/api/v1/webhook-endpoints';
const ANYBODY = [
  'GET /.well-known/jwks.json',
  ...['GET /livez', 'GET /readyz', 'GET /health'],
  ...['GET /docs', 'GET /openapi.json', ...PAGES.map((path) => `GET ${path}`), 'POST /c'],
  ...[`POST ${C}/{id}/confirm`, `POST ${C}/{id}/decline`],
  ...[`POST ${W}/sms`, `POST ${W}/sms/{token}`, `POST ${W}/delivery`, `POST ${W}/opt-out`],
  'POST /api/v1/webhooks/android',
  ...['POST /api/v1/auth/login', 'POST /api/v1/auth/refresh', 'POST /api/v1/auth/logout'],
  'POST /api/v1/oauth/token',
  'POST /api/v1/receipts/verify',
  ...['checkpoint', 'proof/inclusion', 'proof/consistency'].map((name) => `GET /api/v1/log/${name}`),
  ...['POST /api/v1/sms/webhook', 'POST /api/v1/sms/webhook/{token}'],
];
const SIMULATOR = [
  'GET /api/v1/simulator/messages',
  'POST /api/v1/simulator/outcomes',
  'POST /api/v1/simulator/replies',
];

describe('in production, where AUTH=none', () => {
  let production: Production;
  let routes: Route[];
  let id: string;
  beforeAll(async () => {
    production = await startProduction({ DOCS: 'true' });
    routes = await listRoutes(production.app.http);
    id = (await production.app.http.post(C, aContract())).body.contract_id;
  }, 60_000);
  afterAll(() => production.close());

  test('anybody may create and see a status; everything else asks for a credential', async () => {
    const creating = [`POST ${C}`, `POST ${C}/create`, `GET ${C}/{id}/status`];
    expect(await openRoutes(production.app.http, routes, id)).toEqual([...ANYBODY, ...SIMULATOR, ...creating].sort());
  });

  test('who knows one contract sends no text of another again', async () => {
    const { app } = production;
    const [mine, other] = await Promise.all([app.http.post(C, aContract()), app.http.post(C, aContract())]);
    const [text] = rows(app.dataDir, 'SELECT id FROM messages WHERE contract_id = ?', other.body.contract_id);
    const insert = `INSERT INTO outbox (account_id, topic, order_key, payload, status, attempt, interruptions, due_at, created_at)
      VALUES ('community', 'sms', 'x', ?, 'dead', 12, 0, '2026-01-01', '2026-01-01')`;
    change(app.dataDir, [insert, `${text!.id}`]);
    const [{ id: letter }] = rows(app.dataDir, "SELECT id FROM outbox WHERE status = 'dead'") as [Row];
    const resend = (token: string) =>
      app.http.post(`/api/v1/dead-letters/${letter}/resend`, {}, { Authorization: `Bearer ${token}` });
    expect((await resend(mine.body.manage_token)).status).toBe(404);
    expect((await resend(other.body.manage_token)).status).toBe(202);
  });

  test('the refusal is the same for a contract that is there and one that is not', async () => {
    const texts: string[] = [];
    for (const one of [id, 'AG-2026-000000000']) {
      const { text } = await production.app.http.get(`${C}/${one}`, { 'X-Request-ID': 'same' });
      texts.push(text.replaceAll(one, 'ID'));
    }
    expect(texts[0]).toBe(texts[1]);
  });

  test('a callback without its proof is refused under its own name', async () => {
    for (const route of routes.filter(([, path]) => /webhooks?(\/|$)/.test(path))) {
      const answer = await call(production.app.http, route, id);
      expect({ route, type: answer.body.type }).toEqual({ route, type: '/problems/callback-not-proven' });
    }
  });

  test.each<[method: 'get' | 'post', path: string, body?: object]>([
    ['get', 'messages'],
    ['post', 'replies', { phone_number: '+254712345678', text: 'yes' }],
    ['post', 'outcomes', { phone_number: '+254712345678', outcome: 'silent' }],
  ])('the simulator is not there: %s %s is 404', async (method, ...[path, body]) => {
    expect((await production.app.http[method](`/api/v1/simulator/${path}`, body as never)).status).toBe(404);
  });
});

test('where an API key is asked for, creating, seeing a status and the simulated phones ask for it too', async () => {
  const app = await startApp({ env: { AUTH: 'api-key', API_KEY: 'ndy_test_abc_3e5f0a9c27d14b6688a1c0d9e7f25b43' } });
  expect(await openRoutes(app.http, await listRoutes(app.http), 'AG-2026-000000000')).toEqual([...ANYBODY].sort());
  const page = await app.http.get('/phones');
  expect([page.status, page.headers.get('location')]).toEqual([303, '/console/sign-in?then=%2Fphones']);
  for (const path of ['contracts', 'replies', 'outcomes', 'numbers']) {
    expect((await app.http.form(`/phones/${path}`, 'phone_number=%2B254712345678')).status).toBe(401);
  }
  await app.close();
}, 40_000);

test('outside production anybody may also read and have webhooks sent, but changes no contract', async () => {
  const app = await startApp();
  const { contract_id: id } = (await app.http.post(C, aContract())).body;
  const records = ['document', 'events', 'messages', 'receipt', 'receipt.pdf'].map((name) => `/{id}/${name}`);
  const reading = ['', '/{id}', '/{id}/status', ...records];
  const more = [...reading.map((path) => `GET ${C}${path}`), `POST ${C}`, `POST ${C}/create`, `POST ${C}/search`];
  more.push('GET /api/v1/auth/events', 'GET /api/v1/dead-letters', 'GET /api/v1/events', 'GET /api/v1/usage');
  more.push('GET /api/v1/messages/review', 'GET /metrics');
  const one = ['GET', 'PATCH', 'DELETE'].map((method) => `${method} ${E}/{id}`);
  const asked = ['rotate-secret', 'test', 'recover', 'deliveries/{delivery_id}/resend'];
  more.push(
    `GET ${E}`,
    `POST ${E}`,
    ...one,
    `GET ${E}/{id}/deliveries`,
    ...asked.map((name) => `POST ${E}/{id}/${name}`),
  );
  expect(await openRoutes(app.http, await listRoutes(app.http), id)).toEqual(
    [...ANYBODY, ...SIMULATOR, ...more].sort(),
  );
  await app.close();
}, 40_000);
