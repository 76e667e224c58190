import { createClient, NdiyoProblem, NdiyoUnexpected, PROBLEM_KINDS } from '../../src/client/client.js';
import { PROBLEMS } from '../../src/problems/problem.js';
import { failure, type Reply, type ScriptedServer, startServer } from './scripted-server.js';

let reply: Reply;
let server: ScriptedServer;
beforeAll(async () => {
  server = await startServer(() => reply);
});
afterAll(() => server.close());

const fail = (answer: Reply) => {
  reply = answer;
  return failure(createClient({ baseUrl: server.url, retries: 0 }).contracts.get('AG-1'));
};

test('the client knows exactly the kinds that the service knows', () => {
  expect([...PROBLEM_KINDS].sort()).toEqual(Object.keys(PROBLEMS).sort());
});

test('a problem is told with its kind, its faults, its further members and the request id', async () => {
  const errors = [{ pointer: '#/parties/0/phone_number', detail: 'must be a telephone number' }];
  const body = {
    ...{ type: '/problems/invalid-value', title: 'A value is not acceptable', status: 422 },
    ...{
      detail: 'The body holds a value',
      instance: '/api/v1/contracts',
      request_id: 'r-1',
      errors,
      current_status: 'pending',
    },
  };
  const error = await fail({ status: 422, body });
  expect(error).toBeInstanceOf(NdiyoProblem);
  expect(error).toBeInstanceOf(Error);
  expect({ ...error, message: error.message }).toEqual({
    ...{ name: 'NdiyoProblem', type: '/problems/invalid-value', kind: 'invalid-value', status: 422 },
    ...{ title: 'A value is not acceptable', detail: 'The body holds a value', errors, requestId: 'r-1' },
    ...{ members: { current_status: 'pending' }, retryAfterMs: null },
    message: '422 The body holds a value; #/parties/0/phone_number must be a telephone number',
  });
});

test('a kind that is newer than the client is unknown, and its type is still told', async () => {
  const error = await fail({ status: 418, body: { type: 'https://x.example/problems/teapot', title: 'Tea' } });
  expect([error.kind, error.type, error.message]).toEqual(['unknown', 'https://x.example/problems/teapot', '418 Tea']);
});

test.each<[what: string, reply: Reply]>([
  ['a page', { status: 404, body: '<h1>nginx</h1>' }],
  ['nothing', { status: 500 }],
  ['broken JSON', { status: 400, body: '{"type":', headers: { 'Content-Type': 'application/problem+json' } }],
  ['JSON that is no problem', { status: 400, body: ['type'] }],
  ['an empty success', { status: 200 }],
  ['a page instead of a contract', { status: 200, body: '<h1>Free Wi-Fi</h1>' }],
  ['broken JSON instead of a contract', { status: 200, body: '{', headers: { 'Content-Type': 'application/json' } }],
])('%s is told as an answer nobody expected', async (_, answer) => {
  const error = await fail(answer);
  expect(error).toBeInstanceOf(NdiyoUnexpected);
  expect(error.status).toBe(answer.status);
  expect(error.message).toMatch(
    new RegExp(`^GET ${server.url}/api/v1/contracts/AG-1 was answered ${answer.status} \\(`),
  );
});

test('request gives JSON, text, or nothing, as it was answered', async () => {
  const { request } = createClient({ baseUrl: server.url });
  reply = { status: 200, body: { a: [1] } };
  expect(await request('GET', '/x')).toEqual({ a: [1] });
  reply = { status: 200, body: 'ok', headers: { 'Content-Type': 'text/plain' } };
  expect(await request('GET', '/x')).toBe('ok');
  reply = { status: 204 };
  expect(await request('DELETE', '/x')).toBeUndefined();
});

describe('the token endpoint', () => {
  const JSON_TYPE = { 'Content-Type': 'application/json' };
  const failToken = (answer: Reply) => {
    reply = answer;
    return failure(createClient({ baseUrl: server.url, clientId: 'a', clientSecret: 'b' }).contracts.list());
  };

  test('that refuses in the words of RFC 6749 is a problem', async () => {
    const body = { error: 'invalid_client', error_description: 'No such client' };
    const error = await failToken({ status: 401, body, headers: JSON_TYPE });
    expect(error).toMatchObject({ status: 401, title: 'invalid_client', detail: 'No such client', kind: 'unknown' });
  });

  test.each([{}, null, 'jwt', { access_token: 7 }, { access_token: 'a\nb' }])(
    'gives no token with %j',
    async (body) => {
      const error = await failToken({ status: 200, body: JSON.stringify(body), headers: JSON_TYPE });
      expect([error.name, error.status]).toEqual(['NdiyoUnexpected', 200]);
    },
  );
});
