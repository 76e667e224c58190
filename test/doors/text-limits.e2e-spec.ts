/** What texts may cost and whom they may pester, seen from outside: refusals, usage, events, and the operator's command. */
import { aContract, aParty, aPhone } from '../factories.js';
import type { Answer } from '../http.js';
import { Phones } from '../phones.js';
import { type App, startApp } from '../start-app.js';
import { runCli } from '../stories/command-line.js';
import { untilQuiet } from '../stories/database.js';
import { change, rows } from '../story-database.js';
import { expectProblem } from './expect-problem.js';
import { commandEnv, type Key, keyByCommand, makeAccount } from './keys.js';

const PATH = '/api/v1/contracts';
const USAGE = '/api/v1/usage';
const HOUR_MS = 60 * 60 * 1_000;
const DAY_S = 24 * 60 * 60;
const LIMITS = { SMS_BUDGET: '30', SMS_BUDGET_TOTAL: '1000', SMS_PER_NUMBER: '4', SMS_PER_PREFIX: '6' };

let app: App;
let admin: Key;
/** A fresh account a test: budgets are its own. */
let ours: Key & { accountId: string };
let phones: Phones;
beforeAll(async () => {
  app = await startApp({ env: { AUTH: 'api-key', CONFIRM_CODE: 'required', SMS_UNANSWERED_LIMIT: '3', ...LIMITS } });
  admin = await keyByCommand(app, '--admin');
}, 60_000);
beforeEach(async () => {
  ours = await makeAccount(app, admin);
  phones = new Phones(ours.http);
});
afterAll(() => app.close());

let prefixes = 0;
/** Numbers that share a dial prefix which no other test texts. */
function freshPrefix() {
  const prefix = `+2547${20 + prefixes++}`;
  return { prefix, phone: () => prefix + aPhone().slice(-6) };
}

const create = (...numbers: string[]): Promise<Answer> =>
  ours.http.post(PATH, aContract({ parties: numbers.map((phone_number) => aParty({ phone_number })) }));
const pathOf = ({ body }: Answer) => `${PATH}/${body.contract_id as string}`;
const messagesOf = async (created: Answer) => (await ours.http.get(`${pathOf(created)}/messages`)).body.messages;
/** What may still change by itself is counted: texts that left are reported in their own time. */
const stored = () => [
  ...['contracts', 'contract_versions', 'parties', 'events', 'messages'].map(
    (table) => rows(app.dataDir, `SELECT count(*) AS n FROM ${table}`)[0],
  ),
  ...['prefix_traffic', 'segment_budgets', 'segment_totals'].map((table) =>
    rows(app.dataDir, `SELECT * FROM ${table}`),
  ),
];
const TOLD = "SELECT type, data FROM account_events WHERE account_id = ? AND type LIKE 'prefix.%' ORDER BY id";
const eventsOf = (accountId: string) =>
  rows(app.dataDir, TOLD, accountId).map(({ type, data }) => ({ type, ...JSON.parse(String(data)) }));

/** 429 that names the party, never the number, and has stored nothing. */
async function expectHeld(send: () => Promise<Answer>, kind: string, party: string, waitS: number, phone: string) {
  await untilQuiet(app);
  const before = stored();
  const answer = await send();
  const instance = new URL(`${app.url}${answer.body.instance}`).pathname;
  expectProblem(answer, { kind: kind as 'prefix-paused', instance });
  expect(answer.body.detail).toMatch(new RegExp(`\\b${party}\\b`));
  expect(answer.text).not.toContain(phone.slice(1, 7));
  const wait = Number(answer.headers.get('retry-after'));
  expect(wait > waitS - 120 && wait <= waitS + 120).toBe(true);
  expect(stored()).toEqual(before);
}

test('creating and asking again tell what the texts cost, reading does not, and who opted out costs nothing', async () => {
  const { phone } = freshPrefix();
  const numbers = [phone(), phone()] as const;
  const created = await create(...numbers);
  expect([created.status, created.body.estimated_segments]).toEqual([201, 2]);
  expect((await ours.http.get(pathOf(created))).body).not.toHaveProperty('estimated_segments');
  expect(await untilStopped(numbers[1])).toBe('stopped');
  const again = await ours.http.post(`${pathOf(created)}/resend`, {});
  expect([again.status, again.body]).toEqual([
    202,
    { contract_id: created.body.contract_id, asked: ['p1', 'p2'], estimated_segments: 1 },
  ]);
});

async function untilStopped(number: string): Promise<unknown> {
  await untilQuiet(app);
  await phones.reply(number, 'STOP');
  return rows(app.dataDir, `SELECT kind FROM messages WHERE phone_number = ? ORDER BY id DESC LIMIT 1`, number)[0]
    ?.kind;
}

test('a number gets four texts in 24 hours, of whatever kind, and the answer to STOP', async () => {
  const { phone } = freshPrefix();
  const [busy, other] = [phone(), freshPrefix().phone()];
  const created = await create(other, busy);
  const resend = () => ours.http.post(`${pathOf(created)}/resend`, { party_id: 'p2' });
  for (let i = 0; i < 3; i += 1) expect((await resend()).status).toBe(202);
  await expectHeld(resend, 'too-many-requests', 'p2', DAY_S, busy);
  await expectHeld(() => create(freshPrefix().phone(), busy), 'too-many-requests', 'p2', DAY_S, busy);
  const asked = await app.http.post(`${pathOf(created)}/confirm`, { phone_number: busy });
  expect([asked.status, asked.body.status]).toEqual([202, 'code_sent']); // told like any other
  expect((await ours.http.post(`${pathOf(created)}/cancel`, {})).status).toBe(200);
  const held = (await messagesOf(created)).filter(({ status }: { status: string }) => status === 'suppressed');
  expect(held.map(({ kind, failure_reason }: Record<string, string>) => [kind, failure_reason])).toEqual([
    ['one_time_code', 'number-limit'],
    ['cancelled', 'number-limit'],
  ]);
  expect(await untilStopped(busy)).toBe('stopped');
});

