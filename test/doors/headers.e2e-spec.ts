import { aContract } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { until } from '../until.js';

const PATH = '/api/v1/contracts';
const OWN = 'http://localhost:3000';

let app: App;
beforeAll(async () => {
  app = await startApp();
}, 40_000);
afterAll(() => app.close());

describe('X-Request-ID', () => {
  test.each(['a', 'Order-7.retry_2:b', 'x'.repeat(64)])('%s is echoed', async (id) => {
    expect((await app.http.get('/livez', { 'X-Request-ID': id })).headers.get('x-request-id')).toBe(id);
  });

  test.each(['x'.repeat(65), 'a b', '<script>', 'a"b', 'ü', 'a,b', '', '../x', 'a;b=c'])(
    '%j is replaced by one of ours',
    async (id) => {
      const headers = { 'X-Request-ID': Buffer.from(id).toString('latin1') };
      expect((await app.http.get('/livez', headers)).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  test('is made when there is none, another each time, and stands in the log line of the request', async () => {
    const ids = [];
    for (let i = 0; i < 3; i++) ids.push((await app.http.get(`${PATH}?limit=0`)).headers.get('x-request-id')!);
    expect(new Set(ids).size).toBe(3);
    const lineOf = (id: string) =>
      until(
        () =>
          app
            .output()
            .split('\n')
            .find((one) => one.includes(id)) ?? '',
        (found) => found !== '',
      );
    for (const id of ids) {
      const line = JSON.parse(await lineOf(id));
      expect(line).toMatchObject({ request_id: id, method: 'GET', route: PATH, status: 400 });
    }
  });
});

describe('security headers', () => {
  test.each(['/livez', PATH, `${PATH}/nonsense`, '/nowhere', '/docs', '/', '/phones', '/assets/site.css'])(
    'stand on %s',
    async (path) => {
      const { headers } = await app.http.get(path);
      expect(headers.get('content-security-policy')).toMatch(/default-src 'self'.*frame-ancestors 'self'/);
      expect(headers.get('content-security-policy')).not.toContain('unsafe-inline');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      // A page with guarded forms tells its own origin, and nothing to others.
      expect(headers.get('referrer-policy')).toBe(path === '/phones' ? 'same-origin' : 'no-referrer');
      expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('strict-transport-security')).toBeNull(); // this is http on one machine
    },
  );
});

describe('cross-origin calls in development', () => {
  const corsOf = ({ headers }: { headers: Headers }) =>
    Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));

  test('the default origin may read answers and the headers worth reading', async () => {
    const answer = await app.http.post(PATH, aContract(), { Origin: OWN });
    expect(answer.headers.get('access-control-allow-origin')).toBe(OWN);
    expect(answer.headers.get('vary')).toContain('Origin');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    const exposed = answer.headers.get('access-control-expose-headers')!.split(', ');
    expect(exposed).toEqual(
      expect.arrayContaining([
        ...['X-Request-ID', 'Location', 'Retry-After', 'Idempotency-Replayed', 'RateLimit', 'RateLimit-Policy'],
        ...['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset', 'X-RateLimit-Reset-After'],
      ]),
    );
  });

  test('its preflight says what may be sent', async () => {
    const asked = { Origin: OWN, 'Access-Control-Request-Method': 'PUT' };
    const answer = await app.http.raw('OPTIONS', `${PATH}/x`, undefined, asked);
    expect(answer.status).toBe(204);
    expect(corsOf(answer)).toMatchObject({
      'access-control-allow-origin': OWN,
      'access-control-allow-methods': expect.stringContaining('PUT'),
      'access-control-allow-headers': expect.stringMatching(/Authorization.*Content-Type.*X-API-Key/),
    });
  });
});
