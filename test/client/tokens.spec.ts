/** Logins and OAuth against a server that gives and checks tokens as the wire contract says. */
import { createClient, type Tokens } from '../../src/client/client.js';
import { until } from '../until.js';
import { failure, problem, type Received, type Reply, type ScriptedServer, startServer } from './scripted-server.js';

const LOGIN = { email: 'asha@example.org', password: 'a long password' };
const DAY_S = 86_400;

let server: ScriptedServer;
/** What the server holds valid, and how it behaves. */
let valid: { token: string; refreshToken: string };
let count: number;
let expiresIn: number;
let refuse: { login?: Reply; refresh?: Reply };

function give(): { token: string; refresh_token: string; expires_in: number } {
  count += 1;
  valid = { token: `jwt-${count}`, refreshToken: `refresh-${count}` };
  return { token: valid.token, refresh_token: valid.refreshToken, expires_in: expiresIn };
}

function answer({ target, headers, body }: Received): Reply {
  const said = headers['content-type'] === 'application/json' ? JSON.parse(body.toString()) : {};
  switch (target) {
    case '/api/v1/auth/login':
      return refuse.login ?? { status: 200, body: give() };
    case '/api/v1/auth/refresh':
      if (refuse.refresh) return refuse.refresh;
      if (said.refresh_token !== valid.refreshToken) return problem('unauthorized', 401);
      return { status: 200, body: give() };
    case '/api/v1/oauth/token': {
      const { token, expires_in } = give();
      return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in } };
    }
    default:
      if (headers.authorization !== `Bearer ${valid.token}`) return problem('unauthorized', 401);
      return { status: 200, body: { contracts: [], next_cursor: null } };
  }
}

beforeEach(async () => {
  valid = { token: 'jwt-0', refreshToken: 'refresh-0' };
  count = 0;
  expiresIn = DAY_S;
  refuse = {};
  // Answers to calls come in whatever order the sockets make.
  server = await startServer((request) => new Promise((resolve) => setImmediate(() => resolve(answer(request)))));
});
afterEach(() => server.close());

const asked = (target: string) => server.received.filter((one) => one.target.startsWith(target));
const client = (options: object) => createClient({ baseUrl: server.url, random: () => 0, ...options });
const held = { token: 'jwt-0', refreshToken: 'refresh-0' };
const hundred = <T>(call: () => Promise<T>) => Promise.all(Array.from({ length: 100 }, call));

describe('a login', () => {
  test('is made once, before the first call, for a hundred at once', async () => {
    const { contracts } = client(LOGIN);
    expect(server.received).toEqual([]);
    await hundred(() => contracts.list());
    expect(asked('/api/v1/auth/login').map((one) => JSON.parse(one.body.toString()))).toEqual([LOGIN]);
    expect(server.received).toHaveLength(101);
  });

  test('sends a TOTP code where one is given', async () => {
    await client({ ...LOGIN, totpCode: '123456' }).contracts.list();
    expect(JSON.parse(server.received[0]!.body.toString())).toEqual({ ...LOGIN, totp_code: '123456' });
  });

  test('that is refused is told to all who wait, and not tried again at once', async () => {
    refuse.login = problem('unauthorized', 401);
    const { contracts } = client(LOGIN);
    const errors = await hundred(() => failure(contracts.list()));
    for (const error of errors) expect(error).toMatchObject({ name: 'NdiyoProblem', kind: 'unauthorized' });
    await failure(contracts.list());
    expect(server.received).toHaveLength(1);
  });

  test('that was refused is tried again later', async () => {
    refuse.login = problem('unauthorized', 401);
    let now = 0;
    const { contracts } = client({ ...LOGIN, now: () => now });
    await failure(contracts.list());
    refuse = {};
    now = 10_000;
    expect(await contracts.list()).toEqual({ contracts: [], next_cursor: null });
  });

  test('takes the place of a session that has ended, but not where it needs another TOTP code', async () => {
    for (const [totpCode, logins] of [
      [undefined, 2],
      ['123456', 1],
    ] as const) {
      server.received.length = 0;
      const { contracts } = client({ ...LOGIN, ...(totpCode && { totpCode }) });
      await contracts.list();
      valid = { token: 'gone', refreshToken: 'gone' };
      await (totpCode ? failure(contracts.list()) : contracts.list());
      expect([asked('/api/v1/auth/refresh').length, asked('/api/v1/auth/login').length]).toEqual([1, logins]);
    }
  });
});

