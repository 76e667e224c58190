/** The short list of what needs no credential, held against every route the service says it has. */
import type { Answer } from '../http.js';
import { type App, startApp } from '../start-app.js';
import { until } from '../until.js';
import { PUBLIC_ROUTES } from './public-operations.js';

/** What the service itself says it maps: `Mapped {/api/v1/contracts/:id, GET} route`. */
function routesOf(app: App): string[] {
  const mapped = [...app.output().matchAll(/Mapped \{([^,}]+), ([A-Z]+)\} route/g)];
  return mapped.map(([, path, method]) => `${method} ${path!.replace(/:(\w+)/g, '{$1}')}`);
}

/** A page leads to the door, and says so to a form. */
function isClosed({ status, headers, body, text }: Answer): boolean {
  if (status === 303) return headers.get('location')!.startsWith('/console/sign-in?then=');
  return status === 401 && (body?.type === '/problems/unauthorized' || text.includes('href="/console/sign-in"'));
}

let app: App;
afterEach(() => app.close());

test.each(['api-key', 'signature', 'jwt'])(
  'with AUTH=%s every other route is 401 without a credential',
  async (AUTH) => {
    app = await startApp({ env: { AUTH, LOG_LEVEL: 'debug' } });
    const routes = await until(
      () => routesOf(app),
      (found) => found.length >= 40,
    );
    const open: string[] = [];
    for (const route of routes) {
      const [method = '', path = ''] = route.split(' ');
      const answer = await app.http.raw(method, path.replace(/{\w+}/g, 'x'), undefined, {});
      if (!isClosed(answer)) open.push(route);
    }
    // Signing out asks for what it ends: a token, or a refresh token in the body.
    const asksItself = AUTH.includes('jwt') ? ['POST /api/v1/auth/logout'] : [];
    expect([...new Set([...open, ...asksItself])].sort()).toEqual(PUBLIC_ROUTES);
  },
  60_000,
);

test('there are thirty-four', () => expect(PUBLIC_ROUTES).toHaveLength(34));
