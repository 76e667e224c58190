/** The service ends, gently or not, and comes back: nothing that was acknowledged is lost. */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { aContract } from '../factories.js';
import { type App, freshDataDir, spawnService, startApp } from '../start-app.js';
import { IS_POSTGRES, rows } from '../story-database.js';
import { until } from '../until.js';
import {
  type Agreement,
  asIssued,
  CONTRACTS,
  messagesOf,
  propose,
  proposeAndConfirm,
  read,
  restart,
  sayYes,
  statuses,
} from './agreement.js';
import { verify } from './command-line.js';
import { untilQuiet } from './database.js';

import.meta.jest.setTimeout(120_000);

const CONTRACT_COUNT = 100; // more texts than are under way at once

const started: App[] = [];
// A test that fails must not leave a service behind: the runner would wait for it.
afterAll(async () => {
  for (const app of started) await app.close();
});

async function start(dataDir = freshDataDir()): Promise<App> {
  const app = await startApp({ dataDir });
  started.push(app);
  return app;
}

describe('kill -9 between acknowledging contracts and sending their texts', () => {
  let app: App;
  /** Both of its parties reply while the others are made. */
  let answered: Agreement;
  let acknowledged: { id: string; phones: string[] }[];
  let waiting: number;

  beforeAll(async () => {
    const first = await start();
    answered = await propose(first);
    const made = Array.from({ length: CONTRACT_COUNT }, async () => {
      const body = aContract();
      const { status, body: created } = await first.http.post(CONTRACTS, body);
      expect(status).toBe(201);
      return { id: created.contract_id, phones: body.parties.map((party) => party.phone_number) };
    });
    const replied = sayYes(first, answered.seller, answered.buyer);
    acknowledged = await Promise.all(made);
    await replied;
    await first.kill();
    waiting = Number(rows(first.dataDir, `SELECT count(*) AS n FROM outbox WHERE topic = 'sms'`)[0]?.n);
    app = await start(first.dataDir);
    await untilQuiet(app, 60_000);
  });

  test('texts were indeed still to be sent', () => expect(waiting).toBeGreaterThan(0));

  test('every acknowledged contract exists', async () => {
    for (const { id } of acknowledged) {
      expect(await read(app, id)).toMatchObject({ contract_id: id, status: 'pending', version: 1 });
    }
  });

  test('every phone has its text; one that has it twice is marked as a possible duplicate', async () => {
    for (const { id, phones } of acknowledged) {
      const invitations = await messagesOf(app, id, 'invitation');
      expect(invitations).toHaveLength(2);
      for (const [i, phone] of phones.entries()) {
        const texts = await app.phones.texts(phone);
        expect(texts.length).toBeGreaterThanOrEqual(1);
        expect(new Set(texts).size).toBe(1);
        if (texts.length > 1) expect(invitations[i]).toMatchObject({ possible_duplicate: true });
      }
    }
  });

  test('replies that were taken in the same moment are not lost', async () => {
    const { id } = answered;
    expect(await statuses(app, id)).toEqual(['confirmed', 'confirmed', 'confirmed']);
    expect(await verify(app, (await app.http.get(`${CONTRACTS}/${id}/receipt`)).text)).toMatchObject({ code: 0 });
  });

  test('the codes still count', async () => {
    const { id, phones } = acknowledged.at(-1)!;
    await sayYes(app, ...phones);
    expect(await statuses(app, id)).toEqual(['confirmed', 'confirmed', 'confirmed']);
  });
});

test('after a restart everything is still there, still verifies, and goes on', async () => {
  let app = await start();
  const done = await proposeAndConfirm(app);
  const half = await propose(app);
  await sayYes(app, half.seller);
  await untilQuiet(app);
  const seen = async () => {
    const parts = ['', '/document', '/events', '/messages', '/receipt', '/status'].map((part) => `${done.path}${part}`);
    const answers = await Promise.all(
      [...parts, half.path, '/.well-known/jwks.json'].map((path) => app.http.get(path)),
    );
    return answers.map(({ status, text }) => [status, asIssued(text)]);
  };
  const before = await seen();
  app = await restart(app);
  started.push(app);
  expect(await seen()).toEqual(before);
  expect(await verify(app, (await app.http.get(`${done.path}/receipt`)).text)).toMatchObject({ code: 0 });
  expect((await app.http.with({ Authorization: `Bearer ${done.token}` }).get(done.path)).status).toBe(200);
  await sayYes(app, half.buyer);
  expect(await statuses(app, half.id)).toEqual(['confirmed', 'confirmed', 'confirmed']);
});

describe('starting and stopping', () => {
  let app: App;
  let dataDir: string;
  let child: ChildProcess | undefined;
  beforeAll(async () => {
    app = await start();
  });
  beforeEach(() => {
    dataDir = freshDataDir();
  });
  afterEach(() => {
    child?.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });

  function spawned(env: Record<string, string>): { out: () => string; err: () => string; end: Promise<unknown[]> } {
    child = spawnService({ DATA_DIR: dataDir, ...env });
    let [out, err] = ['', ''];
    child.stdout!.on('data', (chunk) => (out += chunk));
    child.stderr!.on('data', (chunk) => (err += chunk));
    return { out: () => out, err: () => err, end: once(child, 'close') };
  }

  // On PostgreSQL several servers share one database.
  (IS_POSTGRES ? test.skip : test)(
    'a second server on the same data is refused in one sentence, and the first goes on',
    async () => {
      const { err, end } = spawned({ PORT: '0', DATA_DIR: app.dataDir });
      const [code] = await end;
      expect(code).toBe(1);
      expect(err().trim().split('\n').at(-1)).toMatch(/^Ndiyo cannot start: another Ndiyo server uses /);
      expect((await app.http.get('/readyz')).status).toBe(200);
    },
  );

  test('a taken port is told in one sentence, with an exit code', async () => {
    const { out, err, end } = spawned({ PORT: new URL(app.url).port });
    const [code] = await end;
    expect(code).toBe(1);
    const lines = err().trim().split('\n');
    expect(lines.filter((line) => !line.startsWith('{"level":40,'))).toEqual([lines.at(-1)]);
    expect(lines.at(-1)).toMatch(/^Ndiyo cannot start: the port is taken\. /);
    expect(out()).not.toMatch(/^http/);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it cleanly: exit code 0', async (signal) => {
    const { out, end } = spawned({ PORT: '0' });
    await until(out, (text) => text.includes('\n'), 30_000);
    child!.kill(signal);
    expect(await end).toEqual([0, null]);
  });
});
