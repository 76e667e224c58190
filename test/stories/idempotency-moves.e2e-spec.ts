/** Idempotency-Key on everything that moves a contract, which answers are kept, and which requests know no such key. */
import { aContract, aPhone } from '../factories.js';
import type { Answer, Http } from '../http.js';
import { type App, startApp } from '../start-app.js';
import { rows } from '../story-database.js';
import {
  type Agreement,
  asIssuer,
  CONTRACTS,
  eventTypes,
  propose,
  proposeAndConfirm,
  read,
  sayYes,
} from './agreement.js';
import { CALLBACKS } from './carrier.js';
import { textsFor } from './database.js';
import { aKey, expectNoReplay, expectReplay, keyed } from './keyed.js';

describe('where a listed number is enough', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp({ env: { CONFIRM_CODE: 'off' } });
  });
  afterAll(() => app.close());

  type Send = (client: Http, path: string, key: string) => Promise<Answer>;
  const posting =
    (move: string, body: unknown = {}): Send =>
    (client, path, key) =>
      client.post(`${path}/${move}`, body, keyed(key));
  const putting =
    (body: unknown): Send =>
    (client, path, key) =>
      client.put(path, body, keyed(key));
  const activated = async (running: App) => {
    const agreement = await proposeAndConfirm(running);
    await asIssuer(running, agreement).post(`${agreement.path}/activate`, {});
    return agreement;
  };

  test.each<[name: string, prepare: (app: App) => Promise<Agreement>, send: Send, status: string]>([
    ['cancel', propose, posting('cancel', { reason: 'rain' }), 'cancelled'],
    ['activate', proposeAndConfirm, posting('activate'), 'active'],
    ['complete', activated, posting('complete'), 'completed'],
    ['dispute', activated, posting('dispute', { reason: 'short weight' }), 'disputed'],
    ['PUT of a status', propose, putting({ status: 'cancelled' }), 'cancelled'],
  ])('%s: a second time would be refused, but is a replay', async (_, prepare, send, status) => {
    const agreement = await prepare(app);
    const [mine, key] = [asIssuer(app, agreement), aKey()];
    const first = await send(mine, agreement.path, key);
    expect([first.status, first.body.status]).toEqual([200, status]);
    expectNoReplay(first);
    const events = await eventTypes(app, agreement.id);
    expectReplay(await send(mine, agreement.path, key), first);
    expect(await eventTypes(app, agreement.id)).toEqual(events);
    expect((await send(mine, agreement.path, aKey())).status).toBe(409);
  });

  test('PUT of terms: one new version, and each party is asked about it once', async () => {
    const agreement = await propose(app);
    const [mine, key] = [asIssuer(app, agreement), aKey()];
    const send = () => mine.put(agreement.path, { terms: { product: 'Beans' } }, keyed(key));
    const first = await send();
    expect(first).toMatchObject({ status: 200, body: { version: 2 } });
    for (let i = 0; i < 3; i++) expectReplay(await send(), first);
    expect(await read(app, agreement.id)).toMatchObject({ version: 2, terms: { product: 'Beans' } });
    expect(textsFor(app, agreement.seller)).toEqual(['invitation', 'invitation']);
  });

  test('resend: asked again once, not once a try', async () => {
    const agreement = await propose(app);
    const [mine, key] = [asIssuer(app, agreement), aKey()];
    const send = () => mine.post(`${agreement.path}/resend`, { party_id: 'p2' }, keyed(key));
    const first = await send();
    expect(first).toMatchObject({ status: 202, body: { asked: ['p2'] } });
    for (let i = 0; i < 3; i++) expectReplay(await send(), first);
    expect([textsFor(app, agreement.seller), textsFor(app, agreement.buyer)]).toEqual([
      ['invitation'],
      ['invitation', 'invitation'],
    ]);
  });

  test('confirm: the replay tells how it stood then, not how it stands now', async () => {
    const { path, seller, buyer } = await propose(app);
    const confirm = (phone_number: string, key: string) =>
      app.http.post(`${path}/confirm`, { phone_number }, keyed(key));
    const key = aKey();
    const first = await confirm(seller, key);
    expect(first).toMatchObject({ status: 200, body: { status: 'pending', all_signed: false } });
    expect((await confirm(buyer, aKey())).body.status).toBe('confirmed');
    expectReplay(await confirm(seller, key), first);
    expect((await confirm(buyer, key)).body.type).toBe('/problems/idempotency-key-reused');
  });

  test('decline: said once under its key, and no confirm under the same one', async () => {
    const { id, path, seller } = await propose(app);
    const key = aKey();
    const decline = () => app.http.post(`${path}/decline`, { phone_number: seller, reason: 'too late' }, keyed(key));
    const first = await decline();
    expect(first).toMatchObject({ status: 200, body: { status: 'declined' } });
    expectReplay(await decline(), first);
    const confirm = await app.http.post(`${path}/confirm`, { phone_number: seller }, keyed(key));
    expect(confirm.body.type).toBe('/problems/idempotency-key-reused');
    expect(await eventTypes(app, id)).toEqual(['contract.created', 'contract.party_declined', 'contract.declined']);
  });

  test('20 at once with one key: one move, and all get its answer', async () => {
    const agreement = await propose(app);
    const [mine, key] = [asIssuer(app, agreement), aKey()];
    const send = () => mine.post(`${agreement.path}/cancel`, {}, keyed(key));
    const answers = await Promise.all(Array.from({ length: 20 }, send));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await eventTypes(app, agreement.id)).toEqual(['contract.created', 'contract.cancelled']);
  });

  test('a 409 is given again byte for byte, also when the move has become possible', async () => {
    const agreement = await propose(app);
    const [mine, key] = [asIssuer(app, agreement), aKey()];
    const first = await posting('activate')(mine, agreement.path, key);
    expect(first).toMatchObject({
      status: 409,
      body: { type: '/problems/move-not-allowed', current_status: 'pending' },
    });
    await sayYes(app, agreement.seller, agreement.buyer);
    expectReplay(await posting('activate')(mine, agreement.path, key), first);
    expect((await read(app, agreement.id)).status).toBe('confirmed');
    expect((await posting('activate')(mine, agreement.path, aKey())).status).toBe(200);
  });

  test('so is that of a status nobody can set', async () => {
    const agreement = await propose(app);
    const [mine, key] = [asIssuer(app, agreement), aKey()];
    const first = await putting({ status: 'confirmed' })(mine, agreement.path, key);
    expect(first).toMatchObject({ status: 409, body: { current_status: 'pending' } });
    await mine.post(`${agreement.path}/cancel`, {});
    expectReplay(await putting({ status: 'confirmed' })(mine, agreement.path, key), first);
  });

  test('a 409 for an external_id that is taken stores no contract, and is given again', async () => {
    const external_id = `order-${aKey()}`;
    expect((await app.http.post(CONTRACTS, aContract({ external_id }))).status).toBe(201);
    const [key, body] = [aKey(), aContract({ external_id })];
    const first = await app.http.post(CONTRACTS, body, keyed(key));
    expect(first).toMatchObject({ status: 409, body: { type: '/problems/external-id-taken' } });
    expectReplay(await app.http.post(CONTRACTS, body, keyed(key)), first);
    for (const { phone_number } of body.parties) expect(textsFor(app, phone_number)).toEqual([]);
  });

  test('a 404 for a number that is no party is given again byte for byte', async () => {
    const { path } = await propose(app);
    const [key, body] = [aKey(), { phone_number: aPhone() }];
    const first = await app.http.post(`${path}/confirm`, body, keyed(key));
    expect(first).toMatchObject({ status: 404, body: { type: '/problems/contract-not-found' } });
    expectReplay(await app.http.post(`${path}/confirm`, body, keyed(key)), first);
  });

  test('a 422 of the operation is given again byte for byte, also when the contract is over', async () => {
    const agreement = await propose(app);
    const [mine, key] = [asIssuer(app, agreement), aKey()];
    const send = () => mine.post(`${agreement.path}/resend`, { party_id: 'p9' }, keyed(key));
    const first = await send();
    expect(first).toMatchObject({ status: 422, body: { errors: [{ pointer: '#/party_id' }] } });
    await mine.post(`${agreement.path}/cancel`, {});
    expectReplay(await send(), first);
    expect((await mine.post(`${agreement.path}/resend`, { party_id: 'p9' }, keyed(aKey()))).status).toBe(409);
  });

  test('a 401 and a 403 are not kept: each is made anew', async () => {
    const agreement = await propose(app);
    const [mine, headers] = [asIssuer(app, agreement), keyed(aKey())];
    const refused = [
      () => app.http.post(`${agreement.path}/cancel`, {}, headers),
      () => mine.post(CONTRACTS, aContract(), headers),
    ];
    for (const [i, send] of refused.entries()) {
      const answers = [await send(), await send()];
      for (const answer of answers) {
        expect(answer.status).toBe([401, 403][i]);
        expectNoReplay(answer);
        expect(answer.body.request_id).toBe(answer.headers.get('x-request-id'));
      }
    }
    expect((await mine.post(`${agreement.path}/cancel`, {}, headers)).body.status).toBe('cancelled');
  });

  test('search, the simulator and callbacks know no such key: each request counts', async () => {
    const [headers, phone] = [keyed('k'.repeat(300)), aPhone()];
    for (const phone_number of [phone, aPhone(), phone]) {
      const found = await app.http.post(`${CONTRACTS}/search`, { phone_number }, headers);
      expect([found.status, found.body.contracts]).toEqual([200, []]);
      expectNoReplay(found);
    }
    for (const text of ['one', 'one', 'two']) {
      const sent = await app.http.post('/api/v1/simulator/replies', { phone_number: phone, text }, headers);
      expect(sent.status).toBe(202);
      expectNoReplay(sent);
    }
    const thread = (await app.phones.thread(phone)).filter(({ direction }) => direction === 'from_phone');
    expect(thread.map(({ text }) => text)).toEqual(['one', 'one', 'two']);
    const count = () => Number(rows(app.dataDir, `SELECT count(*) AS n FROM callbacks WHERE kind = 'opt-out'`)[0]!.n);
    const before = count();
    for (const number of [aPhone(), aPhone()]) {
      const form = new URLSearchParams({ senderId: '20880', phoneNumber: number }).toString();
      const taken = await app.http.form(`${CALLBACKS}/opt-out`, form, headers);
      expect(taken.status).toBe(200);
      expectNoReplay(taken);
    }
    expect(count() - before).toBe(2);
  });
});
