/** Pull-back: the carrier's own inbox is held against its callbacks. What was lost is heard, what is there bears a decision out. */
import { type FakeCarrier, startFakeCarrier } from '../fakes/fake-carrier.js';
import { change, databaseEnv, rows } from '../story-database.js';
import { until } from '../until.js';
import { asIssued, outcomes } from './agreement.js';
import { runCli, verify } from './command-line.js';
import {
  type Asked,
  ask,
  callBack,
  inMinutes,
  type PullingApp,
  receiptOf,
  standing,
  startPulling,
  textBoth,
  typesOf,
} from './inbox.js';

let carrier: FakeCarrier;
let app: PullingApp;
beforeAll(async () => {
  carrier = await startFakeCarrier();
  app = await startPulling(carrier);
});
afterAll(async () => {
  await app.close();
  await carrier.close();
});

const receipt = (asked: Asked) => receiptOf(app, asked);
const types = (asked: Asked) => typesOf(app, asked);
const text = (phone: string, words: string) => textBoth(app, carrier, phone, words);
const count = (table: string) => Number(rows(app.dataDir, `SELECT count(*) AS n FROM ${table}`)[0]!.n);
const cli = (...args: string[]) => runCli(args, { DATA_DIR: app.dataDir, ...databaseEnv(app.dataDir) });

describe('a yes whose callback was lost', () => {
  let asked: Asked;
  let inboxId: number;
  beforeAll(async () => {
    asked = await ask(app, carrier);
    await text(asked.seller, asked.sellerYes);
    inboxId = carrier.inbox.receive(asked.buyer, asked.buyerYes);
  });

  test('waits at first, since the callback may still come, while one that came is borne out', async () => {
    expect(await app.look()).toBe('null');
    expect(await standing(app, asked)).toEqual(['pending', 'confirmed A', 'pending null']);
    expect(await types(asked)).toEqual(['created', 'party_confirmed', 'corroborated']);
  });

  test('is heard after two minutes with grade A, and confirms', async () => {
    expect(await app.look(inMinutes(2.1))).toBe('null');
    expect(await standing(app, asked)).toEqual(['confirmed', 'confirmed A', 'confirmed A']);
    const issued = await receipt(asked);
    expect(JSON.parse(issued).decisions).toMatchObject([
      { party_id: 'p1', grade: 'B', reply: 'YES-{code}' },
      { party_id: 'p2', grade: 'A', reply: 'YES-{code}', carrier_message_id: String(inboxId) },
    ]);
    const { code, output } = await verify(app, issued);
    expect(output).toContain('p1 (Wanjiru Kamau) said yes, grade A: ');
    expect(output).toMatch(
      /p1 \(Wanjiru Kamau\): the decision was signed with grade B; a later event of \S+ raised it to A/,
    );
    expect(code).toBe(0);
  });

  test.each([
    ['an id of its own', false],
    ['the id of the inbox', true],
  ])('changes nothing when it is called back at last, with %s', async (_, isSameId) => {
    const seen = async () => [await types(asked), await outcomes(app, asked.id), asIssued(await receipt(asked))];
    const before = await seen();
    if (isSameId) change(app.dataDir, ['UPDATE arrivals SET callback_key = NULL WHERE inbox_id = ?', `${inboxId}`]);
    await callBack(app, asked.buyer, asked.buyerYes, isSameId ? { id: `${inboxId}`, at: inMinutes(-400) } : {});
    await app.look(inMinutes(3));
    expect(await seen()).toEqual(before);
  });

  test('has left the API key in the headers, and asked on from where it was', () => {
    expect(new Set(carrier.inbox.keys.map(String))).toEqual(new Set(['ndiyo,atsk_story']));
    expect(Number(carrier.inbox.asked.at(-1))).toBeGreaterThanOrEqual(inboxId);
    expect(app.output()).not.toContain('atsk_story');
  });
});

describe('a contract that was confirmed by callbacks, grade B', () => {
  let asked: Asked;
  let first: string;
  let code: string | null;
  beforeAll(async () => {
    asked = await ask(app, carrier);
    await text(asked.seller, asked.sellerYes);
    await text(asked.buyer, asked.buyerYes);
    const answer = await app.http.get(`${asked.path}/receipt`);
    [first, code] = [answer.text, answer.headers.get('x-receipt-code')];
  });

  test('is grade A once both are found, with an event for each and a receipt that is issued again', async () => {
    expect(await standing(app, asked)).toEqual(['confirmed', 'confirmed B', 'confirmed B']);
    await app.look();
    expect(await standing(app, asked)).toEqual(['confirmed', 'confirmed A', 'confirmed A']);
    expect((await types(asked)).slice(-3)).toEqual(['confirmed', 'corroborated', 'corroborated']);
    const { headers, text: second } = await app.http.get(`${asked.path}/receipt`);
    expect(headers.get('x-receipt-code')).toBe(code);
    const [older, newer] = [JSON.parse(first), JSON.parse(second)];
    expect(newer.decisions).toEqual(older.decisions);
    expect(newer.events.slice(0, older.events.length)).toEqual(older.events);
    expect(newer.proof.leaf.event_hash).toBe(newer.events.at(-1).hash);
    expect(newer.events.at(-1)).toMatchObject({ type: 'contract.corroborated', data: { answer: 'yes', grade: 'A' } });
  });

  test('has receipts that both verify, and a page, a certificate and an audit that know the newer one', async () => {
    const second = await verify(app, await receipt(asked));
    expect(second.output).toContain(
      'ok     closing_event: An event closes this version with this status, and the last',
    );
    expect(second.output).toContain('ok     log: The last event stands in the signed log.');
    expect([second.code, (await verify(app, first)).code]).toEqual([0, 0]);
    const judged = await app.http.post('/api/v1/receipts/verify', JSON.parse(await receipt(asked)));
    expect(judged.body).toMatchObject({ valid: true, status: 'confirmed' });
    const page = (await app.http.get(`/c/${code}`)).text;
    expect(page.match(/grade A: /g)).toHaveLength(2);
    expect((await app.http.get(`${asked.path}/receipt.pdf`)).status).toBe(200);
    expect(await cli('audit')).toEqual({ code: 0, output: expect.stringMatching(/receipts: 4\n/) });
  });

  test('says the same to whoever looks again, calls back again, or moves it on', async () => {
    const before = [await types(asked), asIssued(await receipt(asked))];
    await app.look(inMinutes(5));
    await callBack(app, asked.seller, asked.sellerYes);
    await app.look(inMinutes(5));
    expect([await types(asked), asIssued(await receipt(asked))]).toEqual(before);
    expect(await outcomes(app, asked.id)).toEqual(['yes', 'yes', 'repeated']);
  });
});

