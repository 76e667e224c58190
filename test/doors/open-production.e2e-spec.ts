/** Where anybody may create, nobody can pester a number, text the world, or advertise (T8). */
import { aContract, aParty, aPhone } from '../factories.js';
import { accept, inboundForm } from '../fakes/fake-carrier.js';
import type { Answer, Http } from '../http.js';
import { untilQuiet } from '../stories/database.js';
import { change, rows } from '../story-database.js';
import { until } from '../until.js';
import { expectProblem } from './expect-problem.js';
import { type Production, startProduction } from './production.js';

const PATH = '/api/v1/contracts';
const DAY_S = 24 * 60 * 60;
/** An empty variable counts as unset: what the service does by itself. */
const OWN_LIMITS = { SMS_BUDGET: '', INVITATIONS_PER_DAY: '' };

let production: Production;
beforeAll(async () => {
  production = await startProduction(OWN_LIMITS);
}, 60_000);
afterAll(() => production.close());

const dataDir = () => production.app.dataDir;
const textsTo = (phone: string) => production.carrier.journal.filter(({ form }) => form.to === phone);
const createFor = (...phones: string[]): Promise<Answer> =>
  production.app.http.post(PATH, aContract({ parties: phones.map((phone_number) => aParty({ phone_number })) }));
const asIssuer = ({ body }: Answer): Http =>
  production.app.http.with({ Authorization: `Bearer ${body.manage_token as string}` });
const pathOf = ({ body }: Answer) => `${PATH}/${body.contract_id as string}`;

function stored(): Record<string, number> {
  const tables = ['contracts', 'contract_versions', 'parties', 'events', 'messages', 'idempotency_keys'];
  return Object.fromEntries(
    tables.map((table) => [table, Number(rows(dataDir(), `SELECT count(*) AS n FROM ${table}`)[0]!.n)]),
  );
}

/** 429 that names the party, tells when to come again, and has stored nothing. */
async function expectTooOften(send: () => Promise<Answer>, party: string, instance: string, phone: string) {
  const before = stored();
  const answer = await send();
  expectProblem(answer, { kind: 'too-many-requests', instance });
  expect(answer.body.detail).toMatch(new RegExp(`\\b${party}\\b`));
  expect(answer.text).not.toContain(phone.slice(1));
  const wait = Number(answer.headers.get('retry-after'));
  expect(wait > DAY_S - 600 && wait <= DAY_S).toBe(true);
  expect(stored()).toEqual(before);
}

test('five parties may be asked without a credential, six may not', async () => {
  const phones = Array.from({ length: 6 }, () => aPhone());
  expectProblem(await createFor(...phones), { kind: 'invalid-value', pointers: ['#/parties'], instance: PATH });
  expect((await createFor(...phones.slice(1))).status).toBe(201);
});