test('a dial prefix gets six texts in 24 hours: what goes beyond is refused whole, other prefixes are not affected', async () => {
  const { phone } = freshPrefix();
  for (let i = 0; i < 2; i += 1) expect((await create(phone(), phone())).status).toBe(201);
  const last = await create(freshPrefix().phone(), phone());
  expect(last.status).toBe(201);
  const one = phone();
  await expectHeld(() => create(one, phone()), 'too-many-requests', 'p2', DAY_S, one); // p1 was the sixth
  expect((await create(freshPrefix().phone(), phone())).status).toBe(201);
  await expectHeld(() => create(one, freshPrefix().phone()), 'too-many-requests', 'p1', DAY_S, one);
});

describe('a dial prefix that nobody answers from', () => {
  const unanswered = (prefix: string) => {
    const minute = new Date(Date.now() - 2 * HOUR_MS).toISOString().slice(0, 16);
    change(app.dataDir, ['INSERT INTO prefix_traffic (prefix, minute, texts) VALUES (?, ?, 3)', prefix, minute]);
  };
  const pausedLines = (prefix: string) =>
    app
      .output()
      .split('\n')
      .filter((line) => line.includes(`nobody is asked at ${prefix} any more`));

  test('is paused, and said so once: in the log, as an event, in the usage', async () => {
    const { prefix, phone } = freshPrefix();
    const created = await create(freshPrefix().phone(), phone());
    unanswered(prefix);
    const one = phone();
    await expectHeld(() => create(freshPrefix().phone(), one), 'prefix-paused', 'p2', HOUR_MS / 1_000, one);
    await expectHeld(() => create(one, freshPrefix().phone()), 'prefix-paused', 'p1', HOUR_MS / 1_000, one);
    const path = pathOf(created);
    await expectHeld(() => ours.http.post(`${path}/resend`, {}), 'prefix-paused', 'p2', HOUR_MS / 1_000, one);
    await expectHeld(() => ours.http.put(path, { terms: { x: 'y' } }), 'prefix-paused', 'p2', HOUR_MS / 1_000, one);
    expect(eventsOf(ours.accountId)).toEqual([{ type: 'prefix.paused', prefix, reason: 'unanswered' }]);
    expect(pausedLines(prefix)).toHaveLength(1);
    expect(pausedLines(prefix)[0]).toContain('3 texts went there');
    const { paused_prefixes: paused } = (await ours.http.get(USAGE)).body;
    expect(paused).toContainEqual({ prefix, since: expect.stringMatching(/Z$/), reason: 'unanswered' });
    expect((await ours.http.post(`${path}/cancel`, {})).status).toBe(200); // how it ended is still told
    const told = (await messagesOf(created)).filter(({ kind }: { kind: string }) => kind === 'cancelled');
    expect(told.map(({ failure_reason }: { failure_reason: string | null }) => failure_reason)).toEqual([null, null]);
  });

  test('gets no one-time code, and refuses strangers in the same words as parties', async () => {
    const { prefix, phone } = freshPrefix();
    const party = phone();
    const path = pathOf(await create(party, freshPrefix().phone()));
    unanswered(prefix);
    const ask = (where: string, phone_number: string) => app.http.post(`${where}/confirm`, { phone_number });
    const nowhere = `${PATH}/AG-2026-000000000`;
    const answers = [await ask(path, party), await ask(path, phone()), await ask(nowhere, phone())];
    for (const { status, body, headers } of answers) {
      expect([status, body.type, body.detail]).toEqual([429, '/problems/prefix-paused', answers[0]!.body.detail]);
      expect(headers.get('retry-after')).toBe('3600');
    }
    expect(eventsOf(ours.accountId).map(({ type }) => type)).toEqual(['prefix.paused']);
  });

  test('is asked again once a text comes from one of its phones', async () => {
    const { prefix, phone } = freshPrefix();
    const [one, other] = [phone(), freshPrefix().phone()];
    await create(one, other);
    unanswered(prefix);
    expect((await create(phone(), other)).status).toBe(429);
    await untilQuiet(app);
    await phones.reply(one, 'what is this?');
    expect((await create(phone(), other)).status).toBe(201);
    expect(eventsOf(ours.accountId)).toEqual([
      { type: 'prefix.paused', prefix, reason: 'unanswered' },
      { type: 'prefix.resumed', prefix, reason: 'answered' },
    ]);
  });

  test('is listed, and let go on, by an operator beside the running server', async () => {
    const { prefix, phone } = freshPrefix();
    unanswered(prefix);
    expect((await create(phone(), freshPrefix().phone())).status).toBe(429);
    const command = (...args: string[]) => runCli(['prefixes', ...args], commandEnv(app));
    expect((await command('list')).output).toMatch(new RegExp(`^\\${prefix}  .*Z  unanswered$`, 'm'));
    expect(await command('resume', prefix)).toMatchObject({ code: 0, output: expect.stringContaining('asked') });
    expect((await create(phone(), freshPrefix().phone())).status).toBe(201);
    expect(eventsOf(ours.accountId).at(-1)).toEqual({ type: 'prefix.resumed', prefix, reason: 'operator' });
    expect(await command('resume', prefix)).toMatchObject({ code: 2, output: expect.stringContaining('not paused') });
    expect(await command('resume', '0722')).toMatchObject({ code: 2, output: expect.stringMatching(/^Say prefixes/m) });
  }, 20_000);
});
