import { PRODUCTION } from '../config/configurations.js';
import { aPhone } from '../factories.js';
import { inboundForm } from '../fakes/fake-carrier.js';
import type { Http } from '../http.js';
import { expectProblem } from './expect-problem.js';
import {
  aStranger,
  closeStarted,
  everyLimit,
  expectStanding,
  expectTooMany,
  limitHeaders,
  NO_CONTRACT,
  PATH,
  SMALL,
  startInProduction,
} from './limits.js';
import type { Production } from './production.js';

afterAll(closeStarted);

describe('in production', () => {
  const API_KEY = PRODUCTION.API_KEY!;
  const WRONG = 'ndy_live_abc_00000000000000000000000000000000';
  let production: Production;
  let http: Http;
  beforeAll(async () => {
    production = await startInProduction({ AUTH: 'api-key', API_KEY, ...SMALL, THROTTLE_CODE: '2' });
  }, 60_000);
  beforeEach(() => {
    http = aStranger(production.app.http);
  });

  describe('a caller with a credential', () => {
    // There is one API key, so that each of these tests counts calls of another kind by it.
    test('is counted by its API key, not by the address it shares', async () => {
      const mine = http.with({ 'X-API-Key': API_KEY });
      for (const remaining of [1, 0]) expectStanding(await http.post(PATH, {}), 'create', 2, remaining);
      expectTooMany(await http.post(PATH, {}), 'create', 2, PATH);
      expectStanding(await mine.post(PATH, {}), 'create', 2, 1);
      const otherForm = http.with({ Authorization: `Api-Key ${API_KEY}` });
      expectStanding(await otherForm.post(PATH, {}), 'create', 2, 0);
      expectTooMany(await mine.post(PATH, {}), 'create', 2, PATH);
    });

    test('that is wrong is counted by the address: guessing ends in 429, for another guess and for none', async () => {
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

  test('asking for a one-time code and giving it are counted apart, whatever else is wrong with either', async () => {
    const phone_number = aPhone();
    const [confirm, decline] = [`${NO_CONTRACT}/confirm`, `${NO_CONTRACT}/decline`];
    expectStanding(await http.post(confirm, { phone_number }), 'code', 2, 1);
    expectStanding(await http.post(decline, { phone: phone_number }), 'code', 2, 0);
    for (const nothing of [{ phone_number }, {}, [], null, 'code']) {
      expectTooMany(await http.post(confirm, nothing), 'code', 2, confirm);
    }
    expectTooMany(await http.raw('POST', decline, '{', { 'Content-Type': 'application/json' }), 'code', 2, decline);
    expectStanding(await http.post(confirm, { phone_number, code: '000000' }), 'confirm', 3, 2);
    expectStanding(await http.post(decline, { phone_number, code: null }), 'confirm', 3, 1);
    expectStanding(await http.post(decline, { code: '' }), 'confirm', 3, 0);
    expectTooMany(await http.post(confirm, { phone_number, code: '000000' }), 'confirm', 3, confirm);
  });

  describe('carrier callbacks in production', () => {
    const UNPROVEN = '/api/v1/webhooks/africastalking';
    const post = (path: string) => http.form(path, inboundForm({ from: aPhone(), text: 'good morning' }));

    test('with proof are never limited', async () => {
      for (const path of Object.values(production.callbacks)) {
        const answers = await Promise.all(Array.from({ length: 10 }, () => post(path)));
        expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
        expect(answers.flatMap(limitHeaders)).toEqual([]);
      }
    });

    test('without proof are after the limit, on whichever route, and those with proof go on from the same address', async () => {
      const unproven = [`${UNPROVEN}/sms`, '/api/v1/sms/webhook', `${UNPROVEN}/sms/forged`, `${UNPROVEN}/delivery`];
      for (const [i, path] of unproven.entries()) {
        const answer = await post(path);
        expect([answer.status, answer.body.type]).toEqual([401, '/problems/callback-not-proven']);
        expectStanding(answer, 'proofs', 4, 3 - i);
      }
      for (const path of [`${UNPROVEN}/sms`, `${UNPROVEN}/delivery`, '/api/v1/sms/webhook']) {
        expectTooMany(await post(path), 'proofs', 4, path);
      }
      for (const path of Object.values(production.callbacks)) expect((await post(path)).status).toBe(200);
      expect((await http.get('/.well-known/jwks.json')).status).toBe(200);
    });
  });
});

test('unless the configuration says otherwise, a minute allows 10 creates, 10 codes, 10 answers, 300 searches and 300 other calls in production', async () => {
  // An empty variable counts as unset.
  const names = ['CREATE', 'CODE', 'CONFIRM', 'SEARCH', 'OTHERS'].map((name) => [`THROTTLE_${name}`, '']);
  const { app } = await startInProduction(Object.fromEntries(names));
  expect(await everyLimit(app.http)).toEqual([10, 10, 10, 300, 300]);
});
