import { type JWTPayload, SignJWT } from 'jose';
import { AUDIENCE, type OpenIdProvider, startOpenIdProvider } from '../fakes/openid-provider.js';
import { type PlainIssuer, type Route, startPlainIssuer } from '../fakes/plain-issuer.js';
import type { Answer } from '../http.js';
import { type App, startApp } from '../start-app.js';
import { until } from '../until.js';
import { expectProblem } from './expect-problem.js';
import { command } from './operators.js';

const C = '/api/v1/contracts';
const envFor = ({ issuer }: { issuer: string }) => ({ AUTH: 'jwt', JWT_ISSUER: issuer, JWT_AUDIENCE: AUDIENCE });
const startFor = (issuer: { issuer: string }) => startApp({ env: envFor(issuer) });
const get = (app: App, token: string): Promise<Answer> => app.http.get(C, { Authorization: `Bearer ${token}` });

describe('with a real OpenID provider', () => {
  let provider: OpenIdProvider;
  let app: App;
  beforeAll(async () => {
    provider = await startOpenIdProvider();
    app = await startFor(provider);
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await provider.close();
  });

  const subjects = (...args: string[]) => command(app, ['subjects', ...args], '', envFor(provider));

  test('whoever signs in there is nobody here until linked; then does what the role allows; unlinked, nobody again', async () => {
    const { access_token } = await provider.signIn('wanjiru');
    const stranger = await get(app, access_token);
    expectProblem(stranger, { kind: 'forbidden', instance: C });
    expect(stranger.body.detail).toBe('This subject is linked to no account here');
    const linked = await subjects('link', 'wanjiru', '--role', 'viewer');
    expect(linked).toEqual({
      code: 0,
      output: `wanjiru of ${provider.issuer} may call as viewer of the account community.\n`,
    });
    expect((await get(app, access_token)).status).toBe(200);
    const writing = await app.http.post(C, {}, { Authorization: `Bearer ${access_token}` });
    expect([writing.status, writing.body.required_scope]).toEqual([403, 'contracts:write']);
    const [twice, list] = await Promise.all([subjects('link', 'wanjiru', '--role', 'admin'), subjects('list')]);
    expect(twice.output).toMatch(/linked already/);
    expect(list.output).toBe(`${provider.issuer}  wanjiru  viewer  community\n`);
    expect((await subjects('unlink', 'wanjiru')).code).toBe(0);
    expect((await get(app, access_token)).status).toBe(403);
  });

  test('an ID token is meant for the app that asked for it, not for this service', async () => {
    const { id_token } = await provider.signIn('wanjiru');
    expectProblem(await get(app, id_token), { kind: 'unauthorized', instance: C });
  });

  test('a token that was changed by one letter is refused', async () => {
    const { access_token } = await provider.signIn('wanjiru');
    const [header, payload, signature] = access_token.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const other = Buffer.from(JSON.stringify({ ...claims, sub: 'otieno' })).toString('base64url');
    expect((await get(app, `${header}.${other}.${signature}`)).status).toBe(401);
  });

  test('once the provider has new keys its new tokens count within seconds, and are not mistaken for forged ones for long', async () => {
    await subjects('link', 'otieno', '--role', 'viewer');
    const before = await provider.signIn('otieno');
    expect((await get(app, before.access_token)).status).toBe(200);
    await provider.rotateKeys();
    const after = await provider.signIn('otieno');
    const answer = await until(
      () => get(app, after.access_token),
      ({ status }) => status !== 401,
      15_000,
    );
    expect(answer.status).toBe(200);
    expect((await get(app, before.access_token)).status).toBe(401);
  }, 30_000);
});