describe('a number is invited three times within 24 hours', () => {
  test('over several contracts: the fourth is refused whole, other numbers are not affected', async () => {
    const phone = aPhone();
    for (let i = 0; i < 3; i++) expect((await createFor(aPhone(), phone)).status).toBe(201);
    const bystander = aPhone();
    await expectTooOften(() => createFor(bystander, phone), 'p2', PATH, phone);
    await expectTooOften(() => createFor(phone, bystander), 'p1', PATH, phone);
    for (let i = 0; i < 3; i++) expect((await createFor(aPhone(), bystander)).status).toBe(201);
    await until(
      () => textsTo(bystander),
      (texts) => texts.length === 3,
    );
    expect(textsTo(phone)).toHaveLength(3);
  });

  test('resending counts, for each party by itself', async () => {
    const [one, two] = [aPhone(), aPhone()];
    const created = await createFor(one, two);
    const [mine, path] = [asIssuer(created), `${pathOf(created)}/resend`];
    for (const body of [{ party_id: 'p2' }, { party_id: 'p2' }, { party_id: 'p1' }]) {
      expect((await mine.post(path, body)).status).toBe(202);
    }
    await expectTooOften(() => mine.post(path, { party_id: 'p2' }), 'p2', path, two);
    await expectTooOften(() => mine.post(path, {}), 'p2', path, two);
    expect((await mine.post(path, { party_id: 'p1' })).status).toBe(202);
    await expectTooOften(() => mine.post(path, {}), 'p1', path, one);
  });

  test('new terms count, and those refused are not proposed', async () => {
    const [one, two] = [aPhone(), aPhone()];
    const created = await createFor(one, two);
    const [mine, path] = [asIssuer(created), pathOf(created)];
    const amend = async (product: string) => {
      await untilQuiet(production.app); // an invitation that is replaced before it leaves is not counted
      return mine.put(path, { terms: { product } });
    };
    expect((await amend('Beans')).body.version).toBe(2);
    expect((await amend('Rice')).body.version).toBe(3);
    await expectTooOften(() => amend('Millet'), 'p1', path, one);
    expect((await mine.get(path)).body).toMatchObject({ version: 3, terms: { product: 'Rice' } });
  });

  test('however the number is written', async () => {
    const phone = aPhone();
    const written = [phone, `0${phone.slice(4)}`, `${phone.slice(0, 4)} ${phone.slice(4, 7)} ${phone.slice(7)}`];
    for (const one of written) expect((await createFor(aPhone(), one)).status).toBe(201);
    await expectTooOften(() => createFor(aPhone(), `0${phone.slice(4, 7)}-${phone.slice(7)}`), 'p2', PATH, phone);
  });

  test('creates at the same instant count each other', async () => {
    const phone = aPhone();
    for (let i = 0; i < 2; i++) expect((await createFor(aPhone(), phone)).status).toBe(201);
    const answers = await Promise.all(Array.from({ length: 6 }, () => createFor(aPhone(), phone)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 429, 429, 429, 429, 429]);
    const invited = rows(dataDir(), `SELECT id FROM messages WHERE phone_number = ? AND kind = 'invitation'`, phone);
    expect(invited).toHaveLength(3);
  });

  test('and again once the first is a day old: one for one', async () => {
    const phone = aPhone();
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push((await createFor(aPhone(), phone)).body.contract_id);
    await expectTooOften(() => createFor(aPhone(), phone), 'p2', PATH, phone);
    const yesterday = new Date(Date.now() - (DAY_S + 1) * 1_000).toISOString();
    change(dataDir(), ['UPDATE messages SET created_at = ? WHERE contract_id = ?', yesterday, ids[0]!]);
    expect((await createFor(aPhone(), phone)).status).toBe(201);
    await expectTooOften(() => createFor(aPhone(), phone), 'p2', PATH, phone);
  });

  test('also from contracts withdrawn while the carrier still answers', async () => {
    const { carrier, app } = production;
    const held: (() => void)[] = [];
    carrier.answerWith((received, response) => {
      held.push(() => accept()(received, response));
    });
    const phone = aPhone();
    for (let i = 1; i <= 3; i++) {
      const created = await createFor(phone, aPhone());
      await until(
        () => textsTo(phone).length,
        (count) => count === i,
      );
      expect((await asIssuer(created).post(`${pathOf(created)}/cancel`, {})).status).toBe(200);
    }
    await expectTooOften(() => createFor(phone, aPhone()), 'p1', PATH, phone);
    carrier.answerWith(accept());
    for (const answer of held) answer();
    await untilQuiet(app);
  });

  test('the refusal is not kept under its Idempotency-Key', async () => {
    const phone = aPhone();
    for (let i = 0; i < 3; i++) expect((await createFor(aPhone(), phone)).status).toBe(201);
    const body = aContract({ parties: [aParty({ phone_number: phone }), aParty()] });
    const send = () => production.app.http.post(PATH, body, { 'Idempotency-Key': `try-${phone}` });
    await expectTooOften(send, 'p1', PATH, phone);
    const yesterday = new Date(Date.now() - (DAY_S + 1) * 1_000).toISOString();
    change(dataDir(), ['UPDATE messages SET created_at = ? WHERE phone_number = ?', yesterday, phone]);
    const { status, headers } = await send();
    expect([status, headers.get('idempotency-replayed')]).toEqual([201, null]);
  });
});

