/** Budgets where writers meet: exact on both engines, and nothing is taken for a text that does not go. */
import type { Tx } from '../../src/transactions/tx.js';
import { onEveryEngine } from '../persistence/engines.js';
import { ACCOUNTS, DAY, NOW, setStage, type Wish, wentOf } from './limits-stage.js';

onEveryEngine((freshPlace) => {
  const { rooms, withLimits, send, sendAll, events } = setStage(freshPlace);

  async function taken(table: 'all' | 'accounts'): Promise<number> {
    const { reads } = rooms.database;
    const found =
      table === 'all'
        ? await reads.sql<{ segments: number }>`SELECT segments FROM segment_totals WHERE day = ${DAY}`
        : await reads.sql<{ segments: number }>`SELECT segments FROM segment_budgets WHERE day = ${DAY}`;
    return found.reduce((total, { segments }) => total + segments, 0);
  }
  const crowd = (count: number): Wish[] =>
    Array.from({ length: count }, (_, i) => ({ accountId: ACCOUNTS[i % ACCOUNTS.length]! }));

  test('of several accounts at once, the budget of all is used up exactly', async () => {
    withLimits({ SMS_BUDGET_TOTAL: '17', SMS_BUDGET: '100' });
    const results = await sendAll(crowd(60));
    expect(wentOf(results)).toBe(17);
    expect(new Set(results)).toEqual(new Set([null, 'budget-spent']));
    expect([await taken('all'), await taken('accounts')]).toEqual([17, 17]);
    const told = (await events()).sort((a, b) => (String(a.account) < String(b.account) ? -1 : 1));
    expect(told).toEqual(
      ACCOUNTS.map((account) => ({ account, type: 'budget.spent', day: DAY, limit: 17, scope: 'total' })),
    );
  });

  test('of each account at once, its own is used up exactly, and all hold what went', async () => {
    withLimits({ SMS_BUDGET_TOTAL: '100', SMS_BUDGET: '5' });
    expect(wentOf(await sendAll(crowd(45)))).toBe(15);
    expect([await taken('all'), await taken('accounts')]).toEqual([15, 15]);
    expect((await events()).map(({ scope }) => scope)).toEqual(['account', 'account', 'account']);
  });

  test('where one does not hold the text, nothing is taken from either', async () => {
    withLimits({ SMS_BUDGET_TOTAL: '10', SMS_BUDGET: '4' });
    expect(await send({ segments: 3 })).toBeNull();
    expect(await send({ segments: 2 })).toBe('budget-spent');
    expect([await taken('all'), await taken('accounts')]).toEqual([3, 3]);
    expect(
      await sendAll([
        { accountId: 'baraka', segments: 4 },
        { accountId: 'chebet', segments: 3 },
      ]),
    ).toEqual([null, null]);
    expect(await send({ segments: 1 })).toBe('budget-spent');
    expect([await taken('all'), await taken('accounts')]).toEqual([10, 10]);
  });

  test('a text larger than the budget, and any text against a budget of nothing, does not go', async () => {
    withLimits({ SMS_BUDGET_TOTAL: '2' });
    expect([await send({ segments: 3 }), await taken('all')]).toEqual(['budget-spent', 0]);
    withLimits({ SMS_BUDGET_TOTAL: '0' });
    expect([await send(), await taken('all')]).toEqual(['budget-spent', 0]);
  });

  test('without an account a text is the community’s, and the next day begins at midnight UTC', async () => {
    withLimits({ SMS_BUDGET: '1', SMS_BUDGET_TOTAL: '1' });
    const late = new Date(`${DAY}T23:59:59.999Z`);
    expect(await send({ accountId: 'community', now: late })).toBeNull();
    expect(await send({ accountId: 'community', now: late })).toBe('budget-spent');
    expect(await send({ accountId: 'community', now: new Date('2026-11-23T00:00:00.000Z') })).toBeNull();
  });

  test('what a refusal undid is told in a transaction of its own, once for all refused together', async () => {
    withLimits({ SMS_BUDGET: '0' });
    const refused = async () => {
      const records: ((tx: Tx) => Promise<void>)[] = [];
      await rooms.database.transactions
        .run(async (tx) => {
          const held = await rooms.limits.admit(
            tx,
            { to: '+254712000000', kind: 'x', accountId: 'amina', now: NOW },
            1,
            0,
          );
          if (held?.record) records.push(held.record);
          throw new Error('refused');
        })
        .catch(() => undefined);
      return records;
    };
    const records = (await Promise.all(Array.from({ length: 5 }, refused))).flat();
    expect([records.length, (await events()).length]).toEqual([5, 0]);
    await Promise.all(records.map((record) => rooms.database.transactions.run((tx) => record(tx))));
    expect(await events()).toEqual([{ account: 'amina', type: 'budget.spent', day: DAY, limit: 0, scope: 'account' }]);
    expect(await refused()).toEqual([]);
  });
});