describe('with an issuer that may be hostile or gone', () => {
  let outside: PlainIssuer;
  let app: App;
  beforeAll(async () => {
    outside = await startPlainIssuer();
    app = await startFor(outside);
    await command(app, ['subjects', 'link', 'baraka', '--role', 'viewer'], '', envFor(outside));
  }, 60_000);
  afterAll(async () => {
    await app.close();
    outside.close();
  });
  afterEach(() => outside.answerWith());

  test.each<[what: string, claims: JWTPayload, header?: Record<string, unknown>]>([
    ['another audience', { aud: 'https://other.test' }],
    ['no audience', { aud: undefined }],
    ['another issuer', { iss: 'https://other.test' }],
    ['no subject', { sub: undefined }],
    ['no exp', { exp: undefined }],
    ['no iat', { iat: undefined }],
    ['an exp long past', { exp: 1_000_000_000 }],
    ['an iat in the future', { iat: 9_000_000_000, exp: 9_000_000_100 }],
    ['an nbf in the future', { nbf: 9_000_000_000 }],
    ['the typ of a logout token', {}, { typ: 'logout+jwt' }],
    ['a jku', {}, { jku: 'https://evil.test/jwks' }],
    ['a key of its own', {}, { jwk: { kty: 'oct', k: 'AA' } }],
    ['an unknown kid', {}, { kid: 'two' }],
  ])('a token with %s is refused', async (_, ...[claims, header]) => {
    expect((await get(app, await outside.sign())).status).toBe(200);
    expect((await get(app, await outside.sign(claims, header))).status).toBe(401);
  });

  test('a MAC made with the public key, and none, are refused', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: outside.issuer, aud: AUDIENCE, sub: 'baraka', iat: now, exp: now + 300 };
    const { keys } = (await (await fetch(`${outside.issuer}/jwks`)).json()) as { keys: object[] };
    const mac = new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'one' });
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const tokens = [await mac.sign(Buffer.from(JSON.stringify(keys[0]))), `${part({ alg: 'none' })}.${part(claims)}.`];
    for (const token of tokens) expect((await get(app, token)).status).toBe(401);
  });

  test('a text that is no token of the issuer costs no call to it', async () => {
    await get(app, await outside.sign());
    const before = outside.calls();
    const others = [
      await outside.sign({ iss: 'https://other.test' }),
      'a.b.c',
      'nonsense',
      `${await outside.sign()}=`,
      await outside.sign({}, { typ: 'x' }),
    ];
    for (const token of others) expect((await get(app, token)).status).toBe(401);
    expect(outside.calls()).toBe(before);
  });

  test('a flood of unknown kids asks the issuer hardly ever', async () => {
    await get(app, await outside.sign());
    const before = outside.calls();
    for (let i = 0; i < 30; i += 1) await get(app, await outside.sign({}, { kid: `x${i}` }));
    expect(outside.calls() - before).toBeLessThanOrEqual(2);
  });

  test('keys that were read go on counting while the issuer is gone', async () => {
    expect((await get(app, await outside.sign())).status).toBe(200);
    outside.answerWith((_, response) => void response.destroy());
    expect((await get(app, await outside.sign())).status).toBe(200);
  });
});

/** Each with an issuer of its own, which was like that before it was ever read. */
describe('while the issuer', () => {
  const BROKEN: [what: string, broken: Route][] = [
    ['hangs', () => {}],
    ['hangs in the middle of its answer', (_, response) => void response.writeHead(200).write('{"issuer":')],
    ['answers 500', (_, response) => void response.writeHead(500).end()],
    ['leads elsewhere', (_, response) => void response.writeHead(302, { Location: 'http://127.0.0.1:9/' }).end()],
    ['answers with no JSON', (_, response) => void response.end('<html>')],
    ['never stops answering', (_, response) => void response.end(' '.repeat(600_000))],
    [
      'speaks for another',
      ({ headers }, response) =>
        void response.end(JSON.stringify({ issuer: 'https://other.test', jwks_uri: `http://${headers.host}/jwks` })),
    ],
  ];
  const places = new Map<string, { outside: PlainIssuer; app: App }>();
  beforeAll(async () => {
    const made = BROKEN.map(async ([what, broken]) => {
      const outside = await startPlainIssuer();
      outside.answerWith(broken);
      places.set(what, { outside, app: await startFor(outside) });
    });
    await Promise.all(made);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([...places.values()].map(({ app }) => app.close()));
    for (const { outside } of places.values()) outside.close();
  });

  test.each(BROKEN)(
    '%s, a call with its token gets a 503 soon, others at once, and the service goes on',
    async (what) => {
      const { outside, app } = places.get(what)!;
      const token = await outside.sign();
      const began = performance.now();
      const answers = await Promise.all(Array.from({ length: 20 }, () => get(app, token)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
      expect(answers[0]!.headers.get('retry-after')).toBe('2');
      expect(performance.now() - began).toBeLessThan(5_000);
      const again = performance.now();
      expect((await get(app, token)).status).toBe(503);
      expect((await app.http.get('/livez')).status).toBe(200);
      expect(performance.now() - again).toBeLessThan(1_500);
      outside.answerWith();
    },
  );

  // After all of the above, so that the seconds in which nobody asks pass for all of them at once.
  test.each(BROKEN)(
    '%s, nothing is spoilt: once it is sound its tokens are read',
    async (what) => {
      const { outside, app } = places.get(what)!;
      const token = await outside.sign();
      const answer = await until(
        () => get(app, token),
        ({ status }) => status !== 503,
        15_000,
      );
      expect(answer.status).toBe(403);
    },
    20_000,
  );
});
