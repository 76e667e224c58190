import { CALLERS, type Caller } from '../../src/auth/caller.js';
import { Account, Contract } from '../../src/persistence/contract.entities.js';
import { Database } from '../../src/persistence/database.js';
import { Message } from '../../src/persistence/message.entities.js';
import { ReviewsService } from '../../src/replies/reviews.service.js';
import { onEveryEngine, type Place } from '../persistence/engines.js';
import { aContractId, aContractRow } from '../persistence/rows.js';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const idOf = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;

onEveryEngine((freshPlace) => {
  let place: Place;
  let database: Database;
  let reviews: ReviewsService;
  const contractId = aContractId();
  const caller = (changes: Partial<Caller>): Caller => ({ ...CALLERS.staticApiKey, ...changes });
  const own = caller({ id: 'operator 1', kind: 'operator' });
  const admin = caller({ id: 'operator 2', kind: 'operator', isAdmin: true });
  const other = caller({ id: 'operator 3', kind: 'operator', accountId: 'other' });
  const numbers = async (who: Caller, limit = 10, after?: number) =>
    (await reviews.listAwaited(who, limit, after === undefined ? undefined : idOf(after))).map(({ id }) =>
      Number(id.slice(-12)),
    );
  const mark = (who: Caller, n: number | string, now = NOW) =>
    database.transactions.run((tx) => reviews.markReviewed(tx, who, typeof n === 'string' ? n : idOf(n), now));

  beforeAll(async () => {
    place = await freshPlace();
    database = await Database.open(place.address);
    reviews = new ReviewsService(database.reads);
    const rows: [account: string | null, outcome: string][] = [
      ['community', 'needs_review'],
      ['other', 'wrong_code'],
      [null, 'wrong_check'],
      ['community', 'yes'],
      ['community', 'wrong_code'],
      [null, 'stranger'],
      ['community', 'needs_review'],
    ];
    await database.transactions.run(async (tx) => {
      await tx.insert(Account, { id: 'other', name: 'Other', created_at: NOW.toISOString() });
      await tx.insert(Contract, aContractRow({ id: contractId }));
      const text = { direction: 'in', phone_number: '+254712345678', kind: 'reply', text: 'x', segments: 1 };
      const more = { status: 'received', possible_duplicate: 0, created_at: NOW.toISOString() };
      for (const [i, [account_id, outcome]] of rows.entries())
        await tx.insert(Message, { id: idOf(i), account_id, outcome, ...text, ...more });
    });
  }, 30_000);
  afterAll(async () => {
    await database.close();
    await place.drop();
  });

  test('an account has its own, an admin all; where nobody is asked who they are, strangers’ as well', async () => {
    expect(await numbers(own)).toEqual([0, 4, 6]);
    expect(await numbers(other)).toEqual([1]);
    expect(await numbers(admin)).toEqual([0, 1, 2, 4, 6]);
    expect(await numbers(CALLERS.atThePages)).toEqual([0, 2, 4, 6]);
    expect([await numbers(own, 2), await numbers(own, 2, 4), await numbers(admin, 2, 1)]).toEqual([
      [0, 4],
      [6],
      [2, 4],
    ]);
  });

  test('what was looked at is no longer there; the first who looked is kept', async () => {
    expect(await mark(own, 4)).toMatchObject({ reviewed_at: NOW.toISOString(), reviewed_by: 'operator 1' });
    expect(await mark(admin, 4, new Date())).toMatchObject({
      reviewed_at: NOW.toISOString(),
      reviewed_by: 'operator 1',
    });
    expect(await numbers(own)).toEqual([0, 6]);
  });

  test('what is not one’s own, or not to be reviewed, cannot be marked', async () => {
    const token = caller({ kind: 'manage-token', contractId });
    for (const [who, id] of [
      [own, 1],
      [own, 2],
      [own, 3],
      [own, 99],
      [own, '\0'],
      [other, 0],
      [token, 0],
    ] as const) {
      await expect(mark(who, id)).rejects.toMatchObject({ kind: 'not-found' });
    }
    expect(await numbers(admin)).toEqual([0, 1, 2, 6]);
  });
});
