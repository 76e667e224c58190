import { type App, startApp } from '../start-app.js';
import { eventTypes, messagesOf, propose, proposeAndConfirm, read, sayYes, untilAsked } from '../stories/agreement.js';
import { change } from '../story-database.js';
import { followed, formsTo, sendForm, wordsOf } from './console-visitor.js';

let app: App;
beforeAll(async () => {
  app = await startApp({ env: { INVITATIONS_PER_DAY: '4' } });
}, 40_000);
afterAll(() => app.close());

const pathOf = (id: string) => `/console/contracts/${id}`;
const pageOf = async (id: string, language = 'en'): Promise<string> => {
  const { status, text } = await app.http.get(`${pathOf(id)}?language=${language}`);
  expect(status).toBe(200);
  return text;
};
const invitations = async (id: string) => (await messagesOf(app, id, 'invitation')).length;

test('asking again is one text each, however often the button is pressed; an old button is told', async () => {
  const { id, buyer } = await propose(app);
  const page = await pageOf(id);
  const [all, first] = formsTo(page, `${pathOf(id)}/resend`);
  const twice = await Promise.all([1, 2].map(() => sendForm(app.http, `${pathOf(id)}/resend`, all)));
  expect(twice.map(({ status }) => status).sort()).toEqual([303, 409]);
  const again = twice.find(({ status }) => status === 303)!;
  expect(again.headers.get('location')).toBe(`${pathOf(id)}?done=asked`);
  expect(wordsOf((await followed(app.http, again)).text)).toContain('Asked again.');
  for (const old of [all, first, {}, { seen: '99999999999.2' }]) {
    const stale = await sendForm(app.http, `${pathOf(id)}/resend`, old);
    expect(stale.status).toBe(409);
    expect(wordsOf(stale.text)).toContain('Nothing was sent: they were asked again');
  }
  expect(await invitations(id)).toBe(4);
  const one = formsTo(await pageOf(id), `${pathOf(id)}/resend`).find(({ party_id }) => party_id === 'p2');
  await followed(app.http, await sendForm(app.http, `${pathOf(id)}/resend`, one));
  expect((await messagesOf(app, id, 'invitation')).map(({ party_id }) => party_id)).toEqual([
    'p1',
    'p2',
    'p1',
    'p2',
    'p2',
  ]);
  await untilAsked(app, id);
  await sayYes(app, buyer);
  const late = await sendForm(app.http, `${pathOf(id)}/resend`, { party_id: 'p2', seen: '1.5' });
  expect(late.headers.get('location')).toBe(`${pathOf(id)}?done=nobody`);
});

test('a number that was asked too often, or a contract out of time, is told on the page, and nothing is sent', async () => {
  const { id } = await propose(app);
  for (let i = 0; i < 3; i++) {
    const [all] = formsTo(await pageOf(id), `${pathOf(id)}/resend`);
    expect((await sendForm(app.http, `${pathOf(id)}/resend`, all)).status).toBe(303);
  }
  const [all] = formsTo(await pageOf(id), `${pathOf(id)}/resend`);
  const refused = await sendForm(app.http, `${pathOf(id)}/resend`, all);
  expect([refused.status, refused.headers.has('retry-after')]).toEqual([429, true]);
  expect(wordsOf(refused.text)).toContain('p1 has been invited 4 times within 24 hours');
  expect(refused.text).toContain(`<h1>${id}</h1>`);
  expect(await invitations(id)).toBe(8);
  const past = '2026-01-01T00:00:00.000Z';
  change(app.dataDir, ['UPDATE contract_versions SET expires_at = ? WHERE contract_id = ?', past, id]);
  const late = await sendForm(app.http, `${pathOf(id)}/moves/cancel`, {});
  expect(late.status).toBe(409);
  expect(wordsOf(late.text)).toMatch(/Nothing was done: (the time to answer has ended|the contract is expired by now)/);
});

test('before it is cancelled one sees whom a text will tell; afterwards an old button is told', async () => {
  const { id, seller } = await propose(app);
  await app.phones.reply(seller, 'STOP');
  const question = wordsOf((await app.http.get(`${pathOf(id)}/moves/cancel`)).text);
  expect(question).toContain('One text goes out, to: Otieno Traders (buyer)');
  expect(question).toContain('No text goes to those who asked for no more: Wanjiru Kamau (seller)');
  const done = await followed(
    app.http,
    await sendForm(app.http, `${pathOf(id)}/moves/cancel`, { reason: '<i>rain</i>' }),
  );
  expect(wordsOf(done.text)).toMatch(/The contract is cancelled\..* Cancelled\. .*Reason: <i>rain<\/i>/);
  expect(done.text).not.toMatch(/<i>|action="[^"]*(resend|moves)/);
  for (const send of [
    () => sendForm(app.http, `${pathOf(id)}/moves/cancel`),
    () => app.http.get(`${pathOf(id)}/moves/cancel`),
  ]) {
    const { status, text } = await send();
    expect([status, wordsOf(text).includes('Nothing was done: the contract is cancelled by now.')]).toEqual([
      409,
      true,
    ]);
  }
  expect((await eventTypes(app, id)).filter((type) => type === 'contract.cancelled')).toHaveLength(1);
});

test('a confirmed contract is made active, disputed with a reason, and completed; a reason is not lost', async () => {
  const { id } = await proposeAndConfirm(app);
  const at = (move: string) => `${pathOf(id)}/moves/${move}`;
  const active = await followed(app.http, await sendForm(app.http, at('activate')));
  expect(wordsOf(active.text)).toContain('The contract is active.');
  expect(wordsOf((await app.http.get(at('dispute'))).text)).toContain('No text goes out.');
  const reason = 'x'.repeat(501);
  const tooLong = await sendForm(app.http, at('dispute'), { reason });
  expect([tooLong.status, tooLong.text.includes(reason), tooLong.text.includes('aria-invalid="true"')]).toEqual([
    422,
    true,
    true,
  ]);
  const disputed = await followed(
    app.http,
    await sendForm(app.http, at('dispute'), { reason: 'half the bags were "wet"' }),
  );
  expect(wordsOf(disputed.text)).toContain('Reason: half the bags were "wet"');
  const again = await sendForm(app.http, at('dispute'), { reason: 'said twice' });
  expect([again.status, wordsOf(again.text).includes('You had written: said twice')]).toEqual([409, true]);
  await followed(app.http, await sendForm(app.http, at('complete')));
  expect(await read(app, id)).toMatchObject({ status: 'completed' });
  expect(await pageOf(id)).not.toMatch(/action="[^"]*(resend|moves)|\/amend/);
  expect((await sendForm(app.http, at('explode'))).status).toBe(404);
});
