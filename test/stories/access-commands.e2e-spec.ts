/** The operator's commands about access, beside a running server and before there is one. */
import { commandEnv, keyByCommand, makeKey, sendSigned } from '../doors/keys.js';
import { type App, freshDataDir, startApp } from '../start-app.js';
import { databaseEnv, rows, storedBytes } from '../story-database.js';
import { until } from '../until.js';
import { runCli } from './command-line.js';

const PATH = '/api/v1/contracts';
const FIRST_KEY = 'npm run cli -- keys create --name first';

test('from no database to a first call: the key is made before the server ever ran', async () => {
  const dataDir = freshDataDir();
  const env = { DATA_DIR: dataDir, ...databaseEnv(dataDir) };
  const { code, output } = await runCli(['keys', 'create', '--name', 'first', '--admin'], env);
  expect(code).toBe(0);
  const [, key] = /^key +(ndy_dev_\S+)$/m.exec(output)!;
  const [, signingSecret] = /^signing secret +(ndysk_\S+)$/m.exec(output)!;
  const app = await startApp({ env: { AUTH: 'api-key,signature' }, dataDir });
  expect(app.output()).not.toContain(FIRST_KEY);
  expect((await app.http.get(PATH, { 'X-API-Key': key! })).status).toBe(200);
  const keyId = key!.split('_').slice(0, 3).join('_');
  expect((await sendSigned(app, { keyId, signingSecret: signingSecret! }, { path: PATH })).status).toBe(200);
  await app.close();
}, 60_000);

/** What a start says where nobody can call yet. */
const untilToldHow = (app: App) => until(app.output, (output) => output.includes(FIRST_KEY));

test.each(['signature', 'api-key,signature'])(
  'with AUTH=%s and no key the start says how to make one',
  async (AUTH) => {
    const app = await startApp({ env: { AUTH } });
    await untilToldHow(app);
    await app.close();
  },
  40_000,
);

describe('beside a server that runs', () => {
  let app: App;
  const command = (...args: string[]) => runCli(args, commandEnv(app));
  beforeAll(async () => {
    app = await startApp({ env: { AUTH: 'api-key' } });
  }, 40_000);
  afterAll(() => app.close());

  test('with AUTH=api-key and no key the start has said how to make one', () => untilToldHow(app));

  test('keys and accounts are made, listed, used, rotated, revoked', async () => {
    const made = await command('accounts', 'create', 'Green', 'Valley', '--id', 'green');
    expect(made).toEqual({ code: 0, output: 'green\n' });
    const [accounts, again, key] = await Promise.all([
      command('accounts', 'list'),
      command('accounts', 'create', 'Other', '--id', 'green'),
      keyByCommand(app, '--account', 'green', '--scopes', 'contracts:read,keys:manage'),
    ]);
    expect(accounts.output).toMatch(/^green .* Green Valley$/m);
    expect(again.code).not.toBe(0);
    expect((await key.http.get(PATH)).status).toBe(200);
    expect((await key.http.post(PATH, {})).body.required_scope).toBe('contracts:write');
    expect((await command('keys', 'list')).output).toMatch(new RegExp(`^${key.id} +active .*account green`, 'm'));

    const rotated = await command('keys', 'rotate', key.keyId, '--grace', '0', '--json');
    const next = JSON.parse(rotated.output.split('\n').find((line) => line.startsWith('{'))!);
    expect((await key.http.get(PATH)).status).toBe(401);
    expect((await app.http.get(PATH, { 'X-API-Key': next.key })).status).toBe(200);

    expect((await command('keys', 'revoke', next.id)).code).toBe(0);
    expect((await app.http.get(PATH, { 'X-API-Key': next.key })).status).toBe(401);
    const [list, admin] = await Promise.all([command('keys', 'list'), keyByCommand(app, '--admin')]);
    expect(list.output).toMatch(new RegExp(`^${next.id} +revoked `, 'm'));

    const { events } = (await admin.http.get('/api/v1/auth/events')).body;
    expect(events.filter((event: { actor: string }) => event.actor === 'command line').length).toBe(5);
    for (const secret of [key.key, key.signingSecret, next.key, next.signing_secret]) {
      const text = secret.split('_').at(-1);
      expect([...storedBytes(app.dataDir)].filter(([, bytes]) => bytes.includes(text))).toEqual([]);
      expect(app.output()).not.toContain(text);
    }
  }, 60_000);

  test('commands and requests write at the same time: nothing is lost on either side', async () => {
    const admin = await keyByCommand(app, '--admin');
    const byCommand = Promise.all(Array.from({ length: 4 }, () => keyByCommand(app)));
    const byRest = Promise.all(Array.from({ length: 40 }, () => makeKey(app, admin.http)));
    const keys = [...(await byCommand), ...(await byRest)];
    for (const key of keys) expect((await key.http.get(PATH)).status).toBe(200);
  }, 60_000);

  test('with another SECRET_KEY than the server’s the command is refused, and writes nothing', async () => {
    const written = () => rows(app.dataDir, 'SELECT id FROM api_keys UNION ALL SELECT id FROM access_events');
    const before = written();
    const env = commandEnv(app, { SECRET_KEY: 'another-root-5d1c9b7e3f2a4068b1d3f5a7092c4e6f' });
    const refused = await runCli(['keys', 'create', '--name', 'x'], env);
    expect([refused.code, refused.output]).toEqual([2, expect.stringContaining('SECRET_KEY is not the one')]);
    expect(written()).toEqual(before);
  }, 40_000);

  test.each<[string, string[], RegExp]>([
    ['an unknown scope', ['keys', 'create', '--name', 'x', '--scopes', 'all,of,it'], /^--scopes must be one of/],
    ['no name', ['keys', 'create'], /^--name must/],
    ['an unknown account', ['keys', 'create', '--name', 'x', '--account', 'nowhere'], /no account nowhere/],
    ['an address that is none', ['keys', 'create', '--name', 'x', '--allowed-ips', '10.1'], /^--allowed-ips must/],
    ['a life that is none', ['keys', 'create', '--name', 'x', '--expires-in', 'soon'], /^--expires-in must/],
    ['an unknown option', ['keys', 'create', '--name', 'x', '--secret', 'y'], /--secret/],
    ['a grace that is none', ['keys', 'rotate', 'abc', '--grace', 'soon'], /^--grace must/],
    ['no key', ['keys', 'revoke'], /^Name one key/],
    ['an unknown key', ['keys', 'revoke', 'abc'], /abc does not exist/],
    ['an id that is none', ['accounts', 'create', 'X', '--id', 'Not Good'], /^--id must/],
    ['no command', ['keys'], /^Say keys create/],
  ])('%s is told in one sentence, without a stack', async (_, args, sentence) => {
    const { code, output } = await runCli(args, commandEnv(app));
    expect(code).toBe(2);
    expect(output).toMatch(sentence);
    expect(output).not.toMatch(/^ +at /m);
  });
});
