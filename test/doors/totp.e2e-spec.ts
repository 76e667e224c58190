import { stepAt, totpCode } from '../sign-in/totp-code.js';
import { type App, startApp } from '../start-app.js';
import { rows, storedBytes } from '../story-database.js';
import { expectProblem } from './expect-problem.js';
import { AUTH, anOperator, command, login, operatorByCommand, PASSWORD, signedIn } from './operators.js';

let app: App;
beforeAll(async () => {
  app = await startApp({ env: { AUTH: 'jwt' } });
}, 40_000);
afterAll(() => app.close());

/** An operator with an authenticator: the code of this step is used, the next one's is not. */
async function withTotp(make = anOperator) {
  const email = await make(app);
  const http = await signedIn(app.http, email);
  const { secret } = (await http.post(`${AUTH}/totp/setup`)).body;
  const step = stepAt(new Date());
  const verified = await http.post(`${AUTH}/totp/verify`, { totp_code: totpCode(secret, step) });
  if (verified.status !== 200) throw new Error(verified.text);
  const codes: string[] = verified.body.recovery_codes;
  return { email, http, secret, codes, used: totpCode(secret, step), next: totpCode(secret, step + 1) };
}

test('setting up gives a secret, the address an authenticator reads, and its picture; nothing is asked for yet', async () => {
  const email = await anOperator(app);
  const http = await signedIn(app.http, email);
  const { status, body, headers } = await http.post(`${AUTH}/totp/setup`);
  expect(status).toBe(200);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(body.secret).toMatch(/^[A-Z2-7]{32}$/);
  const uri = new URL(body.otpauth_uri);
  expect([uri.protocol, uri.host]).toEqual(['otpauth:', 'totp']);
  expect(Object.fromEntries(uri.searchParams)).toMatchObject({
    ...{ secret: body.secret, issuer: 'Ndiyo', algorithm: 'SHA1', digits: '6', period: '30' },
  });
  expect(Buffer.from(body.qr_code.replace('data:image/png;base64,', ''), 'base64').subarray(1, 4).toString()).toBe(
    'PNG',
  );
  expect((await login(app.http, email)).status).toBe(200);
});

test('once a code was verified, a password alone is told that a code is needed, and a code gets in once', async () => {
  const { email, codes, used, next } = await withTotp();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
  const alone = await login(app.http, email);
  expectProblem(alone, { kind: 'totp-code-needed', instance: `${AUTH}/login` });
  expect((await login(app.http, email, { totp_code: used })).status).toBe(401);
  expect((await login(app.http, email, { totp_code: next })).status).toBe(200);
  const again = await login(app.http, email, { totp_code: next });
  expectProblem(again, { kind: 'sign-in-refused', instance: `${AUTH}/login` });
});

test('a right code with a wrong password is told like any wrong password, and is not used up', async () => {
  const { email, next } = await withTotp();
  const answer = await login(app.http, email, { password: 'wrong', totp_code: next });
  expectProblem(answer, { kind: 'sign-in-refused', instance: `${AUTH}/login` });
  expect((await login(app.http, email, { totp_code: next })).status).toBe(200);
});

