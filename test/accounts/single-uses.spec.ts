import { SingleUsesService } from '../../src/accounts/single-uses.service.js';
import { Database } from '../../src/persistence/database.js';
import { onEveryEngine, type Place } from '../persistence/engines.js';

const NOW = new Date('2026-12-01T12:00:00.000Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

onEveryEngine((freshPlace) => {
  let place: Place;
  let database: Database;
  const singleUses = new SingleUsesService();
  beforeAll(async () => {
    place = await freshPlace();
    database = await Database.open(place.address);
  });
  afterAll(async () => {
    await database.close();
    await place.drop();
  });

  const claim = (value: string, { owner = 'key', purpose = 'nonce', now = NOW } = {}) =>
    database.transactions.run((tx) =>
      singleUses.claim(tx, purpose, owner, value, new Date(now.getTime() + 600_000), now),
    );
  const count = async () =>
    Number((await database.reads.sql<{ n: number }>`SELECT count(*) AS n FROM single_uses`)[0]!.n);

  test('of two hundred uses at the same time one counts', async () => {
    const all = await Promise.all(Array.from({ length: 200 }, () => claim('at once')));
    expect(all.filter(Boolean)).toHaveLength(1);
  });

  test('the same value counts once for each purpose and owner, and no two of them run together', async () => {
    expect(await claim('x')).toBe(true);
    expect(await claim('x')).toBe(false);
    expect(await claim('x', { owner: 'other' })).toBe(true);
    expect(await claim('x', { purpose: 'jti' })).toBe(true);
    expect(await claim('c', { owner: 'a"b' })).toBe(true);
    expect(await claim('b"c', { owner: 'a' })).toBe(true);
  });

  test('a use that is undone with its transaction did not count', async () => {
    const undone = database.transactions.run(async (tx) => {
      await singleUses.claim(tx, 'nonce', 'key', 'undone', later(600), NOW);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await claim('undone')).toBe(true);
  });

  test('past uses are let go by later ones, those that still matter are not, also with many at once', async () => {
    for (let i = 0; i < 20; i += 1) await claim(`old ${i}`);
    const before = await count();
    expect(await claim('old 3', { now: later(599) })).toBe(false);
    const all = await Promise.all(Array.from({ length: 40 }, (_, i) => claim(`new ${i}`, { now: later(601) })));
    expect(all.every(Boolean)).toBe(true);
    expect(before).toBeGreaterThanOrEqual(20);
    expect(await count()).toBe(40);
    expect(await claim('new 3', { now: later(602) })).toBe(false);
  });
});
