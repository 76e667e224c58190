/** The console's door, and what an operator sets for itself behind it. */
import { AUTH, anOperator, PASSWORD } from '../doors/operators.js';
import type { Http } from '../http.js';
import { type App, startApp } from '../start-app.js';
import { rows, storedBytes } from '../story-database.js';
import {
  ACCOUNT,
  cookieOf,
  formOf,
  HERE,
  inBrowser,
  SIGN_IN,
  signIn,
  submit,
  textOf,
  withAuthenticator,
} from './door.js';

const CHOSEN = 'jua kali saa sita mchana';

let app: App;
beforeAll(async () => {
  app = await startApp({ env: { AUTH: 'jwt' } });
}, 40_000);
afterAll(() => app.close());

const isIn = async (browser: Http): Promise<boolean> => (await browser.get(ACCOUNT)).status === 200;

test('the door lets in by email and password, with a cookie that no script, no other site and no API can use', async () => {
  const email = await anOperator(app);
  const answer = await signIn(app.http, email);
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/console/contracts']);
  const [cookie, ...attributes] = answer.headers.get('set-cookie')!.split('; ');
  expect(cookie).toMatch(/^ndiyo-login=bt_[\w-]{43}$/);
  expect(attributes.sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict']);
  const browser = app.http.with({ Cookie: cookie!, ...HERE });
  expect((await browser.get('/console/contracts')).status).toBe(200);
  expect((await browser.get('/api/v1/contracts')).status).toBe(401);
  expect((await browser.post(`${AUTH}/totp/setup`)).status).toBe(401);
  const token = cookie!.split('=')[1]!;
  expect((await app.http.get('/api/v1/contracts', { Authorization: `Bearer ${token}` })).status).toBe(401);
  expect((await app.http.post(`${AUTH}/refresh`, { refresh_token: token })).status).toBe(401);
  expect([...storedBytes(app.dataDir).values(), app.output()].join('')).not.toContain(token);
});

test('a wrong email, password or code is told alike, and what was typed as email stands there still', async () => {
  const email = await anOperator(app);
  const tries = [
    { email, password: 'wrong' },
    { email: 'nobody@example.com', password: PASSWORD },
    { email: `${email}\0`, password: PASSWORD },
    { email, password: '' },
    { email: 'x'.repeat(5_000), password: PASSWORD },
  ];
  for (const typed of tries) {
    const answer = await submit(app.http, SIGN_IN, typed);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(textOf(answer)).toContain('The email, the password or the code is wrong.');
  }
  const again = await submit(app.http, SIGN_IN, { email: '"><b>x</b>', password: 'wrong' });
  expect(again.text).toContain('value="&quot;&gt;&lt;b&gt;x&lt;/b&gt;"');
  expect((await signIn(app.http, email)).status).toBe(303);
});

test('a form from another site, or from nobody knows where, is refused and does nothing', async () => {
  const email = await anOperator(app);
  const browser = await inBrowser(app.http, email);
  const cookie = cookieOf(await signIn(app.http, email));
  const bare = app.http.with({ Cookie: cookie });
  const strange: Record<string, string>[] = [
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'none' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site', Origin: app.url },
    {},
  ];
  for (const headers of strange) {
    for (const path of [`${ACCOUNT}/authenticator`, `${ACCOUNT}/sign-out-elsewhere`, '/console/sign-out', SIGN_IN]) {
      const form = formOf({ email, password: PASSWORD });
      const answer = await bare.form(path, form, headers);
      expect({ path, headers, status: answer.status }).toEqual({ path, headers, status: 403 });
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  }
  expect(await isIn(bare)).toBe(true);
  expect(await isIn(browser)).toBe(true);
  expect(rows(app.dataDir, 'SELECT sealed_totp FROM operators WHERE email = ?', email)).toEqual([
    { sealed_totp: null },
  ]);
  // An older browser says no Sec-Fetch-Site, and the page's own Origin.
  expect((await bare.form(`${ACCOUNT}/sign-out-elsewhere`, '', { Origin: app.url })).status).toBe(303);
});

test('whoever comes without a login is led to the door and, once in, where they meant to go; nowhere else', async () => {
  const email = await anOperator(app);
  const led = await app.http.get('/console/contracts?status=pending&external_id=a+b', { Accept: 'text/html' });
  expect(led.status).toBe(303);
  const door = led.headers.get('location')!;
  expect(door).toBe('/console/sign-in?then=%2Fconsole%2Fcontracts%3Fstatus%3Dpending%26external_id%3Da%2Bb');
  expect((await app.http.get(door)).text).toContain('value="/console/contracts?status=pending&amp;external_id=a+b"');
  const leads = async (then: string) => (await signIn(app.http, email, { then })).headers.get('location');
  expect(await leads('/console/contracts?status=pending&external_id=a+b')).toBe(
    '/console/contracts?status=pending&external_id=a+b',
  );
  const elsewhere = [
    ...['https://evil.example/', '//evil.example', '/\\evil.example', '/console//evil.example', 'javascript:alert(1)'],
    ...[
      '/console\\@evil.example',
      '/console@evil.example',
      '/consolevil',
      '/api/v1/contracts',
      '/console/\r\nX: 1',
      '/',
      '',
    ],
  ];
  for (const then of elsewhere) expect({ then, to: await leads(then) }).toEqual({ then, to: '/console/contracts' });
});

test('signing out ends the login, not only the cookie', async () => {
  const email = await anOperator(app);
  const [browser, other] = [await inBrowser(app.http, email), await inBrowser(app.http, email)];
  const answer = await submit(browser, '/console/sign-out');
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/console/sign-in?done=signedOut']);
  expect(answer.headers.get('set-cookie')).toMatch(/^ndiyo-login=; Path=\/; Max-Age=0; HttpOnly; SameSite=Strict$/);
  expect(await isIn(browser)).toBe(false);
  expect(await isIn(other)).toBe(true);
  // What was typed into a form meanwhile is not lost to a redirect.
  const late = await submit(browser, `${ACCOUNT}/password`, { current: 'x' });
  expect([late.status, late.headers.get('location')]).toEqual([401, null]);
  expect(textOf(late)).toContain('Nothing was sent.');
});

test('the page says who one is; a page is kept by no cache', async () => {
  const email = await anOperator(app, 'viewer');
  const browser = await inBrowser(app.http, email);
  const page = await browser.get(ACCOUNT);
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(textOf(page)).toContain(`${email} Role viewer: sees contracts and texts Account community`);
  expect(textOf(await browser.get(`${ACCOUNT}?language=sw`))).toContain('Akaunti yako');
});

test('an authenticator is set up by its picture or secret, and counts from its first right code on', async () => {
  const { email, browser, secret, shown, on, codes, next } = await withAuthenticator(app);
  expect(shown.text).toMatch(/<img class="qr" src="data:image\/png;base64,[\w+/=]+" alt="[^"]+">/);
  expect(on.status).toBe(200);
  expect(new Set(codes).size).toBe(10);
  const after = await browser.get(ACCOUNT);
  expect(textOf(after)).toContain('Signing in asks for a code');
  for (const said of [secret, ...codes]) expect(after.text + after.headers.get('location')).not.toContain(said);
  const alone = await signIn(app.http, email);
  expect([alone.status, alone.headers.get('set-cookie')]).toEqual([401, null]);
  expect(textOf(alone)).toContain('You have an authenticator set up');
  expect((await signIn(app.http, email, { totp_code: '000000' })).status).toBe(401);
  expect((await signIn(app.http, email, { totp_code: next.replace(/^.../, '$& ') })).status).toBe(303);
  expect((await signIn(app.http, email, { totp_code: codes[0]! })).status).toBe(303);
  expect((await signIn(app.http, email, { totp_code: codes[0]! })).status).toBe(401);
  expect((await submit(browser, `${ACCOUNT}/authenticator`)).status).toBe(409);
});

test('a wrong first code turns nothing on, and does not show the secret again', async () => {
  const email = await anOperator(app);
  const browser = await inBrowser(app.http, email);
  const none = await submit(browser, `${ACCOUNT}/authenticator/verify`, { totp_code: '000000' });
  expect(none.status).toBe(409);
  await submit(browser, `${ACCOUNT}/authenticator`);
  for (const totp_code of ['000000', '', 'x'.repeat(1_000)]) {
    const answer = await submit(browser, `${ACCOUNT}/authenticator/verify`, { totp_code });
    expect(answer.status).toBe(422);
    expect(textOf(answer)).toContain('That code is wrong');
    expect(answer.text).not.toMatch(/class="secret"|class="qr"/);
  }
  expect((await signIn(app.http, email)).status).toBe(303);
});

test('turning it off needs password and code together', async () => {
  const { email, browser, next, codes } = await withAuthenticator(app);
  const off = (password: string, totp_code: string) =>
    submit(browser, `${ACCOUNT}/authenticator/off`, { password, totp_code });
  for (const [password, code] of [
    ['wrong', next],
    [PASSWORD, '000000'],
    ['', ''],
  ] as const) {
    const answer = await off(password, code);
    expect(answer.status).toBe(422);
    expect(textOf(answer)).toContain('The password or the code is wrong');
  }
  expect((await signIn(app.http, email)).status).toBe(401);
  expect((await off(PASSWORD, codes[3]!)).headers.get('location')).toBe(`${ACCOUNT}?done=factorOff`);
  expect((await signIn(app.http, email)).status).toBe(303);
});

test('a password is changed by the one before, twice the same, and signs out everywhere else', async () => {
  const email = await anOperator(app);
  const [browser, other] = [await inBrowser(app.http, email), await inBrowser(app.http, email)];
  const change = (current: string, chosen: string, again = chosen) =>
    submit(browser, `${ACCOUNT}/password`, { current, new: chosen, again });
  const faults: [string, string, string, string][] = [
    ['wrong', CHOSEN, CHOSEN, 'current'],
    ['', CHOSEN, CHOSEN, 'current'],
    [PASSWORD, 'short', 'short', 'new'],
    [PASSWORD, 'password1234', 'password1234', 'new'],
    [PASSWORD, CHOSEN, `${CHOSEN} `, 'again'],
  ];
  for (const [current, chosen, again, field] of faults) {
    const answer = await change(current, chosen, again);
    expect({ status: answer.status, field, has: answer.text.includes(`id="${field}-fault"`) }).toEqual({
      ...{ status: 422, field, has: true },
    });
    for (const typed of [current, chosen].filter((text) => text.length > 5)) expect(answer.text).not.toContain(typed);
  }
  expect(await isIn(other)).toBe(true);
  expect((await change(PASSWORD, CHOSEN)).headers.get('location')).toBe(`${ACCOUNT}?done=password`);
  expect(await isIn(browser)).toBe(true);
  expect(await isIn(other)).toBe(false);
  expect((await signIn(app.http, email)).status).toBe(401);
  expect((await submit(app.http, SIGN_IN, { email, password: CHOSEN })).status).toBe(303);
});

test('everywhere else is signed out at a word, tokens of the API as well', async () => {
  const email = await anOperator(app);
  const [browser, other] = [await inBrowser(app.http, email), await inBrowser(app.http, email)];
  const { token } = (await app.http.post(`${AUTH}/login`, { email, password: PASSWORD })).body;
  const done = await submit(browser, `${ACCOUNT}/sign-out-elsewhere`);
  expect(textOf(await browser.get(done.headers.get('location')!))).toContain('You are signed out everywhere else.');
  expect(await isIn(other)).toBe(false);
  expect((await app.http.get('/api/v1/contracts', { Authorization: `Bearer ${token}` })).status).toBe(401);
  const [event] = rows(app.dataDir, 'SELECT * FROM access_events ORDER BY id DESC LIMIT 1');
  expect(event).toMatchObject({ type: 'operator.signed_out_elsewhere', account_id: 'community' });
});