test('of ten logins with one code in the same instant, one gets in', async () => {
  const { email, next } = await withTotp();
  const answers = await Promise.all(Array.from({ length: 10 }, () => login(app.http, email, { totp_code: next })));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test('a recovery code gets in once, however it is typed', async () => {
  const { email, codes } = await withTotp();
  const typed = codes[0]!.toUpperCase().replaceAll('-', ' ');
  expect((await login(app.http, email, { totp_code: typed })).status).toBe(200);
  expect((await login(app.http, email, { totp_code: codes[0]! })).status).toBe(401);
  expect((await login(app.http, email, { totp_code: codes[1]! })).status).toBe(200);
});

test('five wrong codes and the right one does not count either; passwords alone in between win no more tries', async () => {
  const { email, next, codes } = await withTotp();
  for (let i = 0; i < 5; i += 1) {
    expect((await login(app.http, email)).body.type).toBe('/problems/totp-code-needed');
    expect((await login(app.http, email, { totp_code: '000000' })).status).toBe(401);
  }
  for (const totp_code of [next, codes[0]!]) {
    expect((await login(app.http, email, { totp_code })).body.type).toBe('/problems/sign-in-refused');
  }
  expect((await login(app.http, email)).body.type).toBe('/problems/sign-in-refused');
  await command(app, ['operators', 'unlock', '--email', email]);
  expect((await login(app.http, email, { totp_code: next })).status).toBe(200);
});

test('codes are turned off by password and code together; the recovery codes go with them', async () => {
  const { email, http, next, codes } = await withTotp();
  const disable = (password: string, totp_code: string) => http.post(`${AUTH}/totp/disable`, { password, totp_code });
  const instance = `${AUTH}/totp/disable`;
  expectProblem(await disable('wrong', next), { kind: 'wrong-code', instance });
  expectProblem(await disable(PASSWORD, '000000'), { kind: 'wrong-code', instance });
  expect((await disable(PASSWORD, next)).status).toBe(204);
  expect((await login(app.http, email)).status).toBe(200);
  expectProblem(await disable(PASSWORD, codes[0]!), { kind: 'totp-not-possible', instance });
});

test('with codes on, another authenticator cannot be set up; a wrong first code turns nothing on', async () => {
  const { http } = await withTotp();
  expectProblem(await http.post(`${AUTH}/totp/setup`), { kind: 'totp-not-possible', instance: `${AUTH}/totp/setup` });
  const fresh = await signedIn(app.http, await anOperator(app));
  const verify = () => fresh.post(`${AUTH}/totp/verify`, { totp_code: '000000' });
  expectProblem(await verify(), { kind: 'totp-not-possible', instance: `${AUTH}/totp/verify` });
  await fresh.post(`${AUTH}/totp/setup`);
  expectProblem(await verify(), { kind: 'wrong-code', instance: `${AUTH}/totp/verify` });
});

test('a password that is changed meanwhile wins no tries for codes either', async () => {
  const { email, http, next } = await withTotp();
  for (let i = 0; i < 4; i += 1) await login(app.http, email, { totp_code: '000000' });
  const chosen = 'jua kali saa sita mchana';
  expect((await http.post(`${AUTH}/password`, { current: PASSWORD, new: chosen })).status).toBe(204);
  expect((await login(app.http, email, { password: chosen, totp_code: '000000' })).status).toBe(401);
  expect((await login(app.http, email, { password: chosen, totp_code: next })).status).toBe(401);
});

test('a recovery code cannot turn codes on: none has been given out yet', async () => {
  const http = await signedIn(app.http, await anOperator(app));
  await http.post(`${AUTH}/totp/setup`);
  const answer = await http.post(`${AUTH}/totp/verify`, { totp_code: '0000-0000-0000-0000' });
  expectProblem(answer, { kind: 'wrong-code', instance: `${AUTH}/totp/verify` });
});

test('wrong codes at verify are limited, and win no tries for the password', async () => {
  const email = await anOperator(app);
  const http = await signedIn(app.http, email);
  const { secret } = (await http.post(`${AUTH}/totp/setup`)).body;
  for (let i = 0; i < 5; i += 1) await http.post(`${AUTH}/totp/verify`, { totp_code: '000000' });
  const right = await http.post(`${AUTH}/totp/verify`, { totp_code: totpCode(secret, stepAt(new Date())) });
  expect(right.status).toBe(422);
  expect((await login(app.http, email)).status).toBe(401);
});

test('an operator whose authenticator is lost is let in again by command', async () => {
  const { email } = await withTotp();
  const run = await command(app, ['operators', 'reset-totp', '--email', email]);
  expect(run.output).toBe(`${email} is asked for no code any more, and is signed out.\n`);
  expect((await login(app.http, email)).status).toBe(200);
});

test('the secret and the codes are not in the database as they were shown; every change is recorded', async () => {
  const { email, secret, codes } = await withTotp(operatorByCommand);
  const stored = [...storedBytes(app.dataDir).values(), app.output()].join('\n');
  for (const shown of [secret, ...codes]) expect(stored).not.toContain(shown);
  const events = rows(
    app.dataDir,
    "SELECT type FROM access_events WHERE subject = (SELECT 'operator ' || id FROM operators WHERE email = ?) ORDER BY id",
    email,
  );
  expect(events.map(({ type }) => type)).toEqual(['operator.created', 'operator.signed_in', 'operator.totp_on']);
});

test('it is for operators: a request without a login is refused', async () => {
  for (const path of ['setup', 'verify', 'disable']) {
    const answer = await app.http.post(`${AUTH}/totp/${path}`, {});
    expectProblem(answer, { kind: 'unauthorized', instance: `${AUTH}/totp/${path}` });
  }
});
