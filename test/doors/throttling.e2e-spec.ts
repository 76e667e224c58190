import { aContract, aPhone } from '../factories.js';
import { inboundForm } from '../fakes/fake-carrier.js';
import type { Answer, Http } from '../http.js';
import { type App, startApp } from '../start-app.js';
import { expectProblem } from './expect-problem.js';
import { type Production, startProduction } from './production.js';

const PATH = '/api/v1/contracts';
const NO_CONTRACT = `${PATH}/AG-2026-000000000`; // its check digit is right
const ORIGIN = 'http://localhost:3000';
const NAMES = [
  ...['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'x-ratelimit-reset-after'],
  ...['ratelimit', 'ratelimit-policy'],
];

const started: App[] = [];
/** A service with small limits of its own: every test counts from nothing. */
async function start(env: Record<string, string>): Promise<App> {
  const app = await startApp({ env: { THROTTLE: 'on', ...env } });
  started.push(app);
  return app;
}
afterEach(async () => {
  await Promise.all(started.splice(0).map((app) => app.close()));
});

const numberIn = ({ headers }: Answer, name: string) => Number(headers.get(name) ?? Number.NaN);
const limitOf = (answer: Answer) => numberIn(answer, 'x-ratelimit-limit');
const remainingOf = (answer: Answer) => numberIn(answer, 'x-ratelimit-remaining');
const limitHeaders = ({ headers }: Answer) => NAMES.filter((name) => headers.has(name));

/** Every header says the same of one window, and says it of now. */
function expectStanding(answer: Answer, name: string, limit: number, remaining: number): void {
  expect(limitHeaders(answer)).toEqual(NAMES);
  expect([limitOf(answer), remainingOf(answer)]).toEqual([limit, remaining]);
  const resetAfter = numberIn(answer, 'x-ratelimit-reset-after');
  expect(Number.isInteger(resetAfter) && resetAfter >= 1 && resetAfter <= 60).toBe(true);
  const reset = numberIn(answer, 'x-ratelimit-reset');
  expect(Number.isInteger(reset)).toBe(true);
  expect(Math.abs(reset - resetAfter - Date.now() / 1_000)).toBeLessThanOrEqual(2);
  expect(answer.headers.get('ratelimit')).toBe(`"${name}";r=${remaining};t=${resetAfter}`);
  expect(answer.headers.get('ratelimit-policy')).toBe(`"${name}";q=${limit};w=60`);
}

function expectTooMany(answer: Answer, name: string, limit: number, instance: string): void {
  expectProblem(answer, { kind: 'too-many-requests', instance });
  expectStanding(answer, name, limit, 0);
  expect(answer.headers.get('retry-after')).toBe(answer.headers.get('x-ratelimit-reset-after'));
}

test('good answers, refusals and the 429 all say where the caller stands', async () => {
  const { http } = await start({ THROTTLE_OTHERS: '4' });
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
  const { http } = await start({ THROTTLE_CREATE: '2' });
  for (const remaining of [1, 0]) {
    const answer = await http.post(PATH, { contract_type: 'maize' });
    expect(answer.status).toBe(422);
    expectStanding(answer, 'create', 2, remaining);
  }
  expectTooMany(await http.post(PATH, aContract()), 'create', 2, PATH);
});

test('a body that cannot be read is counted as well, and its answer says where the caller stands', async () => {
  const { http } = await start({ THROTTLE_CREATE: '2' });
  const json = { 'Content-Type': 'application/json' };
  const answers = [
    await http.raw('POST', PATH, '{', json),
    await http.raw('POST', PATH, 'x', {}),
    await http.raw('POST', PATH, '{', json),
  ];
  expect(answers.map(({ status }) => status)).toEqual([400, 415, 429]);
  expect(answers.map(({ headers }) => headers.get('x-ratelimit-remaining'))).toEqual(['1', '0', '0']);
});

test('what the headers say can be read from a permitted origin, on the 429 too', async () => {
  const { http } = await start({ THROTTLE_OTHERS: '1' });
  for (const status of [200, 429]) {
    const answer = await http.get(PATH, { Origin: ORIGIN });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([status, ORIGIN]);
    const exposed = answer.headers.get('access-control-expose-headers')!.toLowerCase().split(/, */);
    expect(exposed).toEqual(expect.arrayContaining([...NAMES, 'retry-after']));
  }
});

test('a preflight is not counted', async () => {
  const { http } = await start({ THROTTLE_CREATE: '1' });
  const asked = { Origin: ORIGIN, 'Access-Control-Request-Method': 'POST' };
  for (let i = 0; i < 5; i++) expect((await http.raw('OPTIONS', PATH, undefined, asked)).status).toBe(204);
  expect((await http.post(PATH, aContract())).status).toBe(201);
});

test('creating, answering and all the rest are counted apart', async () => {
  const { http } = await start({ THROTTLE_CREATE: '2', THROTTLE_CONFIRM: '3', THROTTLE_OTHERS: '4' });
  const phone = { phone_number: aPhone() };
  expectStanding(await http.post(PATH, aContract()), 'create', 2, 1);
  expectStanding(await http.post(`${PATH}/create`, aContract()), 'create', 2, 0);
  expectTooMany(await http.post(PATH, aContract()), 'create', 2, PATH);
  expectStanding(await http.post(`${NO_CONTRACT}/confirm`, phone), 'confirm', 3, 2);
  expectStanding(await http.post(`${NO_CONTRACT}/decline`, phone), 'confirm', 3, 1);
  expectStanding(await http.post(`${NO_CONTRACT}/confirm`, phone), 'confirm', 3, 0);
  expectTooMany(await http.post(`${NO_CONTRACT}/decline`, phone), 'confirm', 3, `${NO_CONTRACT}/decline`);
  expectStanding(await http.get(PATH), 'others', 4, 3);
  expectStanding(await http.post(`${PATH}/search`, phone), 'others', 4, 2);
  expectStanding(await http.get(`${NO_CONTRACT}/status`), 'others', 4, 1);
  expectStanding(await http.get('/.well-known/jwks.json'), 'others', 4, 0);
  expectTooMany(await http.get(PATH), 'others', 4, PATH);
});

test('at once as one after the other: not one more than the limit gets in', async () => {
  const { http } = await start({ THROTTLE_OTHERS: '20' });
  const answers = await Promise.all(Array.from({ length: 60 }, () => http.get(PATH)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(40);
});

describe('a caller with a credential', () => {
  const API_KEY = 'ndy_test_abc_3e5f0a9c27d14b6688a1c0d9e7f25b43';
  const WRONG = 'ndy_test_abc_00000000000000000000000000000000';

  test('is counted by its API key, not by the address it shares', async () => {
    const { http } = await start({ AUTH: 'api-key', API_KEY, THROTTLE_OTHERS: '2' });
    const mine = http.with({ 'X-API-Key': API_KEY });
    for (const remaining of [1, 0]) expectStanding(await http.get(PATH), 'others', 2, remaining);
    expectTooMany(await http.get(PATH), 'others', 2, PATH);
    expectStanding(await mine.get(PATH), 'others', 2, 1);
    const otherForm = http.with({ Authorization: `Api-Key ${API_KEY}` });
    expectStanding(await otherForm.get(PATH), 'others', 2, 0);
    expectTooMany(await mine.get(PATH), 'others', 2, PATH);
  });

  test('is counted by its manage_token: two tokens and no token are three callers', async () => {
    const { http } = await start({ THROTTLE_OTHERS: '2' });
    const clients: [client: Http, path: string][] = [];
    for (let i = 0; i < 2; i++) {
      const { contract_id, manage_token } = (await http.post(PATH, aContract())).body;
      clients.push([http.with({ Authorization: `Bearer ${manage_token}` }), `${PATH}/${contract_id}`]);
    }
    for (const [client, path] of [...clients, [http, PATH] as const]) {
      for (const remaining of [1, 0]) expectStanding(await client.get(path), 'others', 2, remaining);
      expectTooMany(await client.get(path), 'others', 2, path);
    }
  });

  test('that is wrong is counted by the address: guessing ends in 429, for another guess and for none', async () => {
    const { http } = await start({ AUTH: 'api-key', API_KEY, THROTTLE_OTHERS: '4' });
    const guesses: Record<string, string>[] = [
      { 'X-API-Key': WRONG },
      { 'X-API-Key': `${WRONG}1` },
      { Authorization: `Bearer mt_${WRONG}` },
      { Authorization: `Api-Key ${WRONG}` },
    ];
    for (const [i, guess] of guesses.entries()) {
      const answer = await http.get(PATH, guess);
      expectProblem(answer, { kind: 'unauthorized', instance: PATH });
      expectStanding(answer, 'others', 4, 3 - i);
    }
    for (const guess of [...guesses, {}]) expectTooMany(await http.get(PATH, guess), 'others', 4, PATH);
    expect((await http.get(PATH, { 'X-API-Key': API_KEY })).status).toBe(200);
  });
});

test('health is never limited, and says nothing of limits', async () => {
  const { http } = await start({ THROTTLE_CREATE: '1', THROTTLE_CONFIRM: '1', THROTTLE_OTHERS: '1' });
  for (const path of ['/livez', '/readyz', '/health']) {
    const answers = await Promise.all(Array.from({ length: 30 }, () => http.get(path)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers.flatMap(limitHeaders)).toEqual([]);
  }
});

describe('carrier callbacks in production', () => {
  let production: Production;
  beforeAll(async () => {
    production = await startProduction({ THROTTLE_OTHERS: '3' });
  }, 60_000);
  afterAll(() => production.close());

  const post = (path: string) => production.app.http.form(path, inboundForm({ from: aPhone(), text: 'good morning' }));
  const UNPROVEN = '/api/v1/webhooks/africastalking/sms';

  test('with proof are never limited', async () => {
    for (const path of Object.values(production.callbacks)) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => post(path)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(answers.flatMap(limitHeaders)).toEqual([]);
    }
  });

  test('without proof are after the limit, on whichever route, and those with proof go on from the same address', async () => {
    const forged = `${UNPROVEN}/forged`;
    for (const [i, path] of [UNPROVEN, '/api/v1/sms/webhook', forged].entries()) {
      const answer = await post(path);
      expect([answer.status, answer.body.type]).toEqual([401, '/problems/callback-not-proven']);
      expectStanding(answer, 'proofs', 3, 2 - i);
    }
    for (const path of [UNPROVEN, '/api/v1/webhooks/africastalking/delivery', '/api/v1/sms/webhook']) {
      expectTooMany(await post(path), 'proofs', 3, path);
    }
    for (const path of Object.values(production.callbacks)) expect((await post(path)).status).toBe(200);
    expect((await production.app.http.get(`${NO_CONTRACT}/status`)).status).toBe(404);
  });
});

describe('unless the configuration says otherwise, a minute allows', () => {
  async function limits(http: Http): Promise<number[]> {
    const answers = [
      await http.post(PATH, {}),
      await http.post(`${NO_CONTRACT}/confirm`, { phone_number: aPhone() }),
      await http.get(`${NO_CONTRACT}/status`),
    ];
    return answers.map(limitOf);
  }

  test.each(['development', 'testing'])('600 creates, 600 answers and 6,000 other calls in %s', async (ENVIRONMENT) => {
    expect(await limits((await start({ ENVIRONMENT })).http)).toEqual([600, 600, 6_000]);
  });

  test('10 creates, 10 answers and 300 other calls in production', async () => {
    // An empty variable counts as unset.
    const production = await startProduction({ THROTTLE_CREATE: '', THROTTLE_CONFIRM: '', THROTTLE_OTHERS: '' });
    expect(await limits(production.app.http)).toEqual([10, 10, 300]);
    await production.close();
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
