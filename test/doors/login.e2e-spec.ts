import { aContract } from '../factories.js';
import { type App, startApp } from '../start-app.js';
import { storedBytes } from '../story-database.js';
import { expectProblem } from './expect-problem.js';
import { AUTH, anOperator, command, login, operatorByCommand, PASSWORD, signedIn } from './operators.js';

const C = '/api/v1/contracts';

let app: App;
beforeAll(async () => {
  app = await startApp({ env: { AUTH: 'jwt' } });
}, 40_000);
afterAll(() => app.close());

test('an operator that the command line made signs in, and does what its role allows', async () => {
  const editor = await signedIn(app.http, await operatorByCommand(app, 'editor'));
  const made = await editor.post(C, aContract());
  expect(made.status).toBe(201);
  expect(made.body.parties[0].phone_number).not.toContain('•');
  const viewer = await signedIn(app.http, await anOperator(app, 'viewer'));
  expect((await viewer.get(`${C}/${made.body.contract_id}`)).status).toBe(200);
  const refused = await viewer.post(C, aContract());
  expectProblem(refused, { kind: 'forbidden', instance: C });
  expect(refused.body.required_scope).toBe('contracts:write');
});

test("another account's contracts are not there, but for an admin", async () => {
  const accounts = ['acme-coop', 'other-coop'].map((id) => command(app, ['accounts', 'create', id, '--id', id]));
  for (const { code } of await Promise.all(accounts)) expect(code).toBe(0);
  const owner = await signedIn(app.http, await anOperator(app, 'editor', 'acme-coop'));
  const { contract_id: id } = (await owner.post(C, aContract())).body;
  const [other, admin] = [await anOperator(app, 'manager', 'other-coop'), await anOperator(app, 'admin')];
  expect((await (await signedIn(app.http, other)).get(`${C}/${id}`)).status).toBe(404);
  expect((await (await signedIn(app.http, admin)).get(`${C}/${id}`)).status).toBe(200);
});

test('the answer holds the three members of the contract, and no cache may keep it', async () => {
  const { body, headers } = await login(app.http, await anOperator(app));
  expect(Object.keys(body).sort()).toEqual(['expires_in', 'refresh_token', 'token']);
  expect(body.expires_in).toBe(900);
  expect(headers.get('cache-control')).toBe('no-store');
});

test('a stranger and a wrong password get the same answer, byte for byte but for the request', async () => {
  const email = await anOperator(app);
  const texts: string[] = [];
  for (const who of [email, 'nobody@example.com']) {
    const body = { email: who, password: 'not the password' };
    const answer = await app.http.post(`${AUTH}/login`, body, { 'X-Request-ID': 'same' });
    expectProblem(answer, { kind: 'sign-in-refused', instance: `${AUTH}/login` });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="ndiyo"');
    texts.push(answer.text);
  }
  expect(texts[0]).toBe(texts[1]);
});

test.each<[what: string, body: unknown, pointer: string]>([
  ['no email', { password: PASSWORD }, '#/email'],
  ['no password', { email: 'a@example.com' }, '#/password'],
  ['a password that is a number', { email: 'a@example.com', password: 1 }, '#/password'],
  ['an endless password', { email: 'a@example.com', password: 'x'.repeat(513) }, '#/password'],
  ['an unknown field', { email: 'a@example.com', password: PASSWORD, remember: true }, '#/remember'],
])('a login with %s is a 422 that names it', async (_, body, pointer) => {
  const answer = await app.http.post(`${AUTH}/login`, body);
  expectProblem(answer, { kind: 'invalid-value', pointers: [pointer], instance: `${AUTH}/login` });
  expect(answer.text).not.toContain(PASSWORD);
});

test('a refresh gives a new pair; the one before cannot be told from a token that never was', async () => {
  const { refresh_token } = (await login(app.http, await anOperator(app))).body;
  const next = await app.http.post(`${AUTH}/refresh`, { refresh_token });
  expect(next.status).toBe(200);
  expect(next.headers.get('cache-control')).toBe('no-store');
  const bearer = app.http.with({ Authorization: `Bearer ${next.body.token}` });
  expect((await bearer.get(C)).status).toBe(200);
  const unknown = await app.http.post(`${AUTH}/refresh`, { refresh_token: 'rt_unknown' });
  expectProblem(unknown, { kind: 'sign-in-refused', instance: `${AUTH}/refresh` });
});

