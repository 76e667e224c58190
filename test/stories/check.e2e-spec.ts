/** From a basic phone: the text that says how it ended holds a code, and whoever texts that code is told what stands. */
import { aParty, aPhone } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { until } from '../until.js';
import {
  type Agreement,
  issuerOf,
  messagesOf,
  propose,
  proposeAndConfirm,
  sayNo,
  sayYes,
  untilTold,
} from './agreement.js';
import { textsFor, untilQuiet } from './database.js';

const CODE = /CHECK ([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})$/;
const NO_RECEIPT = /^Ndiyo: no receipt has that code\./;
const UNKNOWN = '0000-0000-0000'; // its check character is right
const TODAY = /\d{1,2} \w{3} 20\d\d/;

let app: App;
beforeAll(async () => {
  app = await startApp({ env: { LOG_LEVEL: 'trace' } });
});
afterAll(() => app.close());

async function codeOn(phone: string): Promise<string> {
  const texts = await untilTold(app, phone, CODE);
  return texts.map((text) => CODE.exec(text)?.[1]).find((code) => code !== undefined)!;
}

/** Texts, and reads the one answer that this text brings. */
async function ask(phone: string, text: string): Promise<string> {
  const before = (await app.phones.texts(phone)).length;
  await app.phones.reply(phone, text);
  const texts = await until(
    () => app.phones.texts(phone),
    (seen) => seen.length > before,
  );
  return texts[before]!;
}

/** Texts, and sees that nothing will ever come back. */
async function askInVain(phone: string, text: string): Promise<void> {
  const before = textsFor(app, phone);
  await app.phones.reply(phone, text);
  expect(textsFor(app, phone)).toEqual(before);
}

describe('a contract that was confirmed', () => {
  let agreement: Agreement;
  let code: string;
  beforeAll(async () => {
    const seller = aParty({ role: 'seller', name: 'Wanjirũ Kamau', language: 'sw' });
    agreement = await propose(app, { parties: [seller, aParty()] });
    await app.phones.reply(agreement.seller, `NDIYO-${await app.phones.code(agreement.seller)}`);
    await sayYes(app, agreement.buyer);
    code = await codeOn(agreement.buyer);
  });

  test('tells each party in its language, with one code for all', async () => {
    expect(await codeOn(agreement.seller)).toBe(code);
    const ref = agreement.id;
    const told = (await app.phones.texts(agreement.seller)).at(-1);
    expect(told).toBe(`Ndiyo: mkataba ${ref} umethibitishwa. Wahusika wote 2 wamekubali. Kuhakiki: CHECK ${code}`);
    const [invitation, notice] = await app.phones.texts(agreement.buyer);
    expect(invitation).not.toContain(code);
    expect(notice).toBe(`Ndiyo: contract ${ref} is confirmed. All 2 parties agreed. To check: CHECK ${code}`);
    const [message] = await messagesOf(app, ref, 'confirmed');
    expect(message?.segments).toBe(1);
  });

  test('anybody’s phone is told status, first names, total and date', async () => {
    const answer = await ask(aPhone(), `CHECK ${code}`);
    const expected = `^Ndiyo: ${agreement.id} is confirmed. Wanjiru, Otieno. Total KES 350,000. Decided ${TODAY.source}.$`;
    expect(answer).toMatch(new RegExp(expected));
  });

  test('a party is told in its own language, and sees both texts in the thread of the contract', async () => {
    const answer = await ask(agreement.seller, `check ${code.toLowerCase().replaceAll('-', ' ')}`);
    expect(answer).toMatch(/umethibitishwa\. Wanjiru, Otieno\. Jumla KES 350,000\. Uamuzi \d/);
    const thread = await messagesOf(app, agreement.id);
    expect(thread.slice(-2).map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['reply', 'checked'],
      ['check', null],
    ]);
  });

  test('however the code is typed: glued, in pieces, with O for 0 and l for 1', async () => {
    const typed = code.replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('-', '');
    const phone = aPhone();
    for (const text of [`CHECK${typed}`, `check: "${typed.split('').join(' ')}"`, `CHECK-${typed}?`]) {
      expect(await ask(phone, text)).toContain(agreement.id);
    }
  });

  test('a number gets five answers a day, STATUS among them', async () => {
    const replyCode = (await app.phones.texts(agreement.buyer))[0]!.match(/YES-(\d{6})/)![1]!;
    expect(await ask(agreement.buyer, `STATUS ${replyCode}`)).toContain('2 of 2 parties agreed');
    for (let i = 0; i < 4; i++) expect(await ask(agreement.buyer, `CHECK ${code}`)).toContain('Otieno');
    await askInVain(agreement.buyer, `CHECK ${code}`);
    await askInVain(agreement.buyer, `STATUS ${replyCode}`);
  });

  test('a stranger’s number and question stand in nobody’s thread', async () => {
    const stranger = aPhone();
    await ask(stranger, `CHECK ${code}`);
    const { contracts } = issuerOf(app, agreement);
    expect(JSON.stringify(await contracts.messages(agreement.id))).not.toContain(stranger);
  });

  test('after STOP a number is told nothing', async () => {
    const stopped = aPhone();
    await ask(stopped, 'STOP');
    await app.phones.reply(stopped, `CHECK ${code}`);
    await untilQuiet(app);
    expect(await app.phones.texts(stopped)).toHaveLength(1);
  });

  test('later the answer says what became of it', async () => {
    await issuerOf(app, agreement).contracts.activate(agreement.id);
    expect(await ask(aPhone(), `CHECK ${code}`)).toContain(`${agreement.id} is active.`);
  });
});

