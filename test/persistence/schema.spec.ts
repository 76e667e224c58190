import { ContractVersion } from '../../src/persistence/contract.entities.js';
import { dataSourceFor } from '../../src/persistence/data-source.js';
import { Database } from '../../src/persistence/database.js';
import { onEveryEngine, type Place } from './engines.js';

onEveryEngine((freshPlace) => {
  let place: Place;
  beforeAll(async () => {
    place = await freshPlace();
  });
  afterAll(() => place.drop());

  test('migrations give what the entities describe: the schema builder has nothing left to do', async () => {
    await (await Database.open(place.address)).close();
    const source = await dataSourceFor(place.address, 'write').initialize();
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
    await source.destroy();
  }, 30_000);

  test('opening a second time migrates nothing and keeps every row', async () => {
    const first = await Database.open(place.address);
    const before = await first.reads.sql`SELECT * FROM migrations`;
    await first.transactions.run((tx) => tx.sql`UPDATE accounts SET name = ${'kept'} WHERE id = ${'community'}`);
    await first.close();
    const second = await Database.open(place.address);
    expect(await second.reads.sql`SELECT * FROM migrations`).toEqual(before);
    expect(await second.reads.sql`SELECT id, name FROM accounts`).toEqual([{ id: 'community', name: 'kept' }]);
    await second.close();
  }, 30_000);

  test('entities point from child to parent only: no relation that could cascade', async () => {
    const source = await dataSourceFor(place.address, 'write').initialize();
    const version = source.getMetadata(ContractVersion);
    expect(version.relations).toEqual([]);
    const onDelete = source.entityMetadatas.flatMap((entity) => entity.foreignKeys.map((key) => key.onDelete));
    expect(onDelete.filter((action) => action !== undefined && action !== 'NO ACTION')).toEqual([]);
    await source.destroy();
  }, 30_000);
});
