/** Every statement of the service, explained by both engines: none may walk over a table that grows. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '../../src/persistence/database.js';
import { type App, freshDataDir, startApp } from '../start-app.js';
import { describePostgres, freshPostgres, type Place } from './engines.js';
import { makeKeys, playStory } from './hot-story.js';
import { postgresPlans } from './postgres-plans.js';
import { sqlitePlans } from './sqlite-plans.js';
import { listWritten } from './written-statements.js';

const PROGRAM = join(process.cwd(), 'test/persistence/recorded-statements.mjs');

/** What may walk, by words that stand in it, and why. */
const ALLOWED: Record<string, string> = {
  'UPDATE outbox SET lease_until = NULL': 'once at the start, over what has not left yet',
  'FROM log_subtrees GROUP BY level': 'once at the start and in an audit; one row for 255 leaves',
  'SELECT cost, COUNT(*) AS texts': 'the texts of one day, which are one stretch of ids',
  '"contract_type" = ?': 'six types: the newest contracts are walked along until a page is full',
  "FROM messages m WHERE m.status = 'queued'": 'a command, for one person to be erased',
  'DELETE FROM callbacks WHERE fields LIKE ?': 'a command, for one person to be erased',
  'WHERE s.expires_at < ?': 'by the index on SQLite; PostgreSQL sees from its statistics that few have expired',
  'DELETE FROM account_events': 'the oldest first, and nearly all of those go',
  'CAST(? AS varchar(40)) IS NULL OR account_id': 'a command that exports: it walks along what it writes',
  'SELECT count(*) AS n FROM contracts': 'a command, of a copy that was just read whole',
};

interface Statement {
  sqlite: string;
  postgres: string;
}

let app: App;
let statements: Statement[];
beforeAll(async () => {
  const dataDir = freshDataDir();
  const database = await Database.open({ kind: 'sqlite', path: join(dataDir, 'ndiyo.sqlite') });
  const keys = await makeKeys(database);
  await database.close();
  app = await startApp({ dataDir, env: { AUTH: 'api-key', DATABASE_URL: '' }, program: PROGRAM });
  await playStory(app, keys);
  statements = collect(readFileSync(join(dataDir, 'statements.jsonl'), 'utf8'));
}, 60_000);
afterAll(async () => {
  await app.kill();
  rmSync(app.dataDir, { recursive: true, force: true });
});

/** What the service asked in the story, and what else stands in its source. */
function collect(lines: string): Statement[] {
  const recorded = lines
    .trim()
    .split('\n')
    .map((line): Statement => JSON.parse(line));
  const unasked = listWritten().filter(({ shape }) => !recorded.some(({ sqlite }) => shape.test(sqlite)));
  const unknown = unasked.filter(({ texts }) => texts === null).map(({ place }) => place);
  if (unknown.length > 0) throw new Error(`the story must come by ${unknown}: nobody else knows the whole text`);
  return [...recorded, ...unasked.flatMap(({ texts }) => texts ?? [])].filter(
    ({ sqlite }) => !/sqlite_master|pg_settings/.test(sqlite), // the engine, asked about itself
  );
}

const plain = (text: string): string => text.replace(/\s+/g, ' ');
const isAllowed = ({ sqlite }: Statement): boolean =>
  Object.keys(ALLOWED).some((words) => plain(sqlite).includes(words));

/** By statement, what is wrong with its plan. */
async function listFaults(judge: (statement: Statement) => string[] | Promise<string[]>) {
  const found: [string, string[]][] = [];
  for (const statement of statements) {
    const faults = isAllowed(statement) ? [] : await judge(statement);
    if (faults.length > 0) found.push([plain(statement.sqlite), faults]);
  }
  return Object.fromEntries(found);
}

test('the story and the source give what there is to explain', () => {
  expect(statements.length).toBeGreaterThan(220);
  for (const words of Object.keys(ALLOWED)) {
    expect([words, statements.some(({ sqlite }) => plain(sqlite).includes(words))]).toEqual([words, true]);
  }
});

test('no page is found by counting over those before it', () => {
  expect(statements.filter(({ sqlite }) => /\bOFFSET\b/i.test(sqlite))).toEqual([]);
});

test('on SQLite every statement finds its rows by an index', async () => {
  const plans = sqlitePlans(join(app.dataDir, 'ndiyo.sqlite'));
  expect(await listFaults(({ sqlite }) => plans.judge(sqlite))).toEqual({});
  plans.close();
});

test('a table without the index that a list needs is noticed', () => {
  const plans = sqlitePlans(join(app.dataDir, 'ndiyo.sqlite'));
  expect(plans.judge('SELECT * FROM contracts WHERE completed_at > ?')).toEqual(['SCAN contracts']);
  expect(plans.judge('SELECT * FROM contracts WHERE account_id = ? ORDER BY completed_at')).toHaveLength(1);
  expect(plans.judge('SELECT * FROM parties WHERE contract_id = ? ORDER BY name')).toEqual([]);
  plans.close();
});

describePostgres(() => {
  let place: Place;
  let plans: Awaited<ReturnType<typeof postgresPlans>>;
  beforeAll(async () => {
    place = await freshPostgres();
    await (await Database.open(place.address)).close();
    plans = await postgresPlans((place.address as { url: string }).url);
  }, 30_000);
  afterAll(async () => {
    await plans.close();
    await place.drop();
  });

  test('every statement finds its rows by an index', async () => {
    expect(await listFaults(({ postgres }) => plans.judge(postgres))).toEqual({});
  }, 30_000);

  test('a walk, and a filter over what an index gave, are noticed', async () => {
    for (const condition of ['completed_at > $1', 'account_id = $1 AND contract_type = $2']) {
      expect(await plans.judge(`SELECT * FROM contracts WHERE ${condition} LIMIT 20`)).toHaveLength(1);
    }
    expect(await plans.judge('SELECT * FROM parties WHERE contract_id = $1 ORDER BY name')).toEqual([]);
  });
});