describe('a token that is refused', () => {
  test('is renewed once for a hundred calls at once, and all are answered', async () => {
    valid.token = 'another';
    const told: Tokens[] = [];
    const { contracts } = client({ ...held, onTokens: (tokens: Tokens) => void told.push(tokens) });
    await hundred(() => contracts.list());
    expect(asked('/api/v1/auth/refresh').map((one) => JSON.parse(one.body.toString()))).toEqual([
      { refresh_token: 'refresh-0' },
    ]);
    expect(told).toEqual([{ token: 'jwt-1', refreshToken: 'refresh-1', expiresAt: expect.any(Number) }]);
  });

  test('is renewed by the latest refresh token, time after time', async () => {
    const { contracts } = client(held);
    for (let i = 1; i <= 3; i += 1) {
      valid.token = 'another';
      await contracts.list();
    }
    const sent = asked('/api/v1/auth/refresh').map((one) => JSON.parse(one.body.toString()).refresh_token);
    expect(sent).toEqual(['refresh-0', 'refresh-1', 'refresh-2']);
  });

  test('and whose renewal is refused: its problem is told to all, and asked for once', async () => {
    valid = { token: 'another', refreshToken: 'another' };
    refuse.refresh = problem('unauthorized', 401, { detail: 'This session has ended' });
    const { contracts } = client(held);
    const errors = await hundred(() => failure(contracts.list()));
    for (const error of errors) expect(error).toMatchObject({ detail: 'This session has ended', status: 401 });
    expect(asked('/api/v1/auth/refresh')).toHaveLength(1);
  });

  test('again, although it is new, is told: there is no third try', async () => {
    const { contracts } = client(held);
    valid.token = 'another';
    refuse.refresh = { status: 200, body: { token: 'wrong', refresh_token: 'r', expires_in: DAY_S } };
    expect(await failure(contracts.list())).toMatchObject({ kind: 'unauthorized' });
    expect(asked('/api/v1/contracts')).toHaveLength(2);
  });

  test('and cannot be renewed is told', async () => {
    expect(await failure(client({ token: 'old' }).contracts.list())).toMatchObject({ kind: 'unauthorized' });
    expect(server.received).toHaveLength(1);
  });

  test('sends a write again under the same key', async () => {
    valid.token = 'another';
    await client(held).contracts.cancel('AG-1');
    const keys = asked('/api/v1/contracts').map(({ headers }) => headers['idempotency-key']);
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
  });

  test('a renewal that passes for the moment is waited for, one that breaks off is not repeated', async () => {
    valid.token = 'another';
    refuse.refresh = problem('unavailable', 503);
    expect(await failure(client({ ...held, retries: 2 }).contracts.list())).toMatchObject({ kind: 'unavailable' });
    expect(asked('/api/v1/auth/refresh')).toHaveLength(3);
    refuse.refresh = { status: 502, body: '' };
    expect(await failure(client(held).contracts.list())).toMatchObject({ status: 502 });
    expect(asked('/api/v1/auth/refresh')).toHaveLength(4);
  });
});

test.each([
  [3_600, 3_569_999, 3_570_000],
  [100, 89_999, 90_000],
])('a token that lives %i s is renewed shortly before its end', async (seconds, early, due) => {
  expiresIn = seconds;
  let now = 0;
  const { contracts } = client({ ...LOGIN, now: () => now });
  await contracts.list();
  now = early;
  await contracts.list();
  expect(asked('/api/v1/auth/refresh')).toHaveLength(0);
  now = due;
  await hundred(() => contracts.list());
  expect(asked('/api/v1/auth/refresh')).toHaveLength(1);
});

test('one caller that gives up leaves the login to the others', async () => {
  const { contracts } = client(LOGIN);
  const controller = new AbortController();
  const [first, second] = [failure(contracts.list({}, { signal: controller.signal })), contracts.list()];
  controller.abort(new Error('never mind'));
  expect((await first).message).toBe('never mind');
  expect(await second).toEqual({ contracts: [], next_cursor: null });
});

describe('OAuth client credentials', () => {
  test('go form-encoded with Basic authentication, and again when the token is refused', async () => {
    const { contracts } = client({ clientId: 'till:7', clientSecret: 'a b+c/é' });
    await hundred(() => contracts.list());
    valid.token = 'another';
    await hundred(() => contracts.list());
    const calls = asked('/api/v1/oauth/token');
    expect(calls).toHaveLength(2);
    for (const { headers, body } of calls) {
      expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
      expect(body.toString()).toBe('grant_type=client_credentials');
      const basic = Buffer.from(headers.authorization!.replace('Basic ', ''), 'base64').toString();
      expect(basic).toBe('till%3A7:a+b%2Bc%2F%C3%A9');
    }
  });
});

describe('logging out', () => {
  test('ends the session that is held, and the next call logs in anew', async () => {
    const { auth, contracts } = client(LOGIN);
    await auth.logout();
    expect(server.received).toEqual([]);
    await contracts.list();
    await auth.logout();
    const [out] = asked('/api/v1/auth/logout');
    expect([out?.headers.authorization, out?.body.toString()]).toEqual([
      'Bearer jwt-1',
      '{"refresh_token":"refresh-1"}',
    ]);
    await contracts.list();
    expect(asked('/api/v1/auth/login')).toHaveLength(2);
  });

  test('while the tokens are being renewed ends the session with the new ones', async () => {
    const { auth, contracts } = client(held);
    valid.token = 'another';
    const listed = contracts.list();
    await until(
      () => asked('/api/v1/auth/refresh').length,
      (length) => length === 1,
    );
    // A call that meets the end may be refused; the session ends all the same.
    const [, end] = await Promise.allSettled([listed, auth.logout()]);
    expect(end.status).toBe('fulfilled');
    expect(asked('/api/v1/auth/logout').map(({ headers }) => headers.authorization)).toEqual(['Bearer jwt-1']);
  });

  test('leaves a client that was given tokens without any', async () => {
    const { auth, contracts } = client(held);
    await auth.logout();
    expect((await failure(contracts.list())).message).toMatch(/logged out/);
    expect((await failure(client({ apiKey: 'k' }).auth.logout())).constructor).toBe(TypeError);
  });
});
