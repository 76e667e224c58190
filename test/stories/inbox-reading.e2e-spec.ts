/** How the carrier's inbox is read: page by page, by one server at a time, on from where it was left, whatever it answers. */
import { badKey, type FakeCarrier, hang, rawAnswer, startFakeCarrier } from '../fakes/fake-carrier.js';
import { change, rows } from '../story-database.js';
import { until } from '../until.js';
import { ask, callBack, inMinutes, type PullingApp, standing, startPulling } from './inbox.js';

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

const countTexts = () => Number(rows(app.dataDir, 'SELECT count(*) AS n FROM messages')[0]!.n);

test('entries for nobody are passed over, a page at a time, and what stands between them is heard', async () => {
  const asked = await ask(app, carrier);
  const at = inMinutes(-5);
  const before = countTexts();
  for (let i = 0; i < 150; i++) carrier.inbox.receive('AFRICASTKNG', `advertisement ${i}`, { at });
  carrier.inbox.receive(asked.seller, asked.sellerYes.replace('YES', 'NO'), { at, to: '40404' }); // another service of the account
  carrier.inbox.receive(asked.seller, asked.sellerYes.replace('YES', 'NO'), { at: inMinutes(-24 * 60) }); // before our time
  const last = carrier.inbox.receive(asked.seller, asked.sellerYes, { at });
  await app.look();
  expect(await standing(app, asked)).toEqual(['pending', 'confirmed A', 'pending null']);
  expect(countTexts()).toBe(before + 1);
  await app.look();
  expect(carrier.inbox.asked.at(-1)).toBe(`${last}`);
});

test('entries that cannot be read are told once, and hide nobody', async () => {
  const asked = await ask(app, carrier);
  const { entries } = carrier.inbox;
  const good = { ...entries.at(-1)!, id: 90_000_000, from: asked.seller, text: asked.sellerYes, date: 'yesterday' };
  const bad = [null, 7, { id: -1, from: asked.seller, text: 'NO' }, { ...good, id: 'x' }, { ...good, text: { a: 1 } }];
  carrier.inbox.answerWith(rawAnswer(200, JSON.stringify({ SMSMessageData: { Messages: [...bad, good] } })));
  for (const minutes of [0, 2.1]) expect(await app.look(inMinutes(minutes))).toBe('null');
  carrier.inbox.answerWith(null);
  expect(await standing(app, asked)).toEqual(['pending', 'confirmed A', 'pending null']);
  expect(app.output().match(/5 entries of the carrier's inbox cannot be read/g)).toHaveLength(1);
  change(app.dataDir, ["UPDATE inboxes SET last_id = '15000'"]); // as if that number had never been
});

test('while another server reads it, this one does not; when that one is gone, it goes on', async () => {
  const reserve = (until: Date) =>
    change(app.dataDir, ["UPDATE inboxes SET holder = 'another', lease_until = ?", until.toISOString()]);
  const asked = carrier.inbox.asked.length;
  reserve(inMinutes(1));
  expect(await app.look()).toBe('null');
  expect(carrier.inbox.asked).toHaveLength(asked);
  await app.look(inMinutes(1.1));
  expect(carrier.inbox.asked.length).toBeGreaterThan(asked);
});

test('started again it goes on from where it was, hears at once what was texted meanwhile, and ends while the carrier hangs', async () => {
  const asked = await ask(app, carrier);
  await callBack(app, asked.seller, asked.sellerYes);
  await app.look(inMinutes(5)); // so that nothing is left to be asked for again
  const last = Math.max(...carrier.inbox.entries.map(({ id }) => id));
  expect(await app.close({ keepData: true })).toBe(0);
  carrier.inbox.receive(asked.buyer, asked.buyerYes, { at: inMinutes(-4) });
  const asks = carrier.inbox.asked.length;
  app = await startPulling(carrier, { dataDir: app.dataDir });
  await until(
    () => standing(app, asked),
    ([status]) => status === 'confirmed',
  );
  expect(Number(carrier.inbox.asked[asks])).toBeGreaterThanOrEqual(last - 1);
  carrier.inbox.answerWith(badKey());
  expect(await app.look()).toBe('carrier-refused-credentials');
  carrier.inbox.answerWith(hang());
  const before = carrier.inbox.asked.length;
  const hanging = app.look().catch(() => 'ended');
  await until(
    () => carrier.inbox.asked.length,
    (now) => now > before,
  );
  const begun = performance.now();
  expect(await app.close({ keepData: true })).toBe(0);
  expect(performance.now() - begun).toBeLessThan(5_000);
  await hanging;
  carrier.inbox.answerWith(badKey());
  app = await startPulling(carrier, { dataDir: app.dataDir });
  const warning = 'inbox cannot be read (carrier-refused-credentials)';
  await until(app.output, (output) => output.includes(warning));
  carrier.inbox.answerWith(null);
  expect((await app.http.get('/readyz')).status).toBe(200);
});
