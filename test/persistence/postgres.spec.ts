import { Client } from 'pg';
import { Account } from '../../src/persistence/contract.entities.js';
import type { DatabaseAddress } from '../../src/persistence/data-source.js';
import { Database } from '../../src/persistence/database.js';
import { Problem } from '../../src/problems/problem.js';
import type { Tx } from '../../src/transactions/tx.js';
import { describePostgres, freshPostgres, type Place, refusalOf } from './engines.js';
import { AT } from './rows.js';

/** Something that happens once, for others to wait on. */
function moment() {
  let happen = () => {};
  const happened = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return { happen, happened };
}

describePostgres(() => {
  let place: Place;
  let database: Database;
  beforeAll(async () => {
    place = await freshPostgres();
    database = await Database.open(place.address);
    await run((tx) => tx.insert(Account, ...['a', 'b'].map((id) => ({ id, name: '0', created_at: AT }))));
  }, 30_000);
  afterAll(async () => {
    await database.close();
    await place.drop();
  });

  const run = <T>(work: (tx: Tx) => Promise<T>) => database.transactions.run(work);
  const nameOf = async (id: string, from: Pick<Tx, 'sql'> = database.reads) =>
    (await from.sql<{ name: string }>`SELECT name FROM accounts WHERE id = ${id}`)[0]!.name;
  const increase = async (tx: Tx, id: string) => {
    const name = String(Number(await nameOf(id, tx)) + 1);
    await tx.update(Account, { id }, { name });
  };

  test('a writer that lost a serialization race runs again, and both writes count', async () => {
    const [before, other] = [Number(await nameOf('a')), moment()];
    const heard: number[] = [];
    let tries = 0;
    await run(async (tx) => {
      const thisTry = ++tries;
      tx.afterCommit(() => heard.push(thisTry));
      await tx.sql`SET TRANSACTION ISOLATION LEVEL SERIALIZABLE`;
      await nameOf('a', tx); // the snapshot is taken here
      if (thisTry === 1) await run((second) => increase(second, 'a')).then(other.happen);
      await other.happened;
      await increase(tx, 'a');
    });
    expect(tries).toBe(2);
    expect(heard).toEqual([2]); // what the first try wanted to tell is forgotten
    expect(Number(await nameOf('a'))).toBe(before + 2);
  });

  test('of two writers in a deadlock one runs again, and both writes count', async () => {
    const held = { a: moment(), b: moment() };
    const before = { a: Number(await nameOf('a')), b: Number(await nameOf('b')) };
    let tries = 0;
    const cross = (first: 'a' | 'b', second: 'a' | 'b') =>
      run(async (tx) => {
        tries++;
        await increase(tx, first);
        held[first].happen();
        await held[second].happened;
        await increase(tx, second);
      });
    await Promise.all([cross('a', 'b'), cross('b', 'a')]);
    expect(tries).toBe(3);
    expect(Number(await nameOf('a'))).toBe(before.a + 2);
    expect(Number(await nameOf('b'))).toBe(before.b + 2);
  }, 20_000);

  test('a conflict without end is given up after five tries', async () => {
    let tries = 0;
    const hopeless = run(async (tx) => {
      tries++;
      await tx.sql`DO $$ BEGIN RAISE serialization_failure; END $$`;
    });
    expect(await refusalOf(hopeless)).toMatch(/serialization_failure/);
    expect(tries).toBe(5);
  });

  test('an error of the work itself is not tried again', async () => {
    let tries = 0;
    const failing = run(async () => {
      tries++;
      throw new Problem('move-not-allowed', 'no');
    });
    expect(await refusalOf(failing)).toBe('no');
    expect(tries).toBe(1);
  });

  test('a connection that is cut within a transaction is a 503 that stored nothing, and the next writer is served', async () => {
    const before = await nameOf('b');
    const cut = run(async (tx) => {
      await increase(tx, 'b');
      const [{ pid }] = (await tx.sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`) as [{ pid: number }];
      await terminate(pid);
      await nameOf('b', tx);
    });
    await expect(cut).rejects.toMatchObject({ kind: 'unavailable', extras: { headers: { 'Retry-After': '2' } } });
    expect(await nameOf('b')).toBe(before);
    await run((tx) => increase(tx, 'b'));
    expect(Number(await nameOf('b'))).toBe(Number(before) + 1);
  });

  async function terminate(pid: number): Promise<void> {
    const client = new Client({ connectionString: (place.address as DatabaseAddress & { kind: 'postgres' }).url });
    await client.connect();
    await client.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
    await client.end();
  }
});
