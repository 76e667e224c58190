/** SECRET_KEY is replaced while operators are signed in: nobody notices, but for a start with the wrong one. */
import { randomBytes } from 'node:crypto';
import { AUTH, anOperator, command, login } from '../doors/operators.js';
import { stepAt, totpCode } from '../sign-in/totp-code.js';
import { type App, freshDataDir, startApp } from '../start-app.js';

const secret = () => randomBytes(32).toString('hex');
const ISSUER = 'https://ndiyo.test';

test('authenticators and logins go on through the rotation, and after the former key is gone', async () => {
  const dataDir = freshDataDir();
  const [former, fresh] = [secret(), secret()];
  const start = (keys: Record<string, string>): Promise<App> =>
    startApp({ env: { AUTH: 'jwt', ISSUER, ...keys }, dataDir });
  const refresh = (app: App, refresh_token: string) => app.http.post(`${AUTH}/refresh`, { refresh_token });

  let app = await start({ SECRET_KEY: former });
  const email = await anOperator(app);
  const first = (await login(app.http, email)).body;
  const bearer = { Authorization: `Bearer ${first.token}` };
  const { secret: totp } = (await app.http.post(`${AUTH}/totp/setup`, undefined, bearer)).body;
  const step = stepAt(new Date());
  const verified = await app.http.post(`${AUTH}/totp/verify`, { totp_code: totpCode(totp, step) }, bearer);
  const [recovery] = verified.body.recovery_codes;
  await app.close({ keepData: true });

  await expect(start({ SECRET_KEY: fresh })).rejects.toThrow(
    /Ndiyo cannot start: SECRET_KEY is not the one this database was used with: set the former one as SECRET_KEY_PREVIOUS/,
  );

  app = await start({ SECRET_KEY: fresh, SECRET_KEY_PREVIOUS: former });
  expect((await app.http.get('/api/v1/contracts', bearer)).status).toBe(200);
  expect((await login(app.http, email, { totp_code: recovery })).status).toBe(200);
  const second = (await refresh(app, first.refresh_token)).body;
  const run = await command(app, ['rewrap'], '', { SECRET_KEY: fresh, SECRET_KEY_PREVIOUS: former });
  expect(run).toEqual({ code: 0, output: expect.stringMatching(/^The data key is wrapped with SECRET_KEY now\./) });
  await app.close({ keepData: true });

  app = await start({ SECRET_KEY: fresh });
  expect((await app.http.get('/api/v1/contracts', bearer)).status).toBe(401);
  expect((await refresh(app, second.refresh_token)).status).toBe(200);
  // Of a step that was not used yet, however long this took.
  const totp_code = totpCode(totp, Math.max(stepAt(new Date()), step + 1));
  expect((await login(app.http, email, { totp_code })).status).toBe(200);
  await app.close();
}, 120_000);
