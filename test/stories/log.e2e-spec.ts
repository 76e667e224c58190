/** What is recorded goes into a log that anybody can check, and that nobody can set back unseen. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalText } from '../../src/verifier/canonical.js';
import { hashOfLeaf, isConsistent, isIncluded } from '../../src/verifier/merkle-proof.js';
import { aContract } from '../factories.js';
import { type App, freshDataDir, startApp } from '../start-app.js';
import { change, databaseEnv, rows } from '../story-database.js';
import { until } from '../until.js';
import { proposeAndConfirm } from './agreement.js';
import { runCli, verify } from './command-line.js';

const LOG = '/api/v1/log';
const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

async function checkpoint(app: App) {
  const note = (await app.http.get(`${LOG}/checkpoint`)).text;
  const [origin, size, root] = note.split('\n') as [string, string, string];
  return { note, origin, size: Number(size), root };
}

const untilLogged = (app: App, size: number) =>
  until(
    () => checkpoint(app),
    (last) => last.size >= size,
  );

describe('a log of some hundred events', () => {
  let app: App;
  const sizes: Awaited<ReturnType<typeof checkpoint>>[] = [];
  beforeAll(async () => {
    app = await startApp();
    sizes.push(await checkpoint(app));
    for (const count of [3, 100, 197]) {
      const made = Array.from({ length: count }, () => app.http.post('/api/v1/contracts', aContract()));
      for (const answer of await Promise.all(made)) expect(answer.status).toBe(201);
      sizes.push(await untilLogged(app, sizes.at(-1)!.size + count));
    }
  }, 60_000);
  afterAll(() => app.close());

  test('begins empty and holds each event once', () => {
    expect(sizes.map(({ size }) => size)).toEqual([0, 3, 103, 300]);
    const leaves = rows(app.dataDir, 'SELECT leaf_index FROM log_leaves ORDER BY leaf_index');
    expect(leaves.map(({ leaf_index }) => leaf_index)).toEqual(Array.from({ length: 300 }, (_, i) => i));
    expect(rows(app.dataDir, 'SELECT level, position FROM log_subtrees')).toEqual([{ level: 1, position: 0 }]);
  });

  test('proves every event against the last checkpoint', async () => {
    const { size, root } = sizes.at(-1)!;
    const events = rows(app.dataDir, 'SELECT hash, leaf_index, leaf_salt FROM events');
    for (const { hash, leaf_index, leaf_salt } of events) {
      const answer = (await app.http.get(`${LOG}/proof/inclusion?leaf_index=${leaf_index}`)).body;
      expect(answer).toEqual({ leaf_index, tree_size: size, hashes: expect.any(Array) });
      const leaf = canonicalText({ $type: 'ndiyo.leaf.v1', event_hash: hash, salt: leaf_salt });
      const leafHash = hashOfLeaf(new TextEncoder().encode(leaf));
      expect(isIncluded(leafHash, Number(leaf_index), size, answer.hashes.map(bytes), bytes(root))).toBe(true);
    }
  });

  test('proves that it only grew, between any two checkpoints that were seen', async () => {
    for (const older of sizes) {
      for (const newer of sizes.filter(({ size }) => size >= older.size)) {
        const query = `first=${older.size}&second=${newer.size}`;
        const { hashes } = (await app.http.get(`${LOG}/proof/consistency?${query}`)).body;
        const [first, second] = [bytes(older.root), bytes(newer.root)];
        expect(isConsistent(older.size, newer.size, hashes.map(bytes), first, second)).toBe(true);
      }
    }
  });

  test.each([
    ['inclusion', ''],
    ['inclusion', '?leaf_index=300'],
    ['inclusion', '?leaf_index=-1'],
    ['inclusion', '?leaf_index=1.5'],
    ['inclusion', '?leaf_index=5&tree_size=5'],
    ['inclusion', '?leaf_index=0&tree_size=301'],
    ['inclusion', '?leaf_index=0&tree_size=99999999999999999999'],
    ['consistency', ''],
    ['consistency', '?first=3&second=2'],
    ['consistency', '?first=0&second=301'],
    ['consistency', '?first=0&second=1&third=2'],
  ])('refuses %s%s in a sentence', async (proof, query) => {
    const answer = await app.http.get(`${LOG}/proof/${proof}${query}`);
    expect(answer.status).toBe(400);
    expect(answer.body.type).toContain('invalid-parameter');
  });

  test('says what it signed outside the database too: in a file and in the log of the process', async () => {
    const { note } = sizes.at(-1)!;
    await app.close({ keepData: true });
    expect(readFileSync(join(app.dataDir, 'checkpoint.txt'), 'utf8')).toBe(note);
    expect(app.output()).toContain(JSON.stringify(note).slice(1, -1));
    const again = await startApp({ dataDir: app.dataDir });
    expect(await checkpoint(again)).toMatchObject({ note });
    app = again;
  }, 60_000);
});

describe('a database that was set back or changed', () => {
  const start = (dataDir: string) => startApp({ dataDir, spoilsRecords: true });
  const DROPPED = ['log_leaves', 'log_checkpoints', 'events', 'receipts'];
  const triggersOff = (dataDir: string) => {
    const isSqlite = Object.keys(databaseEnv(dataDir)).length === 0;
    const found = isSqlite
      ? rows(dataDir, "SELECT name, tbl_name AS of_table FROM sqlite_master WHERE type = 'trigger'")
      : rows(
          dataDir,
          'SELECT tgname AS name, tgrelid::regclass::text AS of_table FROM pg_trigger WHERE NOT tgisinternal',
        );
    for (const { name, of_table } of found.filter((trigger) => DROPPED.includes(`${trigger.of_table}`))) {
      change(dataDir, [isSqlite ? `DROP TRIGGER ${name}` : `DROP TRIGGER ${name} ON ${of_table}`]);
    }
  };
  const audit = (dataDir: string) => runCli(['audit'], { DATA_DIR: dataDir, ...databaseEnv(dataDir) });

  let dataDir: string;
  let receipt: string;
  let whole: string;
  beforeAll(async () => {
    dataDir = freshDataDir();
    const app = await start(dataDir);
    const { path } = await proposeAndConfirm(app);
    receipt = (await app.http.get(`${path}/receipt`)).text;
    whole = (await verify(app, receipt)).output;
    await app.close({ keepData: true });
  }, 60_000);

  test('while untouched passes the audit, and its receipt shows that it stands in the log', async () => {
    expect(whole).toContain('ok     log: The last event stands in the signed log.');
    const { code, output } = await audit(dataDir);
    expect(output).toMatch(
      /^ok {5}public keys: 1\nok {5}leaves of the log: 4\nok {5}events: 4\nok {5}documents: 1\nok {5}receipts: 1\n/,
    );
    expect(code).toBe(0);
  }, 30_000);

  test('does not start when its log is shorter than what was signed, until the restore is acknowledged', async () => {
    triggersOff(dataDir);
    // As a copy of an hour ago would be: the last event, its leaf and what was signed since are not there.
    const [last] = rows(dataDir, 'SELECT contract_id, seq FROM events ORDER BY leaf_index DESC LIMIT 1');
    change(
      dataDir,
      ['DELETE FROM receipts'],
      ['DELETE FROM events WHERE contract_id = ? AND seq = ?', String(last!.contract_id), Number(last!.seq)],
      ['DELETE FROM log_leaves WHERE leaf_index = 3'],
      ['DELETE FROM log_checkpoints WHERE tree_size = 4'],
    );
    await expect(start(dataDir)).rejects.toThrow(
      /The log has 3 leaves, but .*checkpoint\.txt says 4: this database is older\..*acknowledge-restore/,
    );
    const lost = readFileSync(join(dataDir, 'checkpoint.txt'), 'utf8').split('\n')[2];
    const told = await runCli(['acknowledge-restore'], { DATA_DIR: dataDir, ...databaseEnv(dataDir) });
    expect(told).toEqual({ code: 0, output: expect.stringContaining(`from 4 ${lost}\n`) });
    const app = await start(dataDir);
    const { note, size } = await checkpoint(app);
    expect([size, note.split('\n')[3]]).toEqual([3, expect.stringMatching(/^discontinuity \S+Z from 4 \S+=$/)]);
    // A receipt from before: its own proof still holds, against the checkpoint that it carries.
    expect((await verify(app, receipt)).code).toBe(0);
    await app.close({ keepData: true });
  }, 60_000);

  test('does not start when a leaf was changed, and the audit names the place', async () => {
    change(dataDir, ['UPDATE log_leaves SET leaf_hash = ? WHERE leaf_index = 1', 'ab'.repeat(32)]);
    await expect(start(dataDir)).rejects.toThrow(/The first 3 leaves of the log are not those of its last checkpoint/);
    const { code, output } = await audit(dataDir);
    expect(output).toMatch(/\nWRONG {2}Leaf 1 of the log \(event 2 of \S+\) is not the leaf of that event/);
    expect(code).toBe(1);
  }, 60_000);
});
