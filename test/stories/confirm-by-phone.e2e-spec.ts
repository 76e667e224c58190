/** Answers over REST by telephone number: enough by itself, or with a code that only the phone gets. */
import { aPhone } from '../factories.js';
import type { Answer } from '../http.js';
import { type App, startApp } from '../start-app.js';
import {
  type Agreement,
  CONTRACTS,
  eventTypes,
  outcomes,
  propose,
  read,
  sayNo,
  statuses,
  untilTold,
} from './agreement.js';
import { verify } from './command-line.js';
import { textsFor } from './database.js';

const NO_CONTRACT = `${CONTRACTS}/AG-2026-000000000`; // its check digit is right
const other = (code: string) => `${code.slice(0, 5)}${(Number(code[5]) + 1) % 10}`;
const shapeOf = ({ body }: Answer) => Object.keys(body).sort();

describe('where CONFIRM_CODE is off', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp({ env: { CONFIRM_CODE: 'off' } });
  });
  afterAll(() => app.close());

  test('a listed number is enough, at grade D', async () => {
    const { id, path, seller, buyer } = await propose(app);
    const first = await app.http.post(`${path}/confirm`, { phone_number: seller });
    expect(first).toMatchObject({ status: 200, body: { status: 'pending', contract_id: id, all_signed: false } });
    expect(first.body.signed_by).toBe(`${seller.slice(0, 5)}•••••${seller.slice(-3)}`);
    const last = await app.http.post(`${path}/confirm`, { phone_number: buyer });
    expect(last).toMatchObject({ status: 200, body: { status: 'confirmed', all_signed: true } });
    const receipt = await app.http.get(`${path}/receipt`);
    const how = { channel: 'rest', grade: 'D', carrier: null, reply: null };
    expect(receipt.body.decisions).toMatchObject([how, how]);
    expect(await verify(app, receipt.text)).toMatchObject({ code: 0 });
  });

  test('a number as written at home is the same number', async () => {
    const { id, path, seller } = await propose(app);
    expect((await app.http.post(`${path}/confirm`, { phone_number: `0${seller.slice(4)}` })).status).toBe(200);
    expect(await statuses(app, id)).toEqual(['pending', 'confirmed', 'pending']);
  });

  test('a no is taken with its reason', async () => {
    const { id, path, buyer } = await propose(app);
    const { body } = await app.http.post(`${path}/decline`, { phone_number: buyer, reason: 'too late in the year' });
    expect(body.status).toBe('declined');
    expect(await statuses(app, id)).toEqual(['declined', 'pending', 'declined']);
    const [decision] = (await app.http.get(`${path}/receipt`)).body.decisions;
    expect(decision).toMatchObject({ answer: 'no', reason: 'too late in the year' });
  });

  test('said twice is said once', async () => {
    const { id, path, seller } = await propose(app);
    for (let i = 0; i < 3; i += 1) {
      expect((await app.http.post(`${path}/confirm`, { phone_number: seller })).status).toBe(200);
    }
    expect(await eventTypes(app, id)).toEqual(['contract.created', 'contract.party_confirmed']);
  });

  test('a stranger gets the same 404 as for a contract that does not exist', async () => {
    const { id, path } = await propose(app);
    const stranger = aPhone();
    for (const answer of ['confirm', 'decline']) {
      const known = await app.http.post(`${path}/${answer}`, { phone_number: stranger });
      const unknown = await app.http.post(`${NO_CONTRACT}/${answer}`, { phone_number: stranger });
      expect([known.status, unknown.status]).toEqual([404, 404]);
      const { type, title, detail } = known.body;
      expect([type, title, detail.replace(id, '…')]).toEqual([
        unknown.body.type,
        unknown.body.title,
        unknown.body.detail.replace(NO_CONTRACT.split('/').at(-1), '…'),
      ]);
    }
    expect(await eventTypes(app, id)).toEqual(['contract.created']);
  });
});

