/** Only a party's own word counts: strangers, another's code, bare words, ids, and codes as people type them. */
import { aParty, aPhone } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import {
  type Agreement,
  eventTypes,
  messagesOf,
  outcomes,
  propose,
  read,
  sayYes,
  statuses,
  untilTold,
} from './agreement.js';
import { textsFor, untilQuiet } from './database.js';

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const UNDECIDED = ['pending', 'pending', 'pending'];

/** A contract whose seller was given a code with such a digit in it. */
async function proposeWithCode(digit: string): Promise<Agreement & { code: string }> {
  for (;;) {
    const agreement = await propose(app);
    const code = await app.phones.code(agreement.seller);
    if (code.includes(digit)) return { ...agreement, code };
  }
}

describe('a stranger', () => {
  test.each([
    ['a party’s code', (code: string) => `YES-${code}`],
    ['a party’s code, to refuse', (code: string) => `NO ${code}`],
    ['the contract id', (_code: string, id: string) => `YES ${id}`],
    ['a bare word', () => 'YES'],
    ['a question about it', (code: string) => `STATUS ${code}`],
    ['a wish for its terms', (code: string) => `TERMS ${code}`],
  ])('with %s changes nothing and gets no answer', async (_what, write) => {
    const { id, seller } = await propose(app);
    const stranger = aPhone();
    await app.phones.reply(stranger, write(await app.phones.code(seller), id));
    expect(await statuses(app, id)).toEqual(UNDECIDED);
    expect(await eventTypes(app, id)).toEqual(['contract.created']);
    expect(textsFor(app, stranger)).toEqual([]);
    expect(await outcomes(app, id)).toEqual([]);
  });

  test('who is asked about another contract is told the same as for a code that nobody has', async () => {
    const { seller } = await propose(app);
    const [other, another] = [await propose(app), await propose(app)];
    const code = await app.phones.code(seller);
    await app.phones.reply(other.buyer, `YES-${code}`);
    await app.phones.reply(another.buyer, `YES-${code.slice(0, 5)}${(Number(code[5]) + 1) % 10}`);
    const known = await untilTold(app, other.buyer, /did not understand/);
    const unknown = await untilTold(app, another.buyer, /did not understand/);
    expect(known.at(-1)).toBe(unknown.at(-1));
  });
});

test('another party’s code changes nothing', async () => {
  const { id, seller, buyer } = await propose(app);
  await app.phones.reply(buyer, `YES-${await app.phones.code(seller)}`);
  expect(await statuses(app, id)).toEqual(UNDECIDED);
  expect(await eventTypes(app, id)).toEqual(['contract.created']);
  expect(await outcomes(app, id)).toEqual(['wrong_code']);
});

describe('a bare word', () => {
  test.each(['NDIYO', 'yes', ' Ndio! '])(
    '%s counts as the answer to the last text, when one contract is open',
    async (word) => {
      const { id, seller } = await propose(app);
      await app.phones.reply(seller, word);
      expect(await statuses(app, id)).toEqual(['pending', 'confirmed', 'pending']);
    },
  );

  test('HAPANA declines it', async () => {
    const { id, buyer } = await propose(app);
    await app.phones.reply(buyer, 'HAPANA');
    expect(await statuses(app, id)).toEqual(['declined', 'pending', 'declined']);
  });

  test('counts for nothing between two open contracts', async () => {
    const first = await propose(app);
    const parties = [aParty({ role: 'seller', phone_number: first.seller }), aParty()];
    const second = await propose(app, { parties });
    await app.phones.reply(first.seller, 'YES');
    for (const { id } of [first, second]) expect(await statuses(app, id)).toEqual(UNDECIDED);
    const replies = [...(await messagesOf(app, first.id, 'reply')), ...(await messagesOf(app, second.id, 'reply'))];
    expect(replies).toMatchObject([{ outcome: 'needs_review', needs_review: true }]);
  });

  test('counts for the one of two contracts that still awaits an answer', async () => {
    const first = await propose(app);
    await sayYes(app, first.seller);
    const parties = [aParty({ role: 'seller', phone_number: first.seller }), aParty()];
    const second = await propose(app, { parties });
    await app.phones.reply(first.seller, 'NO');
    expect(await statuses(app, first.id)).toEqual(['pending', 'confirmed', 'pending']);
    expect(await statuses(app, second.id)).toEqual(['declined', 'declined', 'pending']);
  });

  test('counts for nothing once another text of ours came after the invitation', async () => {
    const { id, seller } = await propose(app);
    await app.phones.reply(seller, 'HELP');
    await untilTold(app, seller, /to agree reply YES/);
    await untilQuiet(app);
    await app.phones.reply(seller, 'YES');
    expect(await statuses(app, id)).toEqual(UNDECIDED);
  });

  test.each(['ok', 'sawa', '1', 'y'])('%s alone is no answer', async (word) => {
    const { id, seller } = await propose(app);
    await app.phones.reply(seller, word);
    expect(await statuses(app, id)).toEqual(UNDECIDED);
    expect(await outcomes(app, id)).toEqual(['needs_review']);
  });
});

