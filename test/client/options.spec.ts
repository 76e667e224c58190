import { inspect } from 'node:util';
import { type ClientOptions, createClient } from '../../src/client/client.js';
import { failure, type ScriptedServer, startServer } from './scripted-server.js';

const baseUrl = 'http://127.0.0.1:9';
const make = (options: object) => () => createClient({ baseUrl, ...options } as ClientOptions);

describe('the credential', () => {
  test.each([
    {},
    { apiKey: 'ndy_dev_1_secret' },
    { manageToken: 'mt_secret' },
    { keyId: 'ndy_dev_1', signingSecret: 'secret' },
    { email: 'a@b.c', password: 'secret' },
    { email: 'a@b.c', password: 'secret', totpCode: '123456' },
    { token: 'secret' },
    { token: 'secret', refreshToken: 'secret' },
    { clientId: 'a', clientSecret: 'secret' },
    { apiKey: 'k', manageToken: undefined, token: undefined },
  ])('may be %j', (options) => {
    expect(make(options)).not.toThrow();
  });

  test.each([
    [{ apiKey: 'secret-1', manageToken: 'secret-2' }, /one kind of credential.*apiKey; or manageToken/],
    [{ apiKey: 'secret-1', totpCode: '123456' }, /apiKey; or email and password/],
    [{ email: 'a@b.c', password: 'secret-1', token: 'secret-2', clientId: 'x' }, /email and password; or token; or/],
    [{ keyId: 'ndy_dev_1' }, /needs signingSecret/],
    [{ signingSecret: 'secret-1' }, /needs keyId/],
    [{ email: 'a@b.c' }, /needs password/],
    [{ refreshToken: 'secret-1' }, /needs token/],
    [{ clientSecret: 'secret-1' }, /needs clientId/],
    [{ apiKey: '' }, /needs apiKey: text, not empty/],
    [{ apiKey: 7 }, /needs apiKey/],
    [{ apiKey: null }, /needs apiKey/],
    [{ email: 'a@b.c', password: 'secret-1', totpCode: '' }, /needs totpCode/],
    [{ apiKey: 'secret-1\n' }, /apiKey holds a character/],
    [{ token: 'secret-1 secret-2' }, /token holds a character/],
    [{ manageToken: 'mt_secret-1é' }, /manageToken holds a character/],
    [{ apikey: 'secret-1' }, /does not know apikey/],
  ])('may not be %j, and the TypeError tells no secret', (options, message) => {
    expect(make(options)).toThrow(TypeError);
    expect(make(options)).toThrow(message);
    expect(make(options)).not.toThrow(/secret-/);
  });
});

test('the compiler already refuses two kinds, and half of one', () => {
  // @ts-expect-error
  expect(() => createClient({ baseUrl, apiKey: 'k', token: 't' })).toThrow(TypeError);
  // @ts-expect-error
  expect(() => createClient({ baseUrl, email: 'a@b.c' })).toThrow(TypeError);
});

test.each([
  '',
  'ndiyo.example',
  '/api',
  'ftp://a',
  'http://u:secret@a',
  'https://a?key=1',
  'https://a#x',
  undefined,
  7,
])('the baseUrl may not be %j', (wrong) => {
  expect(make({ baseUrl: wrong })).toThrow(TypeError);
  expect(make({ baseUrl: wrong })).toThrow(/^baseUrl must/);
});

test.each([
  { timeoutMs: 0 },
  { timeoutMs: 2 ** 31 },
  { totalMs: Number.NaN },
  { retries: -1 },
  { retries: 1.5 },
  { retries: '4' },
])('%j is refused by name', (options) => {
  expect(make(options)).toThrow(new RegExp(`^${Object.keys(options)[0]} must be a whole number`));
});