test('of changed terms each version has its code, and the former one says that it was changed', async () => {
  const agreement = await proposeAndConfirm(app);
  const first = await codeOn(agreement.seller);
  await issuerOf(app, agreement).contracts.update(agreement.id, {
    terms: { product: 'Beans', total_amount: '1', currency: 'KES' },
  });
  for (const phone of [agreement.seller, agreement.buyer]) {
    await app.phones.reply(phone, `YES ${await app.phones.code(phone, 3)}`);
  }
  const texts = await until(
    () => app.phones.texts(agreement.buyer),
    (seen) => seen.length >= 4,
  );
  const second = CODE.exec(texts.at(-1)!)![1]!;
  expect(second).not.toBe(first);
  expect(await ask(aPhone(), `CHECK ${first}`)).toMatch(/ is changed\. .*KES 350,000\./);
  expect(await ask(aPhone(), `CHECK ${second}`)).toMatch(/ is confirmed\. .*KES 1\./);
});

test('a contract that was refused has a code too', async () => {
  const agreement = await propose(app);
  await sayNo(app, agreement.buyer);
  const code = await codeOn(agreement.seller);
  expect(await ask(aPhone(), `CHECK ${code}`)).toContain(`${agreement.id} is refused. Wanjiru, Otieno.`);
});

test('a wrong, an unknown and a mistyped code get the same answer, at most once an hour', async () => {
  for (const code of [UNKNOWN, '0000-0000-0001', '12345678', 'AG-2026-482913705']) {
    const phone = aPhone();
    expect(await ask(phone, `CHECK ${code}`)).toMatch(NO_RECEIPT);
    await askInVain(phone, `CHECK ${UNKNOWN}`);
  }
});

test('after ten wrong codes a day a number’s codes are not looked at; its yes still counts', async () => {
  const agreement = await propose(app);
  const other = await proposeAndConfirm(app);
  const code = await codeOn(other.buyer);
  for (let i = 0; i < 10; i++) await app.phones.reply(agreement.buyer, `CHECK ${UNKNOWN}`);
  await askInVain(agreement.buyer, `CHECK ${code}`);
  const seen = (await messagesOf(app, agreement.id, 'reply')).map((message) => message.outcome);
  expect(seen).toEqual(Array(11).fill('wrong_check'));
  await sayYes(app, agreement.buyer);
  expect((await messagesOf(app, agreement.id, 'reply')).at(-1)?.outcome).toBe('yes');
  expect(app.output()).not.toContain(code);
  expect(app.output()).not.toContain(code.replaceAll('-', ''));
});
