/** The operator's commands about access, beside a running server and before there is one. */
import { rmSync } from 'node:fs';
import { commandEnv, keyByCommand, makeKey, sendSigned } from '../doors/keys.js';
import { freshDataDir, startApp } from '../start-app.js';
import { databaseEnv, dropDatabase, storedBytes } from '../story-database.js';
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

test.each(['api-key', 'signature', 'api-key,signature'])(
  'with AUTH=%s and no key the start says how to make one',
  async (AUTH) => {
    const app = await startApp({ env: { AUTH } });
    expect(await until(app.output, (output) => output.includes(FIRST_KEY))).toContain(FIRST_KEY);
    await app.close();
  },
  40_000,
);

test('beside a running server: made, listed, used, rotated, revoked', async () => {
  const app = await startApp({ env: { AUTH: 'api-key' } });
  const command = (...args: string[]) => runCli(args, commandEnv(app));
  const made = await command('accounts', 'create', 'Green', 'Valley', '--id', 'green');
  expect(made).toEqual({ code: 0, output: 'green\n' });
  expect((await command('accounts', 'list')).output).toMatch(/^green .* Green Valley$/m);
  expect((await command('accounts', 'create', 'Other', '--id', 'green')).code).not.toBe(0);
  const key = await keyByCommand(app, '--account', 'green', '--scopes', 'contracts:read,keys:manage');
  expect((await key.http.get(PATH)).status).toBe(200);
  expect((await key.http.post(PATH, {})).body.required_scope).toBe('contracts:write');
  expect((await command('keys', 'list')).output).toMatch(new RegExp(`^${key.id} +active .*account green`, 'm'));

  const rotated = await command('keys', 'rotate', key.keyId, '--grace', '0', '--json');
  const next = JSON.parse(rotated.output.split('\n').find((line) => line.startsWith('{'))!);
  expect((await key.http.get(PATH)).status).toBe(401);
  expect((await app.http.get(PATH, { 'X-API-Key': next.key })).status).toBe(200);

  expect((await command('keys', 'revoke', next.id)).code).toBe(0);
  expect((await app.http.get(PATH, { 'X-API-Key': next.key })).status).toBe(401);
  expect((await command('keys', 'list')).output).toMatch(new RegExp(`^${next.id} +revoked `, 'm'));

  const admin = await keyByCommand(app, '--admin');
  const { events } = (await admin.http.get('/api/v1/auth/events')).body;
  expect(events.filter((event: { actor: string }) => event.actor === 'command line').length).toBe(5);
  for (const secret of [key.key, key.signingSecret, next.key, next.signing_secret]) {
    const text = secret.split('_').at(-1);
    expect([...storedBytes(app.dataDir)].filter(([, bytes]) => bytes.includes(text))).toEqual([]);
    expect(app.output()).not.toContain(text);
  }
  await app.close();
}, 60_000);

test('commands and requests write at the same time: nothing is lost on either side', async () => {
  const app = await startApp({ env: { AUTH: 'api-key' } });
  const admin = await keyByCommand(app, '--admin');
  const byCommand = Promise.all(Array.from({ length: 4 }, () => keyByCommand(app)));
  const byRest = Promise.all(Array.from({ length: 40 }, () => makeKey(app, admin.http)));
  const keys = [...(await byCommand), ...(await byRest)];
  for (const key of keys) expect((await key.http.get(PATH)).status).toBe(200);
  await app.close();
}, 60_000);

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
  const dataDir = freshDataDir();
  const { code, output } = await runCli(args, { DATA_DIR: dataDir, ...databaseEnv(dataDir) });
  expect(code).toBe(2);
  expect(output.replace(/^.* was not given, so one was made once .*\n/gm, '')).toMatch(sentence);
  expect(output).not.toMatch(/^ +at /m);
  rmSync(dataDir, { recursive: true, force: true });
  dropDatabase(dataDir);
});

test('with another SECRET_KEY than the server’s the command is refused, and writes nothing', async () => {
  const app = await startApp({ env: { AUTH: 'api-key' } });
  const admin = await keyByCommand(app, '--admin');
  const env = commandEnv(app, { SECRET_KEY: 'another-root-5d1c9b7e3f2a4068b1d3f5a7092c4e6f' });
  const refused = await runCli(['keys', 'create', '--name', 'x'], env);
  expect([refused.code, refused.output]).toEqual([2, expect.stringContaining('SECRET_KEY is not the one')]);
  expect((await admin.http.get('/api/v1/auth/api-keys')).body.api_keys).toHaveLength(1);
  await app.close();
}, 40_000);
