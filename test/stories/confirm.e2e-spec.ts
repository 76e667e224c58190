/** The main job: both parties reply yes, and there is a signed record that anybody can check. */
import { createHash } from 'node:crypto';
import type { Receipt } from '../../src/client/client.js';
import type { App } from '../start-app.js';
import { startApp } from '../start-app.js';
import {
  type Agreement,
  eventTypes,
  messagesOf,
  propose,
  proposeAndConfirm,
  read,
  refusal,
  sayYes,
  statuses,
  untilTold,
} from './agreement.js';
import { verify } from './command-line.js';

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

describe('both parties reply yes', () => {
  let agreement: Agreement;
  let receiptText: string;
  beforeAll(async () => {
    agreement = await proposeAndConfirm(app);
    receiptText = (await app.client.contracts.receipt(agreement.id)).text;
  });

  test('the contract is confirmed, and says when and by whom', async () => {
    const contract = await read(app, agreement.id);
    expect(contract).toMatchObject({ status: 'confirmed', version: 1, hash_algorithm: 'blake2b-256' });
    expect(contract.contract_hash).toBe(agreement.created.contract_hash);
    expect(contract.confirmed_at).toMatch(/^\d{4}-.*Z$/);
    for (const party of contract.parties) {
      expect(party).toMatchObject({ status: 'confirmed', channel: 'sms', evidence_grade: 'D', delivery: 'delivered' });
    }
  });

  test('the status counts who has signed', async () => {
    const { status, progress, signatures } = await app.client.contracts.status(agreement.id);
    expect([status, progress]).toEqual(['confirmed', { signed: 2, total: 2, complete: true }]);
    expect(signatures.map((one) => one.status)).toEqual(['confirmed', 'confirmed']);
  });

  test('the chain of events tells the story in order', async () => {
    const yes = 'contract.party_confirmed';
    expect(await eventTypes(app, agreement.id)).toEqual(['contract.created', yes, yes, 'contract.confirmed']);
  });

  test('each phone got one invitation and one notice, with no code in what the issuer sees', async () => {
    for (const phone of [agreement.seller, agreement.buyer]) {
      expect(await untilTold(app, phone, /is confirmed\. All 2 parties agreed/)).toHaveLength(2);
    }
    const [invitation] = await messagesOf(app, agreement.id, 'invitation');
    expect(invitation?.text).toMatch(/Reply YES-•••••• to agree/);
  });

  test('the document hashes to the contract hash', async () => {
    const { text, document } = await app.client.contracts.document(agreement.id);
    expect(document).toMatchObject({ $type: 'ndiyo.contract.v1', contract_id: agreement.id, version: 1 });
    expect(JSON.parse(receiptText).document).toBe(text);
    // not a truncated longer digest, which is what most libraries offer first
    expect(createHash('blake2b512').update(text).digest('hex').slice(0, 64)).not.toBe(agreement.created.contract_hash);
  });

  test('the receipt holds both decisions with the exact words and no code', () => {
    const { decisions } = JSON.parse(receiptText) as Receipt;
    expect(decisions.map((one) => one.party_id)).toEqual(['p1', 'p2']);
    for (const decision of decisions) {
      expect(decision).toMatchObject({ answer: 'yes', channel: 'sms', carrier: 'simulator', grade: 'D' });
      expect(decision.reply).toBe('YES-{code}');
      expect(decision.texts_shown).toEqual([expect.stringContaining('Reply YES-{code} to agree')]);
      expect(decision.terms_not_shown).toEqual([]);
    }
  });

  test('the command line finds the receipt valid with the service’s keys', async () => {
    const { code, output } = await verify(app, receiptText);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining(agreement.id) });
  });

  test('without a trusted key it says that the signer was not checked', async () => {
    const { code, output } = await verify(app, receiptText, 'nobody');
    expect({ code, output }).toMatchObject({ code: 3, output: expect.stringContaining('No trusted key was given') });
  });

  test('the command line says the same in Swahili when asked to', async () => {
    const { code, output } = await verify(app, receiptText, 'jwks', ['--language', 'sw']);
    expect(code).toBe(0);
    expect(output).toContain(`Mkataba ${agreement.id}, toleo la 1, umethibitishwa`);
    expect(output).toContain('MAJARIBIO TU (SIMULATED)');
    expect(output).not.toMatch(/The last event|Not proven/);
    const unchecked = await verify(app, receiptText, 'nobody', ['--language', 'sw']);
    expect(unchecked).toMatchObject({ code: 3, output: expect.stringMatching(/BADO +signer: Hakuna ufunguo/) });
    expect(await verify(app, receiptText, 'jwks', ['--language', 'fr'])).toEqual({
      code: 2,
      output: '--language must be en or sw\n',
    });
  });

  test.each([
    ['document', 'Maize', 'Maide', /The document does not match the signed hash/],
    ['decisions', '"YES-{code}"', '"YES-{c0de}"', /The decisions do not match the signed hash/],
    ['events', '"channel":"sms","', '"channel":"smt","', /Event \d+ \(contract\.party_confirmed\) does not match/],
  ])('one changed character in %s is found and named', async (part, from, to, complaint) => {
    const receipt = JSON.parse(receiptText);
    const isText = typeof receipt[part] === 'string';
    const changed = (isText ? receipt[part] : JSON.stringify(receipt[part])).replace(from, to);
    const forged = JSON.stringify({ ...receipt, [part]: isText ? changed : JSON.parse(changed) });
    expect(forged).not.toBe(receiptText);
    expect(await verify(app, forged)).toMatchObject({ code: 1, output: expect.stringMatching(complaint) });
  });

  test('one changed character in the signature is found and named', async () => {
    const receipt = JSON.parse(receiptText);
    const [header, payload, signature] = receipt.signature.split('.');
    const turned = `${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`;
    const forged = JSON.stringify({ ...receipt, signature: `${header}.${payload}.${turned}` });
    expect(await verify(app, forged)).toMatchObject({ code: 1, output: expect.stringContaining('signature is wrong') });
  });
});

test('one yes confirms nothing, and there is no receipt yet', async () => {
  const { id, seller } = await propose(app);
  await sayYes(app, seller);
  expect((await read(app, id)).confirmed_at).toBeNull();
  expect(await statuses(app, id)).toEqual(['pending', 'confirmed', 'pending']);
  const { status, kind } = await refusal(app.client.contracts.receipt(id));
  expect([status, kind]).toEqual([409, 'nothing-decided']);
});

test('a second yes from the same phone changes nothing', async () => {
  const { id, seller } = await propose(app);
  await sayYes(app, seller, seller);
  expect(await eventTypes(app, id)).toEqual(['contract.created', 'contract.party_confirmed']);
  expect((await messagesOf(app, id, 'reply')).map((reply) => reply.outcome)).toEqual(['yes', 'repeated']);
});

test('a yes after the confirmation leaves the record as it was', async () => {
  const { id, seller } = await proposeAndConfirm(app);
  const { contracts } = app.client;
  const before = [await contracts.receipt(id), await contracts.events(id)];
  await sayYes(app, seller);
  expect([await contracts.receipt(id), await contracts.events(id)]).toEqual(before);
});
