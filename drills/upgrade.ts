/** F34: a database of an earlier release, with all it recorded, is opened by this one: nothing in it changes, all of it verifies. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { dataSourceFor } from '../src/persistence/data-source.js';
import { auditOf, untilLogged } from './harness/audit.js';
import { listBrokenChains, listBrokenDocuments } from './harness/chains.js';
import { count, type Database, integrityOf, postgresDatabase, sqliteDatabase } from './harness/database.js';
import { asWritten, copyOf, ISSUER, NEXT_MIGRATION, type Row, TABLES } from './harness/earlier-contracts.js';
import { Issuer, type Told } from './harness/issuer.js';
import { Random } from './harness/random.js';
import { countBadReceipts } from './harness/receipts.js';
import { makeFolder } from './harness/service.js';
import { setStage } from './harness/stage.js';
import { allZero, bothEngines, type Outcome } from './harness/verdict.js';
import { Wishes } from './harness/wishes.js';
import type { DrillOptions } from './options.js';
import { say } from './progress.js';

const CONTRACTS = 10_000;
const CONTRACTS_SHORT = 200;
const AT_ONCE = 200; // rows a statement: a few thousand values, as both engines take
const RECEIPTS = 20;
const RECEIPTS_SHORT = 2;

type Address = Parameters<typeof dataSourceFor>[0];

export async function upgrade(options: DrillOptions): Promise<Outcome> {
  const folder = makeFolder();
  const path = join(folder, 'ndiyo.sqlite');
  const onSqlite = await onOneEngine({ kind: 'sqlite', path }, sqliteDatabase(path), folder, options);
  if (options.postgresUrl === null) return bothEngines(onSqlite, null);
  const database = await postgresDatabase(options.postgresUrl);
  const address = { kind: 'postgres', url: database.url } as const;
  return bothEngines(onSqlite, await onOneEngine(address, database, makeFolder(), options));
}

async function onOneEngine(
  address: Address,
  database: Database,
  dataDir: string,
  { isShort, seed }: DrillOptions,
): Promise<Outcome> {
  const copies = isShort ? CONTRACTS_SHORT : CONTRACTS;
  await fillAsBefore(address, copies);
  const before = await digests(database);
  say(`${database.engine}: a database of ${copies} contracts; now this release starts on it`);
  const env = { ISSUER, ...(address.kind === 'postgres' && { DATABASE_URL: address.url }) };
  const stage = { ...(await setStage({ dataDir, env })), database };
  await untilLogged(database, 300_000);
  const after = await digests(database);
  const random = new Random(seed);
  const issuer = new Issuer(() => stage.service.url);
  await issuer.propose(new Wishes(random).next());
  const told = await pickReceipts(database, random, isShort ? RECEIPTS_SHORT : RECEIPTS);
  const receiptsBad = await countBadReceipts(stage.service.url, told);
  await untilLogged(database);
  await stage.close();
  const figures = {
    contracts: await count(database, 'SELECT count(*) AS n FROM contracts'),
    events_logged: await count(database, 'SELECT count(*) AS n FROM log_leaves'),
    ready_ms: stage.service.readyMs[0]!,
    tables_changed: TABLES.filter((table) => before.get(table) !== after.get(table)).length,
    chains_broken: (await listBrokenChains(database)).length,
    documents_broken: (await listBrokenDocuments(database)).length,
    ...{ receipts_asked: told.length, receipts_bad: receiptsBad, written_since: issuer.told.size },
    integrity: await integrityOf(database),
    audit: await auditOf(stage),
  };
  const sound = { audit: 'holds', integrity: database.engine === 'sqlite' ? 'ok' : 'not asked' };
  return {
    figures,
    target: {
      ...allZero('tables_changed chains_broken documents_broken receipts_bad'),
      ...{ ...sound, written_since: 1, contracts: { atLeast: copies + 1 }, events_logged: { atLeast: 4 * copies } },
    },
  };
}

async function pickReceipts(database: Database, random: Random, many: number): Promise<Told[]> {
  const ids = await database.rows<{ contract_id: string }>('SELECT contract_id FROM receipts ORDER BY contract_id');
  const some = random.shuffled(ids).slice(0, many);
  return some.map(({ contract_id }) => ({ contractId: contract_id }) as Told);
}

/** By the migrations of that time. */
async function fillAsBefore(address: Address, copies: number): Promise<void> {
  const { options } = dataSourceFor(address, 'write');
  const migrations = (options.migrations as (new () => object)[]).filter(
    ({ name }) => Number(/\d{13}$/.exec(name)?.[0]) < NEXT_MIGRATION,
  );
  const source = await new DataSource({ ...options, migrations }).initialize();
  await source.runMigrations();
  await insertAll(
    source,
    TABLES.map((table) => [table, asWritten()[table]!]),
  );
  for (let from = 1; from <= copies; from += AT_ONCE) {
    const length = Math.min(AT_ONCE, copies - from + 1);
    const some = Array.from({ length }, (_, i) => copyOf(from + i));
    await insertAll(
      source,
      TABLES.map((table) => [table, some.flatMap((rows) => rows[table] ?? [])]),
    );
  }
  await source.destroy();
}

async function insertAll(source: DataSource, tables: [string, Row[]][]): Promise<void> {
  const isPostgres = source.options.type === 'postgres';
  const runner = source.createQueryRunner();
  await runner.startTransaction();
  for (const [table, rows] of tables) {
    for (let i = 0; i < rows.length; i += AT_ONCE) {
      const some = rows.slice(i, i + AT_ONCE);
      const names = Object.keys(some[0]!);
      let n = 0;
      const tuples = some.map(() => `(${names.map(() => (isPostgres ? `$${++n}` : '?'))})`);
      const values = some.flatMap((row) => names.map((name) => row[name]));
      await runner.query(`INSERT INTO ${table} (${names}) VALUES ${tuples}`, values);
    }
  }
  await runner.commitTransaction();
  await runner.release();
}

/** Of every row, in what that release knew of it. */
async function digests(database: Database): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const table of TABLES) {
    const names = Object.keys(asWritten()[table]![0]!);
    const own = table === 'signing_keys' ? `WHERE kid = '${asWritten().signing_keys![0]!.kid}'` : '';
    const rows = await database.rows(`SELECT ${names} FROM ${table} ${own} ORDER BY 1, 2, 3`);
    found.set(table, createHash('sha256').update(JSON.stringify(rows)).digest('hex'));
  }
  return found;
}