describe('links and telephone numbers', () => {
  const ADVERTS = [
    ...[
      'https://evil.example/win',
      'HTTP://EVIL.EXAMPLE',
      'www.evil.example',
      'evil.co.ke',
      'bit.ly/x1',
      'me@evil.example',
      'cafè.evil.comè',
    ],
    ...['0700111222', '+254 700 111 222', '0700-111-222', '(0700) 111 222', '０７００１１１２２２'],
  ];
  const TRACES = /evil|bit\.?ly|:\/\/|www|@|111|２２２/i;

  test.each(ADVERTS)('%s in a name or in any term is in no text the carrier gets', async (advert) => {
    const terms = {
      ...{ product: `Maize ${advert}`, unit: advert, quantity: '100', total_amount: '350000.00', currency: 'KES' },
      ...{ delivery_location: advert, quality_requirements: `Call ${advert} now`, offer: advert, [advert]: 'yes' },
    };
    const parties = [aParty({ name: `Win ${advert}` }), aParty({ name: advert, language: 'sw' })];
    const created = await production.app.http.post(PATH, aContract({ terms, parties, transcript: `See ${advert}` }));
    expect(created.status).toBe(201);
    for (const { phone_number: phone } of parties) {
      const [invitation] = await until(
        () => textsTo(phone),
        (texts) => texts.length === 1,
      );
      const code = /\b\d{6}\b/.exec(invitation!.form.message!)![0];
      await production.app.http.form(production.callbacks.sms, inboundForm({ from: phone, text: `TERMS ${code}` }));
      const texts = await until(
        () => textsTo(phone),
        (seen) => seen.length === 2,
      );
      for (const { form } of texts) {
        const { contract_id: id } = created.body;
        expect(form.message!.replaceAll(id, 'ID').replaceAll(code, 'CODE')).not.toMatch(TRACES);
      }
    }
  });
});

describe('only numbers of the countries that are served', () => {
  const [KENYA, UGANDA, TANZANIA, AMERICA] = ['+254712345678', '+256772123456', '+255712345678', '+12015550123'];

  async function refused(http: Http, phone: string): Promise<string> {
    const parties = [aParty({ phone_number: phone }), aParty({ phone_number: `${phone.slice(0, -1)}9` })];
    const answer = await http.post(PATH, aContract({ parties }));
    if (answer.status === 201) return 'accepted';
    expectProblem(answer, { kind: 'invalid-value', pointers: ['#/parties/0/phone_number'], instance: PATH });
    expect(answer.text).not.toContain(phone.slice(1));
    return answer.body.errors[0].detail as string;
  }
  async function verdicts(http: Http): Promise<string[]> {
    const details: string[] = [];
    for (const phone of [KENYA, UGANDA, TANZANIA, AMERICA]) details.push(await refused(http, phone));
    return details;
  }

  test('are the one of DEFAULT_REGION unless others are named; the refusal names what is accepted', async () => {
    const only = (countries: string) => expect.stringMatching(new RegExp(`\\b${countries}\\b`));
    expect(await verdicts(production.app.http)).toEqual(['accepted', only('KE'), only('KE'), only('KE')]);
    const tanzanian = await startProduction({ DEFAULT_REGION: 'TZ' });
    expect(await verdicts(tanzanian.app.http)).toEqual([only('TZ'), only('TZ'), 'accepted', only('TZ')]);
    await tanzanian.close();
    const eastAfrican = await startProduction({ SMS_COUNTRIES: 'KE,UG' });
    expect(await verdicts(eastAfrican.app.http)).toEqual(['accepted', 'accepted', only('KE, UG'), only('KE, UG')]);
    await eastAfrican.close();
  });
});