test('a no counts as a yes does: it declines, and is borne out', async () => {
  const asked = await ask(app, carrier);
  await text(asked.seller, asked.sellerYes.replace('YES', 'NO'));
  await app.look();
  expect(await standing(app, asked)).toEqual(['declined', 'declined A', 'pending null']);
  expect((await verify(app, await receipt(asked))).code).toBe(0);
});

test('a yes without the code stays grade C, found or not', async () => {
  const asked = await ask(app, carrier);
  await text(asked.seller, `YES ${asked.id}`);
  carrier.inbox.receive(asked.buyer, `YES ${asked.id}`, { at: inMinutes(-5) });
  await app.look();
  expect(await standing(app, asked)).toEqual(['confirmed', 'confirmed C', 'confirmed C']);
  expect(await types(asked)).not.toContain('corroborated');
});

test('the same words twice are two texts: the lost one is heard too, and each only once', async () => {
  const asked = await ask(app, carrier);
  await text(asked.seller, asked.sellerYes);
  carrier.inbox.receive(asked.seller, asked.sellerYes);
  for (const minutes of [0, 2.1, 2.2]) await app.look(inMinutes(minutes));
  expect(await outcomes(app, asked.id)).toEqual(['yes', 'repeated']);
  await callBack(app, asked.seller, asked.sellerYes);
  expect(await outcomes(app, asked.id)).toEqual(['yes', 'repeated']);
  await callBack(app, asked.seller, asked.sellerYes);
  expect(await outcomes(app, asked.id)).toEqual(['yes', 'repeated', 'repeated']);
});

test('called back and found in the same instant, forty texts are heard once each', async () => {
  const contracts = await Promise.all(Array.from({ length: 20 }, () => ask(app, carrier)));
  const texts = contracts.flatMap((one) => [[one.seller, one.sellerYes] as const, [one.buyer, one.buyerYes] as const]);
  for (const [phone, words] of texts) carrier.inbox.receive(phone, words);
  await Promise.all([app.look(inMinutes(2.1)), ...texts.map(([phone, words]) => callBack(app, phone, words))]);
  await app.look(inMinutes(2.2));
  for (const one of contracts) {
    expect(await standing(app, one)).toEqual(['confirmed', 'confirmed A', 'confirmed A']);
    expect(await outcomes(app, one.id)).toEqual(['yes', 'yes']);
  }
});

test('what was heard while nobody looked, or under a forgotten key, is not heard again, and proves nothing more', async () => {
  const asked = await ask(app, carrier);
  await text(asked.seller, asked.sellerYes);
  await text(asked.buyer, asked.buyerYes);
  const [seller, buyer] = rows(
    app.dataDir,
    'SELECT id FROM messages WHERE contract_id = ? AND kind = ? ORDER BY id',
    asked.id,
    'reply',
  );
  change(
    app.dataDir,
    ['DELETE FROM arrivals WHERE message_id = ?', `${seller!.id}`],
    ["UPDATE arrivals SET key_name = 'gone', text_hash = 'gone' WHERE message_id = ?", `${buyer!.id}`],
  );
  await app.look(inMinutes(5));
  expect(await outcomes(app, asked.id)).toEqual(['yes', 'yes']);
  expect(await standing(app, asked)).toEqual(['confirmed', 'confirmed B', 'confirmed B']);
});

test('a person who is erased leaves neither a receipt issued again nor a mark of a text', async () => {
  const asked = await ask(app, carrier);
  await text(asked.seller, asked.sellerYes);
  await text(asked.buyer, asked.buyerYes);
  await app.look();
  const [all, again] = [count('arrivals'), count('receipt_reissues')];
  await until(
    () => rows(app.dataDir, "SELECT 1 FROM messages WHERE contract_id = ? AND status = 'queued'", asked.id),
    (queued) => queued.length === 0,
  );
  expect((await cli('erase', asked.seller, '--yes')).code).toBe(0);
  expect([count('arrivals'), count('receipt_reissues')]).toEqual([all - 2, again - 2]);
  expect((await cli('audit')).code).toBe(0);
});
