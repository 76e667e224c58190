import { aContract, aPhone } from '../factories.js';
import type { Http } from '../http.js';
import type { App } from '../start-app.js';
import {
  aStranger,
  closeStarted,
  everyLimit,
  expectStanding,
  expectTooMany,
  LIMIT_HEADERS,
  limitHeaders,
  NO_CONTRACT,
  PATH,
  remainingOf,
  SMALL,
  start,
} from './limits.js';

const ORIGIN = 'http://localhost:3000';

afterAll(closeStarted);

describe('with small limits', () => {
  let app: App;
  let http: Http; // as somebody new in every test
  beforeAll(async () => {
    app = await start(SMALL);
  }, 40_000);
  beforeEach(() => {
    http = aStranger(app.http);
  });

  test('good answers, refusals and the 429 all say where the caller stands', async () => {
    const answers = [
      await http.get(PATH),
      await http.get(NO_CONTRACT),
      await http.get(`${PATH}?limit=0`),
      await http.post(`${NO_CONTRACT}/cancel`, {}),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 400, 401]);
    for (const [i, answer] of answers.entries()) {
      expectStanding(answer, 'others', 4, 3 - i);
      expect(answer.headers.get('retry-after')).toBeNull();
    }
    for (let i = 0; i < 3; i++) expectTooMany(await http.get(PATH), 'others', 4, PATH);
  });

  test('a body with a wrong value counts, and its 422 says where the caller stands', async () => {
    for (const remaining of [1, 0]) {
      const answer = await http.post(PATH, { contract_type: 'maize' });
      expect(answer.status).toBe(422);
      expectStanding(answer, 'create', 2, remaining);
    }
    expectTooMany(await http.post(PATH, aContract()), 'create', 2, PATH);
  });

  test('a body that cannot be read is counted as well, and its answer says where the caller stands', async () => {
    const json = { 'Content-Type': 'application/json' };
    const answers = [
      await http.raw('POST', PATH, '{', json),
      await http.raw('POST', PATH, 'x', {}),
      await http.raw('POST', PATH, '{', json),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 415, 429]);
    expect(answers.map(remainingOf)).toEqual([1, 0, 0]);
  });

  test('what the headers say can be read from a permitted origin, on the 429 too', async () => {
    for (const status of [200, 200, 200, 200, 429]) {
      const answer = await http.get(PATH, { Origin: ORIGIN });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([status, ORIGIN]);
      const exposed = answer.headers.get('access-control-expose-headers')!.toLowerCase().split(/, */);
      expect(exposed).toEqual(expect.arrayContaining([...LIMIT_HEADERS, 'retry-after']));
    }
  });

  test('a preflight is not counted', async () => {
    const asked = { Origin: ORIGIN, 'Access-Control-Request-Method': 'POST' };
    for (let i = 0; i < 5; i++) expect((await http.raw('OPTIONS', PATH, undefined, asked)).status).toBe(204);
    expectStanding(await http.post(PATH, aContract()), 'create', 2, 1);
  });

  test('creating, answering, searching and all the rest are counted apart', async () => {
    const phone = { phone_number: aPhone() };
    expectStanding(await http.post(PATH, aContract()), 'create', 2, 1);
    expectStanding(await http.post(`${PATH}/create`, aContract()), 'create', 2, 0);
    expectTooMany(await http.post(PATH, aContract()), 'create', 2, PATH);
    expectStanding(await http.post(`${NO_CONTRACT}/confirm`, phone), 'confirm', 3, 2);
    expectStanding(await http.post(`${NO_CONTRACT}/decline`, phone), 'confirm', 3, 1);
    expectStanding(await http.post(`${NO_CONTRACT}/confirm`, phone), 'confirm', 3, 0);
    expectTooMany(await http.post(`${NO_CONTRACT}/decline`, phone), 'confirm', 3, `${NO_CONTRACT}/decline`);
    expectStanding(await http.post(`${PATH}/search`, phone), 'search', 1, 0);
    expectTooMany(await http.post(`${PATH}/search`, phone), 'search', 1, `${PATH}/search`);
    for (const remaining of [3, 2]) expectStanding(await http.get(PATH), 'others', 4, remaining);
    expectStanding(await http.get(`${NO_CONTRACT}/status`), 'others', 4, 1);
    expectStanding(await http.get('/.well-known/jwks.json'), 'others', 4, 0);
    expectTooMany(await http.get(PATH), 'others', 4, PATH);
  });

  test('at once as one after the other: not one more than the limit gets in', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => http.get(PATH)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(56);
  });

  test('health is never limited, and says nothing of limits', async () => {
    for (const path of ['/livez', '/readyz', '/health']) {
      const answers = await Promise.all(Array.from({ length: 30 }, () => http.get(path)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(answers.flatMap(limitHeaders)).toEqual([]);
    }
  });

  describe('a caller with a credential', () => {
    test('is counted by its manage_token: two tokens and no token are three callers', async () => {
      const clients: [client: Http, path: string][] = [];
      for (let i = 0; i < 2; i++) {
        const { contract_id, manage_token } = (await http.post(PATH, aContract())).body;
        clients.push([http.with({ Authorization: `Bearer ${manage_token}` }), `${PATH}/${contract_id}`]);
      }
      for (const [client, path] of [...clients, [http, PATH] as const]) {
        for (const remaining of [3, 2, 1, 0]) expectStanding(await client.get(path), 'others', 4, remaining);
        expectTooMany(await client.get(path), 'others', 4, path);
      }
    });
  });
});

describe.each<[tier: string, proxies: Record<string, string>]>([
  ['development', {}],
  ['testing', { TRUST_PROXY: '0' }],
])('as it comes in %s', (ENVIRONMENT, proxies) => {
  let http: Http;
  beforeAll(async () => {
    http = (await start({ ENVIRONMENT, ...proxies })).http;
  }, 40_000);

  test('unless the configuration says otherwise, a minute allows 600 creates, 600 answers, 6,000 searches and 6,000 other calls', async () => {
    expect(await everyLimit(http)).toEqual([600, 600, 600, 6_000, 6_000]);
  });

  test(`without a proxy to believe (${JSON.stringify(proxies)}) a forwarding header changes nothing`, async () => {
    const headers: Record<string, string>[] = [
      ...['203.0.113.1', '203.0.113.2', '::1', '127.0.0.2'].map((address) => ({ 'X-Forwarded-For': address })),
      { Forwarded: 'for=203.0.113.3', 'X-Real-IP': '203.0.113.4', 'CF-Connecting-IP': '203.0.113.5' },
    ];
    const before = remainingOf(await http.get(PATH));
    const after: number[] = [];
    for (const forwarded of headers) after.push(remainingOf(await http.get(PATH, forwarded)));
    expect(after).toEqual(headers.map((_, i) => before - 1 - i));
  });
});

test('with THROTTLE=off nothing is limited, and no header speaks of limits', async () => {
  const { http } = await start({ THROTTLE: 'off', THROTTLE_OTHERS: '1', THROTTLE_CREATE: '1' });
  for (const answer of [await http.get(PATH), await http.get(PATH), await http.get(NO_CONTRACT)]) {
    expect(answer.status).not.toBe(429);
    expect(limitHeaders(answer)).toEqual([]);
  }
  for (let i = 0; i < 2; i++) expect((await http.post(PATH, aContract())).status).toBe(201);
});
