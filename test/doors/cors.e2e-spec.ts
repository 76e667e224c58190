/** Cross-origin calls, tier by tier, as a browser decides them: by the headers of the answer and of the preflight. */
import type { Http } from '../http.js';
import { type App, startApp } from '../start-app.js';
import { type Production, startProduction } from './production.js';

const PATH = '/api/v1/contracts';
const LOCAL = 'http://localhost:3000';
const APP = 'https://app.example.com';
const SENT = 'content-type,idempotency-key,x-api-key';

const preflight = (http: Http, Origin: string) =>
  http.raw('OPTIONS', PATH, undefined, {
    Origin,
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Headers': SENT,
  });

/** What the answer and the preflight permit to an origin. */
async function permitted(http: Http, origin: string): Promise<(string | null)[]> {
  const answers = [await http.get('/livez', { Origin: origin }), await preflight(http, origin)];
  return answers.map(({ headers }) => headers.get('access-control-allow-origin'));
}

const NO = [null, null];

describe.each([
  ['development', {}, [LOCAL], [APP, 'http://test.local', 'null', `${LOCAL}.evil.example`]],
  ['testing', { ENVIRONMENT: 'testing' }, [LOCAL, 'http://test.local'], [APP, 'null', 'https://test.local']],
  ['a configured list', { CORS_ORIGINS: APP }, [APP], [LOCAL, 'null', 'http://app.example.com', `${APP}:8443`]],
])('in %s', (_, env, allowed, refused) => {
  let app: App;
  beforeAll(async () => {
    app = await startApp({ env });
  }, 40_000);
  afterAll(() => app.close());

  test.each(allowed)('%s may call', async (origin) => {
    expect(await permitted(app.http, origin)).toEqual([origin, origin]);
  });

  test.each(refused)('%s may not', async (origin) => {
    expect(await permitted(app.http, origin)).toEqual(NO);
  });
});

describe('in production', () => {
  let closed: Production;
  let open: Production;
  beforeAll(async () => {
    [closed, open] = await Promise.all([
      startProduction(),
      startProduction({ CORS_ORIGINS: APP, CORS_CREDENTIALS: 'true' }),
    ]);
  }, 60_000);
  afterAll(() => Promise.all([closed.close(), open.close()]));

  test('no origin may call unless it is listed', async () => {
    for (const origin of [LOCAL, APP, 'null']) expect(await permitted(closed.app.http, origin)).toEqual(NO);
    for (const origin of [LOCAL, 'https://evil.example', 'null', `${APP}.evil.example`])
      expect(await permitted(open.app.http, origin)).toEqual(NO);
  });

  test('a listed one may, with credentials where that is said, and need not ask again for ten minutes', async () => {
    const { status, headers } = await preflight(open.app.http, APP);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(APP);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('access-control-max-age')).toBe('600');
    expect(headers.get('vary')).toContain('Origin');
    const names = headers.get('access-control-allow-headers')!.toLowerCase().split(', ');
    expect(names).toEqual(expect.arrayContaining(SENT.split(',')));
  });

  test('an error may be read across origins as well, with its request id', async () => {
    const { status, headers } = await open.app.http.get(PATH, { Origin: APP });
    expect(status).toBe(401);
    expect(headers.get('access-control-allow-origin')).toBe(APP);
    expect(headers.get('access-control-expose-headers')).toContain('X-Request-ID');
  });
});