describe('against a server', () => {
  let server: ScriptedServer;
  beforeAll(async () => {
    server = await startServer(({ target }) =>
      target.includes('moved')
        ? { status: 302, headers: { Location: `${server.url}/stolen` } }
        : { status: 200, body: { keys: [] } },
    );
  });
  afterAll(() => server.close());
  beforeEach(() => void server.received.splice(0));

  test.each([
    [{}, {}],
    [{ apiKey: 'ndy_dev_1_s' }, { 'x-api-key': 'ndy_dev_1_s' }],
    [{ manageToken: 'mt_s' }, { authorization: 'Bearer mt_s' }],
    [{ token: 'jwt' }, { authorization: 'Bearer jwt' }],
  ])('%j is sent as %j, and no cookie', async (options, expected) => {
    await createClient({ baseUrl: server.url, ...options } as ClientOptions).jwks();
    const [{ headers } = { headers: {} }] = server.received;
    const { 'x-api-key': key, authorization, cookie } = headers as Record<string, string>;
    expect({ ...(key && { 'x-api-key': key }), ...(authorization && { authorization }) }).toEqual(expected);
    expect(cookie).toBeUndefined();
  });

  test.each([
    ['', '/.well-known/jwks.json'],
    ['/', '/.well-known/jwks.json'],
    ['/behind/a/path', '/behind/a/path/.well-known/jwks.json'],
    ['/behind/', '/behind/.well-known/jwks.json'],
  ])('the path of baseUrl %j stands before every other', async (path, expected) => {
    await createClient({ baseUrl: server.url + path }).jwks();
    expect(server.received[0]?.target).toBe(expected);
  });

  test('a redirect is not followed: the credential stays where it was meant to go', async () => {
    const error = await failure(createClient({ baseUrl: server.url, apiKey: 'k' }).request('GET', '/moved'));
    expect([error.name, error.status]).toEqual(['NdiyoUnexpected', 302]);
    expect(error.message).toMatch(/redirect.*is baseUrl right/);
    expect(server.received).toHaveLength(1);
  });

  test.each(['', '.', '..'])('the id %j leads nowhere', async (id) => {
    const { contracts } = createClient({ baseUrl: server.url });
    for (const work of [contracts.status(id), contracts.receipt(id), contracts.cancel(id)]) {
      expect(await failure(work)).toBeInstanceOf(TypeError);
    }
    expect(server.received).toEqual([]);
  });

  test('an id cannot leave its place in the path', async () => {
    await createClient({ baseUrl: server.url }).contracts.status('../../x?y#z');
    expect(server.received[0]?.target).toBe('/api/v1/contracts/..%2F..%2Fx%3Fy%23z/status');
  });

  test.each([
    ['GET', 'no-slash', {}],
    ['GET', '/a', { body: {} }],
    ['GE T', '/a', {}],
  ])('%s %s with %j is a TypeError, sent to nobody', async (method, path, options) => {
    const error = await failure(createClient({ baseUrl: server.url }).request(method, path, options));
    expect(error).toBeInstanceOf(TypeError);
    expect(server.received).toEqual([]);
  });
});

test.each<[what: string, options: object]>([
  ['an API key', { apiKey: 'SECRET' }],
  ['a manage_token', { manageToken: 'SECRET' }],
  ['a signing secret', { keyId: 'ndy_dev_1', signingSecret: 'SECRET' }],
  ['a password', { email: 'a@b.c', password: 'SECRET', totpCode: 'SECRET' }],
  ['tokens', { token: 'SECRET', refreshToken: 'SECRET' }],
  ['an OAuth secret', { clientId: 'a', clientSecret: 'SECRET' }],
])('%s stands in nothing that is printed: not the client, not an error', async (_, options) => {
  const client = make({ ...options, retries: 0 })(); // nobody listens on port 9
  const error = await failure(client.contracts.list());
  expect(error.name).toBe('NdiyoUnreachable');
  for (const one of [client, error, client.auth, client.contracts]) {
    const printed = [String(one), JSON.stringify(one), inspect(one, { depth: 20, showHidden: true })].join();
    expect(printed).not.toContain('SECRET');
  }
});
