import { Like } from 'typeorm';
import { Account, Contract } from '../../src/persistence/contract.entities.js';
import { dataSourceFor } from '../../src/persistence/data-source.js';
import { Database } from '../../src/persistence/database.js';
import type { Tx } from '../../src/transactions/tx.js';
import { onEveryEngine, type Place } from './engines.js';
import { AT, aContractId, aContractRow } from './rows.js';

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
  const insert = async (tx: Tx, id: string) => tx.insert(Account, { id, name: 'A', created_at: AT });
  const idsLike = async (pattern: string, from: Pick<Tx, 'sql'> = database.reads) =>
    (await from.sql<{ id: string }>`SELECT id FROM accounts WHERE id LIKE ${pattern} ORDER BY id`).map(({ id }) => id);

  test('500 writers at once are all durable: another connection finds every row', async () => {
    const ids = Array.from({ length: 500 }, (_, i) => `many ${String(i).padStart(3, '0')}`);
    expect(await Promise.all(ids.map((id) => run(async (tx) => insert(tx, id).then(() => id))))).toEqual(ids);
    const other = await dataSourceFor(place.address, 'read-only').initialize();
    const found = await other.manager.find(Account, { where: { id: Like('many %') }, order: { id: 'ASC' } });
    expect(found.map(({ id }) => id)).toEqual(ids);
    await other.destroy();
  });

  test('a failing writer is rolled back alone, and hears its own error', async () => {
    const writers = Array.from({ length: 90 }, (_, i) =>
      run(async (tx) => {
        await insert(tx, `alone ${i} a`);
        if (i % 3 === 0) throw new Error(`writer ${i} gives up`);
        await insert(tx, `alone ${i} b`);
      }),
    );
    const settled = await Promise.allSettled(writers);
    const failed = settled.flatMap((one, i) => (one.status === 'rejected' ? [[i, (one.reason as Error).message]] : []));
    expect(failed).toEqual(Array.from({ length: 30 }, (_, n) => [n * 3, `writer ${n * 3} gives up`]));
    const stored = await idsLike('alone %');
    const expected = settled.flatMap((one, i) => (one.status === 'fulfilled' ? [`alone ${i} a`, `alone ${i} b`] : []));
    expect(stored.sort()).toEqual(expected.sort());
  });

  test('a row that breaks a rule of the database fails its writer alone', async () => {
    const [first, second, third] = await Promise.allSettled([
      run((tx) => insert(tx, 'rule 1')),
      run(async (tx) => {
        await insert(tx, 'rule 2');
        await insert(tx, 'community'); // there already
      }),
      run((tx) => insert(tx, 'rule 3')),
    ]);
    expect([first.status, second.status, third.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await idsLike('rule %')).toEqual(['rule 1', 'rule 3']);
  });

  test('a reader never sees a write before its commit; the writer itself does', async () => {
    let seenByReader: string[] | undefined;
    await run(async (tx) => {
      await insert(tx, 'unseen');
      expect(await idsLike('unseen', tx)).toEqual(['unseen']);
      seenByReader = await idsLike('unseen');
    });
    expect(seenByReader).toEqual([]);
    expect(await idsLike('unseen')).toEqual(['unseen']);
  });

  test('when run answers, a reader sees the write at once', async () => {
    for (let i = 0; i < 50; i++) {
      await run((tx) => insert(tx, `at once ${i}`));
      expect(await idsLike(`at once ${i}`)).toEqual([`at once ${i}`]);
    }
  });

  test('insertNew says false for a row that is there, changes nothing, and the transaction goes on', async () => {
    const id = aContractId();
    const answers = await run(async (tx) => [
      await tx.insertNew(Contract, aContractRow({ id, external_id: 'once' })),
      await tx.insertNew(Contract, aContractRow({ id, contract_type: 'other' })),
      await tx.insertNew(Contract, aContractRow({ id: aContractId(), external_id: 'once' })),
      await tx.insertNew(Contract, aContractRow({ id: aContractId() })),
    ]);
    expect(answers).toEqual([true, false, false, true]);
    const [kept] = await database.reads.sql<Contract>`SELECT * FROM contracts WHERE id = ${id}`;
    expect(kept).toMatchObject({ contract_type: 'agricultural_supply', external_id: 'once' });
  });

  test('insert takes many rows or none; update says how many changed', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({ id: `rows ${i}`, name: 'old', created_at: AT }));
    await run(async (tx) => {
      await tx.insert(Account, ...rows);
      await tx.insert(Account);
    });
    expect(await idsLike('rows %')).toHaveLength(40);
    expect(await run((tx) => tx.update(Account, { name: 'old' }, { name: 'new' }))).toBe(40);
    expect(await run((tx) => tx.update(Account, { id: 'rows 7', name: 'new' }, { name: 'newer' }))).toBe(1);
    expect(await run((tx) => tx.update(Account, { id: 'nobody' }, { name: 'x' }))).toBe(0);
  });

  test('afterCommit runs once, when the write is there, and not at all after a rollback', async () => {
    const heard: string[] = [];
    const committed = run(async (tx) => {
      await insert(tx, 'after 1');
      tx.afterCommit(() => heard.push('committed'));
      expect(heard).toEqual([]);
    });
    const rolledBack = run(async (tx) => {
      await insert(tx, 'after 2');
      tx.afterCommit(() => heard.push('rolled back'));
      throw new Error('no');
    });
    await Promise.allSettled([committed, rolledBack]);
    expect(heard).toEqual(['committed']);
    expect(await idsLike('after %')).toEqual(['after 1']);
  });

  test('what an attempt that was undone wanted after the commit is not done', async () => {
    const heard: string[] = [];
    const undone = (tx: Tx) =>
      tx.attempt(async () => {
        tx.afterCommit(() => heard.push('undone'));
        throw new Error('no');
      });
    await run(async (tx) => {
      tx.afterCommit(() => heard.push('before'));
      await undone(tx).catch(() => {});
      await tx.attempt(async () => tx.afterCommit(() => heard.push('after')));
    });
    expect(heard).toEqual(['before', 'after']);
  });

  test('each write is measured from when it was asked for, and a queue that is empty says so', async () => {
    const { waitedSeconds, refusals } = database.transactions;
    const measured = () => waitedSeconds.counts.reduce((sum, count) => sum + count, 0);
    const before = measured();
    const writes = Array.from({ length: 20 }, (_, i) => run((tx) => insert(tx, `measured ${i}`)));
    await Promise.all(writes);
    expect(measured() - before).toBe(20);
    expect([database.transactions.waitingCount, database.transactions.refusals]).toEqual([0, refusals]);
  });
});