describe('where CONFIRM_CODE is required', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp({ env: { CONFIRM_CODE: 'required' } });
  });
  afterAll(() => app.close());

  const confirm = ({ path }: Pick<Agreement, 'path'>, phone: string, code?: string) =>
    app.http.post(`${path}/confirm`, { phone_number: phone, ...(code !== undefined && { code }) });

  /** Asks for a code, and reads it from the phone. */
  async function codeSent(agreement: Agreement, phone: string): Promise<string> {
    const before = (await app.phones.texts(phone)).length;
    expect((await confirm(agreement, phone)).status).toBe(202);
    return app.phones.code(phone, before + 1);
  }

  test('without a code a party and a stranger, of a contract or of none, get the same answer', async () => {
    const agreement = await propose(app);
    const stranger = aPhone();
    const answers = [
      await confirm(agreement, agreement.seller),
      await confirm(agreement, stranger),
      await confirm({ path: NO_CONTRACT }, stranger),
    ];
    for (const answer of answers) {
      expect([answer.status, shapeOf(answer)]).toEqual([202, ['expires_at', 'status']]);
      expect(answer.body.status).toBe('code_sent');
      const minutes = (Date.parse(answer.body.expires_at) - Date.now()) / 60_000;
      expect(Math.round(minutes)).toBe(10);
    }
    await untilTold(app, agreement.seller, /is your code for contract/);
    expect(textsFor(app, stranger)).toEqual([]);
    expect(await statuses(app, agreement.id)).toEqual(['pending', 'pending', 'pending']);
  });

  test('the code from the phone confirms, at grade B', async () => {
    const agreement = await propose(app);
    for (const phone of [agreement.seller, agreement.buyer]) {
      const { status, body } = await confirm(agreement, phone, await codeSent(agreement, phone));
      expect([status, body.contract_id]).toEqual([200, agreement.id]);
    }
    const receipt = await app.http.get(`${agreement.path}/receipt`);
    expect(receipt.body.decisions).toMatchObject([
      { channel: 'rest', grade: 'B' },
      { channel: 'rest', grade: 'B' },
    ]);
    expect(await verify(app, receipt.text)).toMatchObject({ code: 0 });
    expect((await app.http.get(`${agreement.path}/messages`)).text).not.toMatch(/\b\d{6}\b/);
  });

  test('a wrong code is 422 for a party and for strangers alike', async () => {
    const agreement = await propose(app);
    const code = await codeSent(agreement, agreement.seller);
    const [stranger, another] = [aPhone(), aPhone()];
    await confirm(agreement, stranger);
    const answers = [
      await confirm(agreement, agreement.seller, other(code)),
      await confirm(agreement, stranger, other(code)),
      await confirm(agreement, another, other(code)),
      await confirm({ path: NO_CONTRACT }, another, other(code)),
    ];
    const told = answers.map(({ status, body }) => [status, body.type, body.title, body.detail, body.errors]);
    expect(told).toEqual(answers.map(() => told[0]));
    expect(told[0]).toEqual([
      422,
      expect.stringContaining('wrong-code'),
      expect.any(String),
      expect.any(String),
      expect.any(Array),
    ]);
    expect(await statuses(app, agreement.id)).toEqual(['pending', 'pending', 'pending']);
  });

  test('a stranger with the party’s own code is refused', async () => {
    const agreement = await propose(app);
    const code = await codeSent(agreement, agreement.seller);
    const stranger = aPhone();
    await confirm(agreement, stranger);
    expect((await confirm(agreement, stranger, code)).status).toBe(422);
    expect((await confirm(agreement, agreement.buyer, code)).status).toBe(422);
    expect((await confirm(agreement, agreement.seller, code)).status).toBe(200);
  });

  test('five wrong tries use a code up', async () => {
    const agreement = await propose(app);
    const code = await codeSent(agreement, agreement.seller);
    for (let i = 0; i < 5; i += 1) expect((await confirm(agreement, agreement.seller, other(code))).status).toBe(422);
    expect((await confirm(agreement, agreement.seller, code)).status).toBe(422);
    const fresh = await codeSent(agreement, agreement.seller);
    expect((await confirm(agreement, agreement.seller, fresh)).status).toBe(200);
  });

  test('a try too many at the same instant does not get a sixth chance', async () => {
    const agreement = await propose(app);
    const code = await codeSent(agreement, agreement.seller);
    await Promise.all(Array.from({ length: 12 }, () => confirm(agreement, agreement.seller, other(code))));
    expect((await confirm(agreement, agreement.seller, code)).status).toBe(422);
  });

  test('a code works once, and a newer one replaces it', async () => {
    const agreement = await propose(app);
    const first = await codeSent(agreement, agreement.seller);
    const second = await codeSent(agreement, agreement.seller);
    expect(second).not.toBe(first);
    expect((await confirm(agreement, agreement.seller, first)).status).toBe(422);
    expect((await confirm(agreement, agreement.seller, second)).status).toBe(200);
    expect((await confirm(agreement, agreement.seller, second)).status).toBe(422);
  });

  test('a code for one contract is none for another', async () => {
    const [mine, theirs] = [await propose(app), await propose(app)];
    const code = await codeSent(mine, mine.seller);
    await confirm(theirs, theirs.seller);
    expect((await confirm(theirs, theirs.seller, code)).status).toBe(422);
  });

  test('the sixth request within an hour is 429 for party and stranger alike', async () => {
    const agreement = await propose(app);
    const stranger = aPhone();
    const told = [];
    for (const phone of [agreement.seller, stranger]) {
      for (let i = 0; i < 5; i += 1) expect((await confirm(agreement, phone)).status).toBe(202);
      const { status, headers, body } = await confirm(agreement, phone);
      const wait = Number(headers.get('retry-after'));
      expect([wait > 3_500, wait <= 3_600]).toEqual([true, true]);
      told.push([status, body.type, body.title, body.detail]);
    }
    expect(told[0]?.[0]).toBe(429);
    expect(told[1]).toEqual(told[0]);
    expect(textsFor(app, agreement.seller).filter((kind) => kind === 'one_time_code')).toHaveLength(5);
  });

  test('the reply code is not accepted over REST, nor the one-time code by SMS', async () => {
    const agreement = await propose(app);
    const replyCode = await app.phones.code(agreement.seller);
    const oneTime = await codeSent(agreement, agreement.seller);
    expect((await confirm(agreement, agreement.seller, replyCode)).status).toBe(422);
    await app.phones.reply(agreement.seller, `YES-${oneTime}`);
    expect(await outcomes(app, agreement.id)).toEqual(['wrong_code']);
    expect(await statuses(app, agreement.id)).toEqual(['pending', 'pending', 'pending']);
    await app.phones.reply(agreement.seller, `YES-${replyCode}`);
    expect(await statuses(app, agreement.id)).toEqual(['pending', 'confirmed', 'pending']);
  });

  test('a no needs a code too, and what is decided sends no more', async () => {
    const agreement = await propose(app);
    const no = { phone_number: agreement.seller };
    expect((await app.http.post(`${agreement.path}/decline`, no)).status).toBe(202);
    expect((await read(app, agreement.id)).status).toBe('pending');
    const code = await app.phones.code(agreement.seller, 2);
    await sayNo(app, agreement.buyer);
    expect((await app.http.post(`${agreement.path}/decline`, { ...no, code })).status).not.toBe(200);
    expect((await confirm(agreement, agreement.seller)).status).toBe(202);
    expect(textsFor(app, agreement.seller).filter((kind) => kind === 'one_time_code')).toHaveLength(1);
    expect(await eventTypes(app, agreement.id)).toEqual([
      'contract.created',
      'contract.party_declined',
      'contract.declined',
    ]);
  });
});
