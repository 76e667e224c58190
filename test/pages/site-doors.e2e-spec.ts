import { operatorByCommand, PASSWORD } from '../doors/operators.js';
import { aContract } from '../factories.js';
import type { Answer } from '../http.js';
import { type App, startApp } from '../start-app.js';
import { countOf } from '../stories/database.js';
import { filled, listPageRoutes, type PageRoute } from './page-routes.js';

const ROUTES = listPageRoutes();
const CLOSED = ROUTES.filter(({ isPublic }) => !isPublic);
const FORMS = CLOSED.filter(({ method }) => method === 'POST');

let app: App;
let cookie: string;
beforeAll(async () => {
  app = await startApp({ env: { AUTH: 'jwt' } });
  const email = await operatorByCommand(app, 'manager');
  const form = new URLSearchParams([
    ['email', email],
    ['password', PASSWORD],
    ['then', '/console/contracts'],
  ]);
  const { status, headers } = await app.http.form('/console/sign-in', String(form), {
    'Sec-Fetch-Site': 'same-origin',
  });
  expect([status, headers.get('location')]).toEqual([303, '/console/contracts']);
  cookie = headers.get('set-cookie')!.split(';')[0]!;
}, 40_000);
afterAll(() => app.close());

const ask = ({ method, path }: PageRoute, headers: Record<string, string>): Promise<Answer> =>
  method === 'GET' ? app.http.get(filled(path), headers) : app.http.form(filled(path), 'q=x', headers);

const rows = () =>
  (['contracts', 'messages', 'api_keys', 'webhook_endpoints'] as const).map((table) => countOf(app, table));

test('the pages that are for operators alone are many, and those for everybody are a short list', () => {
  expect(CLOSED.length).toBeGreaterThan(5);
  expect(
    ROUTES.filter(({ isPublic }) => isPublic)
      .map(({ method, path }) => `${method} ${path}`)
      .sort(),
  ).toEqual([
    'GET /',
    'GET /assets/:name',
    'GET /c/:code',
    'GET /c/:code/receipt.json',
    'GET /c/:code/receipt.pdf',
    'GET /console/sign-in',
    'GET /problems',
    'GET /problems/:kind',
    'GET /verify',
    'POST /c',
    'POST /console/sign-in',
  ]);
});

test('a stranger is led to the door, and sends nothing', async () => {
  const before = rows();
  for (const route of CLOSED) {
    const { status, headers, text } = await ask(route, { 'Sec-Fetch-Site': 'same-origin', Accept: 'text/html' });
    const isLed = status === 303 && headers.get('location')!.startsWith('/console/sign-in');
    const isTold = status === 401 && text.includes('/console/sign-in');
    expect({ route, status, isAtTheDoor: route.method === 'GET' ? isLed : isTold }).toMatchObject({
      isAtTheDoor: true,
    });
  }
  expect(rows()).toEqual(before);
});

test.each<[from: string, headers: Record<string, string>]>([
  ['another site', { 'Sec-Fetch-Site': 'cross-site' }],
  ['a sibling of this site', { 'Sec-Fetch-Site': 'same-site' }],
  ['another site, by an old browser', { Origin: 'https://evil.example' }],
  ['nowhere', { Origin: 'null' }],
  ['whatever says nothing', {}],
])('a form from %s does nothing, though its sender is signed in', async (_, headers) => {
  const before = rows();
  for (const route of FORMS) {
    expect({ route, status: (await ask(route, { Cookie: cookie, ...headers })).status }).toEqual({
      route,
      status: 403,
    });
  }
  expect(rows()).toEqual(before);
});

test('a form counts from this very site, whichever way the browser says so', async () => {
  const search = { method: 'POST', path: '/console/contracts/search', isPublic: false } as const;
  const saying: Record<string, string>[] = [{ 'Sec-Fetch-Site': 'same-origin' }, { Origin: app.url }];
  for (const headers of saying) {
    expect((await ask(search, { Cookie: cookie, ...headers })).status).toBe(303);
  }
});

test('the cookie opens pages, and nothing of the interface for programs', async () => {
  expect((await app.http.get('/console/contracts', { Cookie: cookie })).status).toBe(200);
  expect((await app.http.get('/api/v1/contracts', { Cookie: cookie })).status).toBe(401);
  expect((await app.http.with({ Cookie: cookie }).post('/api/v1/contracts', aContract())).status).toBe(401);
});

test('what an operator sees is kept by no cache, and framed by no other site', async () => {
  for (const { path } of CLOSED.filter(
    ({ method, path }) => method === 'GET' && !path.includes(':') && !path.endsWith('/events'),
  )) {
    const { headers } = await app.http.get(path, { Cookie: cookie });
    const policy = headers.get('content-security-policy') ?? '';
    expect({ path, cache: headers.get('cache-control') }).toEqual({ path, cache: 'no-store' });
    expect(policy).toMatch(/script-src 'self';.*style-src 'self'/);
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'self'");
  }
});

test('pages travel packed, what programs ask for as it is', async () => {
  const page = await app.http.get('/problems');
  expect([page.headers.get('content-encoding'), page.headers.get('vary')]).toEqual([
    'gzip',
    expect.stringContaining('Accept-Encoding'),
  ]);
  expect(page.text).toContain('</html>');
  expect(
    (await app.http.get('/problems', { 'Accept-Encoding': 'identity' })).headers.get('content-encoding'),
  ).toBeNull();
  expect((await app.http.get('/.well-known/jwks.json')).headers.get('content-encoding')).toBeNull();
});
