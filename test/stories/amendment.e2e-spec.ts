/** Terms change, before and after everybody agreed; and replies to the old ones arrive late. */
import { type App, startApp } from '../start-app.js';
import {
  type Agreement,
  asIssued,
  eventTypes,
  issuerOf,
  outcomes,
  propose,
  proposeAndConfirm,
  read,
  refusal,
  sayNo,
  sayYes,
  statuses,
  untilAsked,
  untilTold,
} from './agreement.js';
import { verify } from './command-line.js';
import { untilQuiet } from './database.js';

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const CHEAPER = { product: 'Maize', quantity: '100', unit: 'bags', total_amount: '330000.00', currency: 'KES' };

interface Codes {
  seller: string;
  buyer: string;
}

const codesOf = async ({ seller, buyer }: Agreement): Promise<Codes> => ({
  seller: await app.phones.code(seller),
  buyer: await app.phones.code(buyer),
});

/** Proposes new terms; returns the codes that the phones held before. */
async function amend(agreement: Agreement): Promise<Codes> {
  const old = await codesOf(agreement);
  await issuerOf(app, agreement).contracts.update(agreement.id, { terms: CHEAPER });
  await untilAsked(app, agreement.id);
  for (const phone of [agreement.seller, agreement.buyer]) await untilTold(app, phone, /Changed terms:/);
  return old;
}

const receiptOf = async ({ id }: Agreement, version?: number) =>
  (await app.client.contracts.receipt(id, { ...(version !== undefined && { version }) })).text;

describe('new terms before everybody agreed', () => {
  test('replace the old ones: every party is asked again, with a new code', async () => {
    const agreement = await propose(app);
    await sayYes(app, agreement.seller);
    const old = await amend(agreement);
    const contract = await read(app, agreement.id);
    expect(contract).toMatchObject({ status: 'pending', version: 2, total_amount: '330000.00' });
    expect(contract.contract_hash).not.toBe(agreement.created.contract_hash);
    expect(await statuses(app, agreement.id)).toEqual(['pending', 'pending', 'pending']);
    const fresh = await codesOf(agreement);
    expect([fresh.seller === old.seller, fresh.buyer === old.buyer]).toEqual([false, false]);
    const { document } = await app.client.contracts.document(agreement.id);
    expect(document.previous_hash).toBe(agreement.created.contract_hash);
  });

  test('make the old code worthless, for yes and for no', async () => {
    const agreement = await propose(app);
    const old = await amend(agreement);
    await app.phones.reply(agreement.seller, `YES-${old.seller}`);
    await app.phones.reply(agreement.buyer, `NO-${old.buyer}`);
    expect(await statuses(app, agreement.id)).toEqual(['pending', 'pending', 'pending']);
    expect(await outcomes(app, agreement.id)).toEqual(['closed', 'closed']);
    expect(await eventTypes(app, agreement.id)).toEqual(['contract.created', 'contract.amended']);
  });

  test('are agreed to with the new codes, and the receipt is about them', async () => {
    const agreement = await propose(app);
    await amend(agreement);
    await sayYes(app, agreement.seller, agreement.buyer);
    expect(await statuses(app, agreement.id)).toEqual(['confirmed', 'confirmed', 'confirmed']);
    const receipt = await receiptOf(agreement);
    expect(JSON.parse(JSON.parse(receipt).document)).toMatchObject({ version: 2, terms: CHEAPER });
    expect(await verify(app, receipt)).toMatchObject({ code: 0 });
    expect((await refusal(receiptOf(agreement, 1))).status).toBe(409);
  });

  test('are never agreed to by the contract id alone, or by a bare word', async () => {
    const agreement = await propose(app);
    await amend(agreement);
    await untilQuiet(app);
    for (const text of [`YES-${agreement.id}`, `YES ${agreement.id}`, 'NDIYO', 'YES']) {
      await app.phones.reply(agreement.seller, text);
    }
    expect(await statuses(app, agreement.id)).toEqual(['pending', 'pending', 'pending']);
    expect(await eventTypes(app, agreement.id)).toEqual(['contract.created', 'contract.amended']);
  });
});