test('signing out ends the login: by its bearer, and by its refresh token with a bearer that has run out', async () => {
  const email = await anOperator(app);
  const [one, two] = [(await login(app.http, email)).body, (await login(app.http, email)).body];
  const bearer = (token: string) => app.http.with({ Authorization: `Bearer ${token}` });
  expect((await bearer(one.token).post(`${AUTH}/logout`)).status).toBe(204);
  const out = await bearer('eyJhbGciOiJub25lIn0.e30.').post(`${AUTH}/logout`, { refresh_token: two.refresh_token });
  expect(out.status).toBe(204);
  for (const { token, refresh_token } of [one, two]) {
    expect((await bearer(token).get(C)).status).toBe(401);
    expect((await app.http.post(`${AUTH}/refresh`, { refresh_token })).status).toBe(401);
  }
  expectProblem(await app.http.post(`${AUTH}/logout`), { kind: 'unauthorized', instance: `${AUTH}/logout` });
});

test('a new password is taken from whoever knows the one before, and signs out everybody else', async () => {
  const email = await anOperator(app);
  const [here, there] = [await signedIn(app.http, email), await signedIn(app.http, email)];
  const wrong = await here.post(`${AUTH}/password`, { current: 'no', new: 'jua kali saa sita mchana' });
  expectProblem(wrong, { kind: 'invalid-value', pointers: ['#/current'], instance: `${AUTH}/password` });
  const weak = await here.post(`${AUTH}/password`, { current: PASSWORD, new: 'Password2026!' });
  expectProblem(weak, { kind: 'invalid-value', pointers: ['#/new'], instance: `${AUTH}/password` });
  const changed = await here.post(`${AUTH}/password`, { current: PASSWORD, new: 'jua kali saa sita mchana' });
  expect(changed.status).toBe(204);
  expect([(await here.get(C)).status, (await there.get(C)).status]).toEqual([200, 401]);
  expect((await login(app.http, email)).status).toBe(401);
  expect((await login(app.http, email, { password: 'jua kali saa sita mchana' })).status).toBe(200);
});

test('who is disabled by command is out at once, while the service runs', async () => {
  const email = await anOperator(app);
  const client = await signedIn(app.http, email);
  expect((await client.get(C)).status).toBe(200);
  const run = await command(app, ['operators', 'disable', '--email', email]);
  expect(run).toEqual({ code: 0, output: `${email} may no longer sign in, and is signed out.\n` });
  expect((await client.get(C)).status).toBe(401);
  expect((await login(app.http, email)).status).toBe(401);
  await command(app, ['operators', 'enable', '--email', email]);
  expect((await client.get(C)).status).toBe(401);
  expect((await login(app.http, email)).status).toBe(200);
});

test('a password set by command replaces the one before', async () => {
  const email = await anOperator(app);
  const args = ['operators', 'set-password', '--email', email];
  expect((await command(app, args, 'too short\n')).output).toMatch(/^The password must have 12 to 128 characters/);
  expect((await command(app, args, 'mvua kubwa jana usiku\n')).code).toBe(0);
  expect((await login(app.http, email)).status).toBe(401);
  expect((await login(app.http, email, { password: 'mvua kubwa jana usiku' })).status).toBe(200);
});

test('an operator is made once; a wrong role, address or account is told in a sentence', async () => {
  const email = await anOperator(app);
  const create = (args: string[]) => command(app, ['operators', 'create', ...args], `${PASSWORD}\n`);
  const [again, nobody, king, account, list] = await Promise.all([
    create(['--email', email, '--role', 'viewer']),
    create(['--email', 'x', '--role', 'viewer']),
    create(['--email', 'a@example.com', '--role', 'king']),
    create(['--email', 'b@example.com', '--role', 'viewer', '--account', 'no-such']),
    command(app, ['operators', 'list']),
  ]);
  expect(again.output).toBe(`There is an operator ${email} already.\n`);
  expect(nobody.output).toBe('Say whom: --email name@example.com\n');
  expect(king.output).toMatch(/--role viewer\|editor/);
  expect(account).toEqual({ code: 2, output: 'There is no account no-such\n' });
  expect(list.output).toContain(`${email}  editor  community\n`);
});

test('neither a password nor a token is in the database or the log', async () => {
  const email = await anOperator(app);
  const { token, refresh_token } = (await login(app.http, email)).body;
  await app.http.post(`${AUTH}/refresh`, { refresh_token });
  const stored = [...storedBytes(app.dataDir).values(), app.output()].join('\n');
  for (const secret of [PASSWORD, token, refresh_token]) expect(stored).not.toContain(secret);
});

test('where AUTH does not name jwt, signing in is not found, and tokens do not count', async () => {
  const { token } = (await login(app.http, await anOperator(app))).body;
  const other = await startApp({ env: { AUTH: 'api-key' } });
  for (const path of ['login', 'refresh', 'logout']) {
    const answer = await other.http.post(`${AUTH}/${path}`, { email: 'a@example.com', password: PASSWORD });
    expectProblem(answer, { kind: 'not-found', instance: `${AUTH}/${path}` });
  }
  expect((await other.http.get(C, { Authorization: `Bearer ${token}` })).status).toBe(401);
  await other.close();
}, 40_000);
