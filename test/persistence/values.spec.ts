import { Contract, ContractVersion } from '../../src/persistence/contract.entities.js';
import { Database } from '../../src/persistence/database.js';
import { Message, OneTimeCode } from '../../src/persistence/message.entities.js';
import type { Tx } from '../../src/transactions/tx.js';
import { onEveryEngine, type Place } from './engines.js';
import { AT, aContractId, aContractRow, aVersionRow } from './rows.js';

const LARGEST_INTEGER = 2_147_483_647;

onEveryEngine((freshPlace) => {
  let place: Place;
  let database: Database;
  beforeAll(async () => {
    place = await freshPlace();
    database = await Database.open(place.address);
  }, 30_000);
  afterAll(async () => {
    await database.close();
    await place.drop();
  });

  const run = <T>(work: (tx: Tx) => Promise<T>) => database.transactions.run(work);

  test.each([
    '2026-11-22T10:11:12.345Z',
    '2026-02-28T23:59:59.999Z',
    '2028-02-29T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
    '1970-01-01T00:00:00.000Z',
  ])('the time %s comes back to the millisecond, as it was written', async (at) => {
    const id = aContractId();
    await run((tx) => tx.insert(Contract, aContractRow({ id, created_at: at, confirmed_at: at })));
    const [row] = await database.reads.sql<Contract>`SELECT * FROM contracts WHERE id = ${id}`;
    expect(row).toEqual(aContractRow({ id, created_at: at, confirmed_at: at }));
    expect(await database.reads.manager.findOneBy(Contract, { id })).toEqual(row);
  });

  test('times sort as they follow each other', async () => {
    const times = ['2030-01-01T00:00:00.000Z', '2030-01-01T00:00:00.001Z', '2030-01-01T00:00:01.000Z'];
    const rows = [1, 0, 2].map((i) => aContractRow({ id: aContractId(), created_at: times[i]! }));
    await run((tx) => tx.insert(Contract, ...rows));
    const sorted = await database.reads.sql<Contract>`
      SELECT created_at FROM contracts WHERE created_at >= ${times[0]!} AND created_at < ${'2031'} ORDER BY created_at`;
    expect(sorted.map((row) => row.created_at)).toEqual(times);
  });

  test.each<[string, string]>([
    ['amounts far beyond what a double holds', '{"total_amount":"999999999999999999.99999999","n":9007199254740991}'],
    ['a number written as it was', '{"a":1e-7,"b":0.1,"c":1.10}'],
    ['every script and emoji', '{"name":"Wanjirũ Ng’ang’a 😀 \u202e مرحبا \u2028"}'],
    ['quotes, backslashes and placeholders', `{"a":"'\\"?$1%_;--"}`],
    ['line ends of all kinds', 'a\r\nb\nc\rd\te'],
    ['a text as long as a request may be', `"${'ñ'.repeat(64 * 1024)}"`],
    ['nothing', ''],
  ])('a document with %s comes back byte for byte', async (_, document) => {
    const id = aContractId();
    await run(async (tx) => {
      await tx.insert(Contract, aContractRow({ id }));
      await tx.insert(ContractVersion, aVersionRow({ contract_id: id, document }));
    });
    const [row] = await database.reads.sql<ContractVersion>`SELECT * FROM contract_versions WHERE contract_id = ${id}`;
    expect(row?.document).toBe(document);
    expect((await database.reads.manager.findOneByOrFail(ContractVersion, { contract_id: id })).document).toBe(
      document,
    );
  });

  test('the largest integer a column holds comes back as a number', async () => {
    const id = aContractId();
    await run((tx) => tx.insert(Contract, aContractRow({ id, version: LARGEST_INTEGER })));
    const [row] = await database.reads.sql<Contract>`SELECT version FROM contracts WHERE id = ${id}`;
    expect(row?.version).toBe(LARGEST_INTEGER);
    const code = { id: 'c', contract_id: id, asked_by: 'x', counter: 999_999_999, tries: 0, created_at: AT };
    await run((tx) => tx.insert(OneTimeCode, { ...code, expires_at: AT }));
    expect((await database.reads.manager.findOneByOrFail(OneTimeCode, { id: 'c' })).counter).toBe(999_999_999);
  });

  test('what is left out is null, zero stays zero and an empty text stays empty', async () => {
    const row = { direction: 'out', phone_number: '+254712345678', kind: 'help', status: 'queued', created_at: AT };
    await run((tx) => tx.insert(Message, { ...row, id: 'm', text: '', segments: 0, possible_duplicate: 0 }));
    const [message] = await database.reads.sql<Message>`SELECT * FROM messages WHERE id = ${'m'}`;
    expect(message).toMatchObject({
      text: '',
      segments: 0,
      possible_duplicate: 0,
      contract_id: null,
      code_counter: null,
    });
  });
});
