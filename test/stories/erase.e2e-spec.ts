/** A person asks to be forgotten: nothing names them any more, and the log still proves that nothing else was changed. */
import { type App, startApp } from '../start-app.js';
import { databaseEnv, rows, storedBytes } from '../story-database.js';
import { type Agreement, asIssuer, issuerOf, propose, proposeAndConfirm, read, refusal, sayNo } from './agreement.js';
import { runCli, verify } from './command-line.js';
import { untilQuiet } from './database.js';

const NAME = 'Nyambura Wairimu';
const WORDS = 'siku ya mvua kubwa';

describe('after a person was erased', () => {
  let app: App;
  let confirmed: Agreement;
  let declined: Agreement;
  let untouched: Agreement;
  let kept: string;
  const cli = (...args: string[]) => runCli(args, { DATA_DIR: app.dataDir, ...databaseEnv(app.dataDir) });

  beforeAll(async () => {
    app = await startApp();
    confirmed = await proposeAndConfirm(app, { transcript: `${NAME}: ${WORDS}` });
    const { seller: phone_number } = confirmed;
    const { parties } = await read(app, confirmed.id);
    const other = { phone_number: '+254733000111', role: parties[1]!.role, name: 'Otieno' };
    const parts = [{ phone_number, role: 'seller', name: NAME }, other];
    declined = await propose(app, { parties: parts });
    await sayNo(app, phone_number);
    untouched = await proposeAndConfirm(app);
    await issuerOf(app, confirmed).contracts.dispute(confirmed.id, { reason: `${NAME} said ${WORDS}` });
    kept = (await app.http.get(`${confirmed.path}/receipt`)).text;
    await untilQuiet(app);
  }, 60_000);
  afterAll(() => app.close());

  test('asking what would go changes nothing; an open contract is refused', async () => {
    const open = await propose(app, {
      parties: [
        { phone_number: declined.buyer, role: 'buyer' },
        { phone_number: '+254733000222', role: 'seller' },
      ],
    });
    const told = await cli('erase', declined.buyer);
    expect(told.output).toContain(`  ${open.id}  pending`);
    expect(told.output).toContain('Nothing was done.');
    expect(await cli('erase', declined.buyer, '--yes')).toEqual({
      code: 2,
      output: `Contract ${open.id} still awaits answers: cancel it first.\n`,
    });
    await issuerOf(app, open).contracts.cancel(open.id);
    expect((await read(app, declined.id)).parties[1]!.name).toBe('Otieno');
    await untilQuiet(app);
  }, 60_000);

  test('contracts stand without the name and the number; document and receipt are gone, with a sentence', async () => {
    const erased = await cli('erase', confirmed.seller, '--yes');
    expect(erased.output).toMatch(/^Erased from 2 contracts, and \d+ texts? about no contract\./);
    const contract = await read(app, confirmed.id);
    expect(contract).toMatchObject({ status: 'disputed', terms: confirmed.created.terms });
    expect(contract.parties[0]).toMatchObject({ name: 'erased', status: 'confirmed', evidence_grade: 'D' });
    expect(contract.parties[1]).toMatchObject({ name: confirmed.created.parties[1]!.name });
    for (const part of ['document', 'receipt', 'receipt.pdf']) {
      const answer = await app.http.get(`${confirmed.path}/${part}`);
      expect(answer).toMatchObject({
        status: 410,
        body: { title: 'That was erased at the request of a person it named' },
      });
    }
    expect(await refusal(issuerOf(app, confirmed).contracts.complete(declined.id))).toMatchObject({ status: 404 });
    await issuerOf(app, confirmed).contracts.complete(confirmed.id);
  }, 60_000);

  test('the other contract is untouched, and the log, the chains and a kept receipt still hold', async () => {
    expect((await verify(app, (await app.http.get(`${untouched.path}/receipt`)).text)).code).toBe(0);
    expect((await verify(app, kept)).code).toBe(0);
    const { code, output } = await cli('audit');
    expect(output).toMatch(
      /^ok {5}public keys: 1\nok {5}leaves of the log: \d+\nok {5}events: \d+\nok {5}documents: 4\nok {5}receipts: 1\n$/,
    );
    expect(code).toBe(0);
    const events = (await asIssuer(app, confirmed).get(`${confirmed.path}/events`)).body.events;
    expect(events.map(({ type }: { type: string }) => type)).toContain('contract.erased');
    expect(events.find(({ type }: { type: string }) => type === 'contract.disputed').data).toEqual({});
    const salts = rows(app.dataDir, 'SELECT leaf_salt FROM events WHERE contract_id = ? AND seq < 6', confirmed.id);
    expect(salts.map(({ leaf_salt }) => leaf_salt)).toEqual([null, null, null, null, null]);
  }, 60_000);

  test('once more with the server stopped, no byte of the number, the name or the words is stored', async () => {
    await app.close({ keepData: true });
    const again = await cli('erase', confirmed.seller, '--yes');
    expect(again.code).toBe(0);
    const digits = confirmed.seller.slice(1);
    for (const [file, bytes] of storedBytes(app.dataDir)) {
      for (const trace of [digits, NAME, WORDS])
        expect([file, trace, bytes.includes(trace)]).toEqual([file, trace, false]);
    }
    app = await startApp({ dataDir: app.dataDir });
    expect((await app.http.get('/readyz')).status).toBe(200);
  }, 60_000);

  test.each([[[]], [['+254']], [['+254712345678', '+254712345679']]])(
    'erase %j is refused in a sentence',
    async (numbers) => {
      expect((await cli('erase', ...numbers)).code).toBe(2);
    },
  );
});
