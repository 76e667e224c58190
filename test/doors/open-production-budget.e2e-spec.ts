/** Where anybody may create, what a day's texts cost is bounded: the budget of segments (T8, F36). */
import { aContract, aParty, aPhone } from '../factories.js';
import { inboundForm } from '../fakes/fake-carrier.js';
import type { Answer, Http } from '../http.js';
import { untilQuiet } from '../stories/database.js';
import { change, rows } from '../story-database.js';
import { expectProblem } from './expect-problem.js';
import { type Production, startProduction } from './production.js';

const PATH = '/api/v1/contracts';
const DAY_MS = 24 * 60 * 60 * 1_000;

let production: Production;
/** Where the journal stood when the test began. */
let mark = 0;
/** The texts that the carrier got in this test. */
const sent = () => production.carrier.journal.slice(mark).map(({ form }) => form);

const create = (headers = {}, body = aContract()): Promise<Answer> => production.app.http.post(PATH, body, headers);
const asIssuer = ({ body }: Answer): Http =>
  production.app.http.with({ Authorization: `Bearer ${body.manage_token as string}` });
const pathOf = ({ body }: Answer) => `${PATH}/${body.contract_id as string}`;
const spent = () => rows(production.app.dataDir, 'SELECT segments FROM segment_budgets').map((row) => row.segments);
const toldInLog = () =>
  production.app
    .output()
    .split('\n')
    .filter((line) => line.includes('a text did not fit'));

function stored(): unknown {
  const tables = ['contracts', 'contract_versions', 'parties', 'events', 'messages', 'idempotency_keys'];
  return tables.map((table) => rows(production.app.dataDir, `SELECT count(*) AS n FROM ${table}`)[0]);
}

/** 429 until midnight UTC, and nothing is stored, not even in part. */
async function expectSpent(send: () => Promise<Answer>, instance: string): Promise<void> {
  const before = [stored(), spent()];
  const answer = await send();
  expectProblem(answer, { kind: 'budget-spent', instance });
  const untilMidnightS = (DAY_MS - (Date.now() % DAY_MS)) / 1_000;
  const wait = Number(answer.headers.get('retry-after'));
  expect(wait).toBeGreaterThanOrEqual(1);
  expect(wait).toBeLessThanOrEqual(DAY_MS / 1_000);
  expect(Math.abs(wait - untilMidnightS)).toBeLessThan(10);
  expect([stored(), spent()]).toEqual(before);
}

/** Two contracts of two parties each: four of the segments are spent. */
async function createTwo(): Promise<[Answer, ReturnType<typeof aContract>]> {
  const body = aContract();
  const created = await create({}, body);
  expect([created.status, (await create()).status]).toEqual([201, 201]);
  await untilQuiet(production.app);
  expect(sent().map(({ message }) => message!.length <= 160)).toEqual([true, true, true, true]);
  return [created, body];
}

async function messagesOf(created: Answer): Promise<{ kind: string; status: string; failure_reason: string | null }[]> {
  return (await asIssuer(created).get(`${pathOf(created)}/messages`)).body.messages;
}

/** A party texts its yes, with the code of its invitation. */
async function sayYes(phone: string): Promise<void> {
  const { message } = sent().findLast(({ to }) => to === phone)!;
  const code = /\b\d{6}\b/.exec(message!)![0];
  await production.app.http.form(production.callbacks.sms, inboundForm({ from: phone, text: `yes ${code}` }));
}

