import { createClient, NdiyoProblem, NdiyoUnexpected, NdiyoUnreachable } from '../../src/client/client.js';
import { aContract } from '../factories.js';
import { until } from '../until.js';
import { failure, problem, type Script, type ScriptedServer, startServer } from './scripted-server.js';

const CONTRACT = { contract_id: 'AG-2026-482913705' };
const OK = { status: 200, body: CONTRACT };
const body = aContract() as Parameters<ReturnType<typeof createClient>['contracts']['create']>[0];
const keysOf = ({ received }: ScriptedServer) => received.map(({ headers }) => headers['idempotency-key']);

let server: ScriptedServer;
let script: Script;
const serve = (how: Script) => {
  script = how;
};
beforeEach(async () => {
  script = () => OK;
  server = await startServer((...request) => script(...request));
});
afterEach(() => server.close());

/** Waits nothing but what the service asks for. */
const client = (options: object = {}) => createClient({ baseUrl: server.url, random: () => 0, ...options });
/** Counts what was tried, whether or not it arrived. */
function counted() {
  let count = 0;
  const counting: typeof fetch = (...request) => {
    count += 1;
    return fetch(...request);
  };
  return { tries: () => count, fetch: counting };
}
/** Fails in one way first, then goes well. */
const failsFirst =
  (times: number, how: ReturnType<Script>): Script =>
  (_, count) =>
    count <= times ? how : OK;

describe.each<[how: string, reply: ReturnType<Script>]>([
  ['a broken connection', 'reset'],
  ['429', problem('too-many-requests', 429)],
  ['503', problem('unavailable', 503)],
  ['502 from a proxy', { status: 502, body: '<h1>Bad Gateway</h1>' }],
  ['504 from a proxy', { status: 504, body: '<h1>Gateway Timeout</h1>' }],
])('after %s', (_, reply) => {
  test('a read is tried again', async () => {
    serve(failsFirst(3, reply));
    expect(await client().contracts.get(CONTRACT.contract_id)).toEqual(CONTRACT);
    expect(server.received).toHaveLength(4);
  });

  test('a write is tried again with the same body under the same key', async () => {
    serve(failsFirst(3, reply));
    expect(await client().contracts.create(body)).toEqual(CONTRACT);
    expect(server.received).toHaveLength(4);
    expect(new Set(keysOf(server)).size).toBe(1);
    expect(keysOf(server)[0]).toMatch(/^[0-9a-f]{32}$/);
    for (const one of server.received) expect(JSON.parse(one.body.toString())).toEqual(body);
  });

  test('it gives up after four more tries, and tells what came last', async () => {
    serve(() => reply as 'reset');
    const error = await failure(client().contracts.cancel(CONTRACT.contract_id));
    expect([NdiyoProblem, NdiyoUnexpected, NdiyoUnreachable]).toContain(error.constructor);
    expect(server.received).toHaveLength(5);
  });
});

describe('a write that takes no key', () => {
  const login = { email: 'asha@example.org', password: 'long enough' };

  test.each<[how: string, reply: ReturnType<Script>]>([
    ['a broken connection', 'reset'],
    ['502', { status: 502, body: '' }],
    ['504', { status: 504, body: '' }],
  ])('is not repeated after %s: it may have been done', async (_, reply) => {
    serve(() => reply as 'reset');
    await failure(client().auth.login(login));
    await failure(client().apiKeys.create({ name: 'till', scopes: ['contracts:read'] }));
    await failure(client().request('POST', '/api/v1/simulator/replies', { body: {} }));
    expect(server.received).toHaveLength(3);
    expect(keysOf(server)).toEqual([undefined, undefined, undefined]);
  });

  test.each([429, 503])('is repeated after %i: it was refused', async (status) => {
    serve((_, count) => (count <= 2 ? problem('unavailable', status) : { status: 200, body: { token: 't' } }));
    await client().auth.login(login);
    expect(server.received).toHaveLength(3);
  });
});

test.each([...([400, 401, 403, 404, 409, 410, 422, 500, 501] as const)])('%i is told at once', async (status) => {
  serve(() => problem('whatever', status));
  expect(await failure(client().contracts.create(body))).toMatchObject({ name: 'NdiyoProblem', status });
  expect(server.received).toHaveLength(1);
});

test('a first try that still runs is waited for, under its key', async () => {
  serve(failsFirst(2, problem('request-in-progress', 409)));
  expect(await client().contracts.create(body)).toEqual(CONTRACT);
  expect(new Set(keysOf(server)).size).toBe(1);
});

test('a key of the caller’s own is sent with every try, and a bad one is a TypeError', async () => {
  serve(failsFirst(1, 'reset'));
  await client().contracts.create(body, { idempotencyKey: 'order 7' });
  expect(keysOf(server)).toEqual(['order 7', 'order 7']);
  for (const idempotencyKey of ['', 'k'.repeat(256), 'a\nb', 'ufunguo 🔑']) {
    expect(await failure(client().contracts.create(body, { idempotencyKey }))).toBeInstanceOf(TypeError);
  }
});

