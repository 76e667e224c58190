import { Database } from '../../src/persistence/database.js';
import { findWeakness } from '../../src/persistence/durability.js';
import { describePostgres, freshPostgres, type Place } from './engines.js';

test.each([
  [{ fsync: 'on', synchronous_commit: 'on' }, null],
  [{ fsync: 'on', synchronous_commit: 'remote_apply' }, null],
  [{ fsync: 'off', synchronous_commit: 'on' }, /^PostgreSQL runs with fsync=off: .*power fails/],
  [{ fsync: 'off', synchronous_commit: 'off' }, /fsync=off and synchronous_commit=off/],
])('%j: the operator hears %s', async (settings, told) => {
  const rows = Object.entries(settings).map(([name, setting]) => ({ name, setting }));
  const weakness = await findWeakness({ sql: async <Row>() => rows as Row[] });
  if (told === null) expect(weakness).toBeNull();
  else expect(weakness).toMatch(told);
});

describePostgres(() => {
  let place: Place;
  beforeAll(async () => {
    place = await freshPostgres();
  });
  afterAll(() => place.drop());

  test('a database that commits before it has written is noticed, and one that does not is not', async () => {
    const database = await Database.open(place.address);
    expect(await findWeakness(database.reads)).toBeNull();
    const name = new URL((place.address as { url: string }).url).pathname.slice(1);
    await database.reads.manager.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
    await database.close();
    const again = await Database.open(place.address);
    expect(await findWeakness(again.reads)).toMatch(/synchronous_commit=off/);
    await again.close();
  }, 30_000);
});