describe('with a budget of five segments', () => {
  beforeAll(async () => {
    production = await startProduction({ SMS_BUDGET: '5', INVITATIONS_PER_DAY: '' });
  }, 60_000);
  afterAll(() => production.close());

  beforeEach(async () => {
    await untilQuiet(production.app);
    change(production.app.dataDir, ['DELETE FROM segment_budgets']);
    mark = production.carrier.journal.length;
  });

  test('a create that the budget does not hold is refused whole, and what is left goes to smaller texts', async () => {
    const [created, body] = await createTwo();
    const [path, mine] = [pathOf(created), asIssuer(created)];
    await expectSpent(() => create(), PATH);
    await expectSpent(() => create({ 'Idempotency-Key': 'one-too-many' }), PATH);
    await expectSpent(() => mine.post(`${path}/resend`, {}), `${path}/resend`);
    await expectSpent(() => mine.put(path, { terms: { product: 'Beans' } }), path);
    expect(spent()).toEqual([4]);
    expect((await mine.post(`${path}/resend`, { party_id: 'p2' })).status).toBe(202);
    expect(spent()).toEqual([5]);
    await expectSpent(() => mine.post(`${path}/resend`, { party_id: 'p2' }), `${path}/resend`);
    await untilQuiet(production.app);
    expect(sent()).toHaveLength(5);
    expect(sent().at(-1)!.to).toBe(body.parties[1]!.phone_number);
  });

  test('notices over the budget do not leave, are shown as suppressed, and stop no answer from counting', async () => {
    const [created, body] = await createTwo();
    const again = await asIssuer(created).post(`${pathOf(created)}/resend`, { party_id: 'p2' });
    expect([again.status, spent()]).toEqual([202, [5]]);
    await untilQuiet(production.app);
    for (const { phone_number } of body.parties) await sayYes(phone_number);
    expect((await production.app.http.get(`${pathOf(created)}/status`)).body.status).toBe('confirmed');
    const notices = (await messagesOf(created)).filter(({ kind }) => kind === 'confirmed');
    const kept = { status: 'suppressed', failure_reason: 'budget-spent', carrier: null, sent_at: null };
    expect(notices).toEqual([expect.objectContaining(kept), expect.objectContaining(kept)]);
    await untilQuiet(production.app);
    expect(sent()).toHaveLength(5);
    expect(spent()).toEqual([5]);
  });

  test('a one-time code over the budget is told like any other, and does not leave', async () => {
    const [created, body] = await createTwo();
    const answers: Answer[] = [];
    const phones = [...body.parties.map(({ phone_number }) => phone_number), aPhone()];
    for (const phone_number of phones) {
      answers.push(await production.app.http.post(`${pathOf(created)}/confirm`, { phone_number }));
    }
    for (const { status, body: told } of answers) {
      expect([status, told]).toEqual([202, { status: 'code_sent', expires_at: expect.stringMatching(/Z$/) }]);
    }
    const codes = (await messagesOf(created)).filter(({ kind }) => kind === 'one_time_code');
    expect(codes.map(({ status, failure_reason }) => [status === 'suppressed', failure_reason])).toEqual([
      [false, null],
      [true, 'budget-spent'],
    ]);
    await untilQuiet(production.app);
    expect(sent()).toHaveLength(5);
  });

  test('creates at the same instant never exceed the budget', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => create()));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    expect(answers.filter(({ body }) => body.type === '/problems/budget-spent')).toHaveLength(10);
    await untilQuiet(production.app);
    expect([spent(), sent().length]).toEqual([[4], 4]);
  });

  test('the next day there is a budget again, also for the Idempotency-Key that was refused', async () => {
    await createTwo();
    const body = aContract();
    const again = () => create({ 'Idempotency-Key': 'tomorrow' }, body);
    await expectSpent(again, PATH);
    const yesterday = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);
    change(production.app.dataDir, ['UPDATE segment_budgets SET day = ?', yesterday]);
    const created = await again();
    expect([created.status, created.headers.get('idempotency-replayed')]).toEqual([201, null]);
  });
});

describe('in a service of its own', () => {
  async function start(env: Record<string, string>): Promise<void> {
    production = await startProduction(env);
    mark = 0;
  }
  afterEach(() => production.close());

  test('the log says once that the day’s texts are spent, however many are refused', async () => {
    await start({ SMS_BUDGET: '4', INVITATIONS_PER_DAY: '' });
    const [created, body] = await createTwo();
    expect(toldInLog()).toEqual([]);
    for (let i = 0; i < 3; i++) await expectSpent(() => create(), PATH);
    await sayYes(body.parties[0]!.phone_number);
    await sayYes(body.parties[1]!.phone_number);
    expect((await messagesOf(created)).filter(({ status }) => status === 'suppressed')).toHaveLength(2);
    expect(toldInLog()).toHaveLength(1);
    expect(JSON.parse(toldInLog()[0]!)).toMatchObject({ level: 50, msg: expect.stringContaining('4 segments') });
  });

  test('a budget of nothing sends nothing', async () => {
    await start({ SMS_BUDGET: '0', INVITATIONS_PER_DAY: '' });
    await expectSpent(() => create(), PATH);
    expect(sent()).toEqual([]);
  });

  test('a number gets ten one-time codes a day over all contracts; whoever asks for more is answered as before', async () => {
    await start({ INVITATIONS_PER_DAY: '100' });
    const phone = aPhone();
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) {
      const created = await create({}, aContract({ parties: [aParty({ phone_number: phone }), aParty()] }));
      for (let n = 0; n < 4; n++) {
        statuses.push((await production.app.http.post(`${pathOf(created)}/confirm`, { phone_number: phone })).status);
      }
    }
    expect(statuses).toEqual(Array(12).fill(202));
    await untilQuiet(production.app);
    const codes = sent().filter(({ to, message }) => to === phone && !/Reply|Jibu/.test(message!));
    expect(codes).toHaveLength(10);
    const held = rows(production.app.dataDir, "SELECT failure_reason FROM messages WHERE status = 'suppressed'");
    expect(held).toEqual(Array(2).fill({ failure_reason: 'too-often' }));
  });
});