test('two writes have two keys; reads and searches have none', async () => {
  serve(() => OK);
  const { contracts } = client();
  for (const call of [() => contracts.resend('AG-1'), () => contracts.update('AG-1', { status: 'active' })])
    await call();
  await contracts.get('AG-1');
  await contracts.search({ phone_number: '+254712345678' });
  const [one, two, ...others] = keysOf(server);
  expect(one).not.toBe(two);
  expect([typeof one, typeof two, ...others]).toEqual(['string', 'string', undefined, undefined]);
});

describe('Retry-After', () => {
  const elapsed = async (work: () => Promise<unknown>) => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };
  const limited = (retryAfter: string) => ({
    ...problem('too-many-requests', 429),
    headers: { 'Retry-After': retryAfter },
  });

  test('in seconds is waited for', async () => {
    serve(failsFirst(1, limited('1')));
    expect(await elapsed(() => client().contracts.get('AG-1'))).toBeGreaterThanOrEqual(990);
  });

  test('as a date is waited for', async () => {
    const now = () => Date.parse('2026-12-15T08:00:00.200Z');
    serve(failsFirst(1, limited('Tue, 15 Dec 2026 08:00:01 GMT')));
    const took = await elapsed(() => client({ now }).contracts.get('AG-1'));
    expect([took >= 790, took < 5_000]).toEqual([true, true]);
  });

  test.each(['Tue, 15 Dec 2020 08:00:01 GMT', '0', 'soon', '-5', '1e3', ''])(
    '%j is no reason to wait',
    async (value) => {
      serve(failsFirst(1, limited(value)));
      expect(await elapsed(() => client().contracts.get('AG-1'))).toBeLessThan(900);
    },
  );

  test('beyond the bound is not waited for at all, and told', async () => {
    serve(() => limited('3600'));
    const error = await failure(client().contracts.get('AG-1'));
    expect(error).toMatchObject({ kind: 'too-many-requests', retryAfterMs: 3_600_000 });
    expect(server.received).toHaveLength(1);
  });
});

test('the backoff is random below a ceiling that doubles', async () => {
  serve(() => 'reset');
  const drawn: number[] = [];
  const random = () => {
    drawn.push(performance.now());
    return drawn.length === 3 ? 0.5 : 0;
  };
  await failure(client({ random, retries: 3 }).contracts.get('AG-1'));
  const [, second = 0, third = 0, fourth = 0] = drawn;
  expect(fourth - third).toBeGreaterThanOrEqual(490); // half of 250 · 2²
  expect(third - second).toBeLessThan(490);
});

describe('time', () => {
  test('a try without an answer ends, and another one follows', async () => {
    serve(failsFirst(1, 'silence'));
    expect(await client({ timeoutMs: 500 }).contracts.create(body)).toEqual(CONTRACT);
    expect(new Set(keysOf(server)).size).toBe(1);
  });

  test('a service that never answers is told as such', async () => {
    serve(() => 'silence');
    const { tries, fetch } = counted();
    const error = await failure(client({ fetch, timeoutMs: 40, retries: 1 }).contracts.get('AG-1'));
    expect(error).toBeInstanceOf(NdiyoUnreachable);
    expect([error.message, error.cause.name]).toEqual([expect.stringContaining('within 40 ms'), 'TimeoutError']);
    expect(tries()).toBe(2);
  });

  test('no call lasts longer than its bound, however many tries are left', async () => {
    serve(() => 'silence');
    const began = performance.now();
    const error = await failure(client({ timeoutMs: 70, totalMs: 200, retries: 100 }).contracts.get('AG-1'));
    expect(error).toBeInstanceOf(NdiyoUnreachable);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  test('the caller may give up: before, during a try, and while waiting for the next', async () => {
    serve((_, count) =>
      count === 1 ? 'silence' : { ...problem('unavailable', 503), headers: { 'Retry-After': '30' } },
    );
    const reason = new Error('never mind');
    expect(await failure(client().contracts.get('AG-1', { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(server.received).toHaveLength(0);
    for (const expected of [1, 2]) {
      const controller = new AbortController();
      const work = failure(client().contracts.get('AG-1', { signal: controller.signal }));
      await until(
        () => server.received.length,
        (count) => count === expected,
      );
      controller.abort(reason);
      expect(await work).toBe(reason);
      expect(server.received).toHaveLength(expected);
    }
  });
});

test('nobody listening is told as unreachable, with the cause, and tried again even for a login', async () => {
  const { url: baseUrl, close } = await startServer(() => OK);
  await close();
  const { tries, fetch } = counted();
  const error = await failure(client({ baseUrl, fetch }).auth.login({ email: 'a@b.c', password: 'p' }));
  expect(error).toBeInstanceOf(NdiyoUnreachable);
  expect([error.cause.cause.code, tries()]).toEqual(['ECONNREFUSED', 5]);
});