describe('new terms after everybody agreed', () => {
  test('stand beside the confirmed ones as a proposal', async () => {
    const agreement = await proposeAndConfirm(app);
    await amend(agreement);
    const contract = await read(app, agreement.id);
    expect(contract).toMatchObject({ status: 'confirmed', version: 1, total_amount: '350000.00' });
    expect(contract.contract_hash).toBe(agreement.created.contract_hash);
    expect(contract.proposal).toMatchObject({ version: 2, terms: CHEAPER });
    expect(contract.proposal?.parties.map((party) => party.status)).toEqual(['pending', 'pending']);
  });

  test('do not count a reply to the old ones that arrives late', async () => {
    const agreement = await proposeAndConfirm(app);
    const old = await amend(agreement);
    await untilQuiet(app);
    const before = [
      await read(app, agreement.id),
      asIssued(await receiptOf(agreement)),
      await eventTypes(app, agreement.id),
    ];
    await app.phones.reply(agreement.seller, `YES-${old.seller}`);
    await app.phones.reply(agreement.buyer, `NO-${old.buyer}`);
    await app.phones.reply(agreement.buyer, `YES-${agreement.id}`);
    const after = [
      await read(app, agreement.id),
      asIssued(await receiptOf(agreement)),
      await eventTypes(app, agreement.id),
    ];
    expect(after).toEqual(before);
  });

  test('take effect when the last party agrees, and both receipts stay good', async () => {
    const agreement = await proposeAndConfirm(app);
    const first = await receiptOf(agreement);
    await amend(agreement);
    await sayYes(app, agreement.seller);
    expect(await read(app, agreement.id)).toMatchObject({
      status: 'confirmed',
      version: 1,
      terms: { total_amount: '350000.00' },
    });
    expect(asIssued(await receiptOf(agreement))).toBe(asIssued(first));
    await sayYes(app, agreement.buyer);
    const contract = await read(app, agreement.id);
    expect(contract).toMatchObject({ status: 'confirmed', version: 2, total_amount: '330000.00' });
    expect(contract.proposal).toBeUndefined();
    const second = await receiptOf(agreement);
    expect(JSON.parse(JSON.parse(second).document)).toMatchObject({
      version: 2,
      previous_hash: agreement.created.contract_hash,
    });
    expect(asIssued(await receiptOf(agreement, 2))).toBe(asIssued(second));
    expect(asIssued(await receiptOf(agreement, 1))).toBe(asIssued(first));
    for (const receipt of [first, second]) expect(await verify(app, receipt)).toMatchObject({ code: 0 });
    const types = await eventTypes(app, agreement.id);
    expect(types.filter((type) => type === 'contract.confirmed')).toHaveLength(2);
  });

  test('leave the old ones standing when a party refuses, and say so', async () => {
    const agreement = await proposeAndConfirm(app);
    const first = await receiptOf(agreement);
    await amend(agreement);
    await sayYes(app, agreement.seller);
    await sayNo(app, agreement.buyer);
    const contract = await read(app, agreement.id);
    expect(contract).toMatchObject({ status: 'confirmed', version: 1, total_amount: '350000.00' });
    expect(contract.proposal).toBeUndefined();
    expect(asIssued(await receiptOf(agreement, 1))).toBe(asIssued(first));
    expect(await verify(app, await receiptOf(agreement, 2))).toMatchObject({ code: 0 });
    await untilQuiet(app);
    for (const phone of [agreement.seller, agreement.buyer]) {
      const last = (await app.phones.texts(phone)).at(-1)!;
      expect(last).toMatch(/refused/);
      expect(last).not.toMatch(/closed/); // the contract is not: what was confirmed stands
    }
  });

  test('replace an earlier proposal that nobody concluded', async () => {
    const agreement = await proposeAndConfirm(app);
    await amend(agreement);
    const second = await codesOf(agreement);
    await issuerOf(app, agreement).contracts.update(agreement.id, { terms: { ...CHEAPER, quantity: '90' } });
    await untilQuiet(app);
    await app.phones.reply(agreement.seller, `YES-${second.seller}`);
    const { proposal } = await read(app, agreement.id);
    expect(proposal).toMatchObject({ version: 3, terms: { quantity: '90' } });
    expect(proposal?.parties[0]?.status).toBe('pending');
    await sayYes(app, agreement.seller, agreement.buyer);
    expect(await read(app, agreement.id)).toMatchObject({ version: 3, terms: { quantity: '90' } });
  });

  test('are withdrawn with the contract, without telling anybody that a completed one was cancelled', async () => {
    const agreement = await proposeAndConfirm(app);
    const { contracts } = issuerOf(app, agreement);
    await contracts.activate(agreement.id);
    await amend(agreement);
    expect(await contracts.complete(agreement.id)).toMatchObject({ status: 'completed', version: 1 });
    await sayYes(app, agreement.seller, agreement.buyer);
    expect(await read(app, agreement.id)).toMatchObject({ status: 'completed', version: 1, total_amount: '350000.00' });
    await untilQuiet(app);
    for (const text of await app.phones.texts(agreement.seller)) expect(text).not.toMatch(/contract \S+ was cancelled/);
  });
});

test.each(['declined', 'cancelled'])('a contract that is %s takes no new terms', async (end) => {
  const agreement = await propose(app);
  const { contracts } = issuerOf(app, agreement);
  if (end === 'declined') await sayNo(app, agreement.seller);
  else await contracts.cancel(agreement.id);
  const { status, members } = await refusal(contracts.update(agreement.id, { terms: CHEAPER }));
  expect([status, members.current_status]).toEqual([409, end]);
  expect((await read(app, agreement.id)).version).toBe(1);
});