test('the contract id stands for the code in version 1', async () => {
  const { id, seller, buyer } = await propose(app);
  await app.phones.reply(seller, `YES-${id}`);
  await app.phones.reply(buyer, `ndiyo ${id.toLowerCase().replaceAll('-', ' ')}`);
  expect(await statuses(app, id)).toEqual(['confirmed', 'confirmed', 'confirmed']);
});

describe('where REPLY_REQUIRES_CODE is set', () => {
  let strict: App;
  beforeAll(async () => {
    strict = await startApp({ env: { REPLY_REQUIRES_CODE: 'true' } });
  });
  afterAll(() => strict.close());

  test('neither the contract id nor a bare word decides, and the code does', async () => {
    const { id, seller } = await propose(strict);
    await strict.phones.reply(seller, `YES-${id}`);
    await strict.phones.reply(seller, 'YES');
    expect(await statuses(strict, id)).toEqual(UNDECIDED);
    await sayYes(strict, seller);
    expect(await statuses(strict, id)).toEqual(['pending', 'confirmed', 'pending']);
  });
});

describe('a code as people type it', () => {
  test.each([
    ['glued', (code: string) => `yes${code}`],
    ['glued behind', (code: string) => `${code}ndiyo`],
    ['in pieces', (code: string) => `Yes ${code.slice(0, 3)} ${code.slice(3)}`],
    ['with signs', (code: string) => `“Yes” – (${code}).`],
    ['said twice', (code: string) => `YES ${code} yes ${code}`],
    ['Swahili', (code: string) => `Ndiyo ${code}`],
    ['nimekubali', (code: string) => `nimekubali ${code} sawa`],
    ['a digit for the word', (code: string) => `1 ${code}`],
  ])('%s is a yes', async (_how, write) => {
    const { id, seller } = await propose(app);
    await app.phones.reply(seller, write(await app.phones.code(seller)));
    expect(await statuses(app, id)).toEqual(['pending', 'confirmed', 'pending']);
    expect((await read(app, id)).parties[0]?.channel).toBe('sms');
  });

  test.each(['HAPANA', 'la', 'Sikubali', 'nakataa'])('%s and the code is a no', async (word) => {
    const { id, seller } = await propose(app);
    await app.phones.reply(seller, `${word} ${await app.phones.code(seller)}`);
    expect(await statuses(app, id)).toEqual(['declined', 'declined', 'pending']);
  });

  test.each([
    ['0', 'O'],
    ['0', 'o'],
    ['1', 'l'],
    ['1', 'I'],
  ])('with %s written as %s is a yes', async (digit, letter) => {
    const { id, seller, code } = await proposeWithCode(digit);
    await app.phones.reply(seller, `YES-${code.replaceAll(digit, letter)}`);
    expect(await statuses(app, id)).toEqual(['pending', 'confirmed', 'pending']);
  });

  test('with one wrong digit is never somebody’s yes', async () => {
    const { id, seller } = await propose(app);
    const code = await app.phones.code(seller);
    for (let i = 0; i < 6; i += 1) {
      const wrong = `${code.slice(0, i)}${(Number(code[i]) + 1) % 10}${code.slice(i + 1)}`;
      await app.phones.reply(seller, `YES-${wrong}`);
    }
    expect(await statuses(app, id)).toEqual(UNDECIDED);
    expect(await outcomes(app, id)).toEqual(Array.from({ length: 6 }, () => 'needs_review'));
    expect(textsFor(app, seller)).toEqual(['invitation', 'unclear']);
  });
});

describe('conditions and contradictions', () => {
  test.each([
    ['yes but 3100 {code}'],
    ['yes no {code}'],
    ['not yes {code}'],
    ['YES {code}?'],
    ['yes if you pay today {code}'],
  ])('%s decides nothing, is kept for review and answered once', async (text) => {
    const { id, seller } = await propose(app);
    const reply = text.replace('{code}', await app.phones.code(seller));
    for (let i = 0; i < 3; i += 1) await app.phones.reply(seller, reply);
    expect(await statuses(app, id)).toEqual(UNDECIDED);
    const kept = await messagesOf(app, id, 'reply');
    expect(kept.map((message) => message.needs_review)).toEqual([true, true, true]);
    expect(kept[0]?.text).not.toMatch(/\d{6}/);
    expect(textsFor(app, seller)).toEqual(['invitation', 'unclear']);
  });
});
