import { AccountEventsService } from '../../src/feed/account-events.service.js';
import { FeedService } from '../../src/feed/feed.service.js';
import { FeedWorker } from '../../src/feed/feed.worker.js';
import type { FeedCursor } from '../../src/feed/feed-cursor.js';
import { parseCursor, START, writeCursor } from '../../src/feed/feed-cursor.js';
import type { LogWorker } from '../../src/log/log.worker.js';
import { Account, Contract, ContractVersion } from '../../src/persistence/contract.entities.js';
import { Database } from '../../src/persistence/database.js';
import { ContractEvent } from '../../src/persistence/evidence.entities.js';
import { onEveryEngine, type Place } from '../persistence/engines.js';
import { aContractId, aContractRow, anEventRow, aVersionRow } from '../persistence/rows.js';
import { until } from '../until.js';

const HASH = 'a'.repeat(64);
const second = (n: number) => `2026-11-22T10:00:${String(n).padStart(2, '0')}.000Z`;

test('a cursor is written and read; anything else is none', () => {
  expect(parseCursor(writeCursor({ leaves: 12, positions: 3 }))).toEqual({ leaves: 12, positions: 3 });
  for (const text of ['', '12', '1.2.3', '-1.2', '1.x', '1e3.2', '9999999999.1', ' 1.2'])
    expect(parseCursor(text)).toBeNull();
});

onEveryEngine((freshPlace) => {
  let place: Place;
  let database: Database;
  let feed: FeedService;
  const workers: FeedWorker[] = [];
  // The log beside it takes no part: these tests place the leaves themselves.
  const silentLog = { whenSequenced: () => {} } as unknown as LogWorker;
  const [mine, theirs] = [aContractId(), aContractId()];

  const startWorker = () => {
    const worker = new FeedWorker(database.transactions, database.reads, silentLog, database.tidings);
    workers.push(worker);
    worker.onApplicationBootstrap();
    return worker;
  };

  beforeAll(async () => {
    place = await freshPlace();
    database = await Database.open(place.address);
    feed = new FeedService(database.reads);
    await database.transactions.run(async (tx) => {
      await tx.insert(Account, { id: 'other', name: 'Other', created_at: second(0) });
      for (const [id, account_id] of [
        [mine, 'community'],
        [theirs, 'other'],
      ] as const) {
        await tx.insert(Contract, aContractRow({ id, account_id, status: 'confirmed' }));
        await tx.insert(ContractVersion, aVersionRow({ contract_id: id }));
      }
      const facts = (status: string) => JSON.stringify({ status, version: 1, contract_hash: HASH });
      const yes = JSON.stringify({ version: 1, contract_hash: HASH, party_id: 'p1', grade: 'B' });
      const rows: [string, number, number, string, string][] = [
        [mine, 1, 0, 'contract.created', facts('pending')],
        [theirs, 1, 1, 'contract.created', facts('pending')],
        [mine, 2, 2, 'contract.party_confirmed', yes],
        [mine, 3, 3, 'contract.confirmed', facts('confirmed')],
      ];
      for (const [contract_id, seq, leaf_index, type, data] of rows) {
        const at = second(leaf_index * 2);
        await tx.insert(
          ContractEvent,
          anEventRow({ contract_id, seq, leaf_index, leaf_salt: 'd'.repeat(32), type, data, at }),
        );
      }
      // Not in the log yet: not told yet.
      await tx.insert(ContractEvent, anEventRow({ contract_id: mine, seq: 4, type: 'contract.activated' }));
    });
  }, 30_000);
  afterAll(async () => {
    for (const worker of workers) await worker.onModuleDestroy();
    await database.close();
    await place.drop();
  }, 30_000);

  const record = (type: 'message.delivered' | 'budget.spent', n: number, contractId?: string) =>
    database.transactions.run((tx) =>
      new AccountEventsService(workers[0]!).record(tx, {
        ...{ accountId: 'community', type, data: { n }, now: new Date(second(n)) },
        ...(contractId !== undefined && { contractId }),
      }),
    );
  const readAll = async (accountId: string | null, from: FeedCursor = START) =>
    (await feed.after(from, accountId)).items;

  test('events of the chain and of the account come in one order, each contract’s in its own', async () => {
    const [one, two] = [startWorker(), startWorker()];
    let news = 0;
    const leave = one.whenNews(() => news++);
    await record('message.delivered', 3, mine);
    await record('budget.spent', 9);
    one.poke();
    two.poke();
    await until(
      () => feed.head(),
      (head) => head.positions === 2,
    );
    expect((await readAll('community')).map(({ type }) => type)).toEqual([
      ...['contract.created', 'message.delivered', 'contract.party_confirmed', 'contract.confirmed', 'budget.spent'],
    ]);
    await until(
      () => news,
      (count) => count > 0,
    );
    leave();
  });

  test('an account is told of its own alone; all of them where none is named', async () => {
    expect((await readAll('other')).map(({ data }) => data.contract_id)).toEqual([theirs]);
    expect(await readAll(null)).toHaveLength(6);
    expect(await readAll('nobody')).toEqual([]);
  });

  test('every contract’s item names status, version and hash as they were then', async () => {
    const facts = (await readAll('community')).map(({ id, data }) => [id, data]);
    expect(facts[0]).toEqual([
      `evt_${mine}_1`,
      { contract_id: mine, status: 'pending', version: 1, contract_hash: HASH },
    ]);
    expect(facts[2]![1]).toMatchObject({ contract_id: mine, status: 'pending', version: 1, party_id: 'p1' });
    expect(facts[3]![1]).toMatchObject({ status: 'confirmed' });
    expect(facts[1]![1]).toMatchObject({
      contract_id: mine,
      status: 'confirmed',
      version: 1,
      contract_hash: HASH,
      n: 3,
    });
    expect(facts[4]![1]).toEqual({ n: 9 });
  });

  test('whoever goes on from any item sees all that follow, and none twice', async () => {
    const all = await readAll(null);
    for (const [i, { cursor }] of all.entries()) {
      expect((await readAll(null, cursor)).map(({ id }) => id)).toEqual(all.slice(i + 1).map(({ id }) => id));
    }
    const { cursor, isAtEnd } = await feed.after(START, 'nobody');
    expect({ cursor, isAtEnd }).toEqual({ cursor: await feed.head(), isAtEnd: true });
  });

  test('a cursor beyond the end shows nothing and goes back for nobody', async () => {
    const beyond = { leaves: 900, positions: 900 };
    expect(await feed.after(beyond, null)).toMatchObject({ items: [], cursor: beyond, isAtEnd: true });
  });

  test('a thousand recorded at once by many get places from the first to the last, without a gap', async () => {
    await Promise.all(Array.from({ length: 1_000 }, () => record('budget.spent', 50)));
    await until(
      () => feed.head(),
      (head) => head.positions === 1_002,
    );
    const rows = await database.reads.sql<{ position: number }>`SELECT position FROM account_events ORDER BY position`;
    expect(rows.map(({ position }) => position)).toEqual(Array.from({ length: 1_002 }, (_, i) => i + 1));
    let [cursor, seen] = [START, 0];
    for (let isAtEnd = false; !isAtEnd; ) {
      const page = await feed.after(cursor, 'community');
      seen += page.items.length;
      ({ cursor, isAtEnd } = page);
    }
    expect(seen).toBe(1_005);
  });
});
