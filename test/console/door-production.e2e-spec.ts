import { anOperator } from '../doors/operators.js';
import { startProduction } from '../doors/production.js';
import type { Http } from '../http.js';
import { ACCOUNT, HERE, SIGN_IN, signIn, submit } from './door.js';

const isIn = async (browser: Http): Promise<boolean> => (await browser.get(ACCOUNT)).status === 200;

test('in production the cookie is bound to this host and to TLS, and guessing at the door is limited', async () => {
  const { app: production, close } = await startProduction({ AUTH: 'jwt', THROTTLE_LOGIN: '2' });
  try {
    const email = await anOperator(production);
    const answer = await signIn(production.http, email);
    const [cookie, ...attributes] = answer.headers.get('set-cookie')!.split('; ');
    expect(cookie).toMatch(/^__Host-ndiyo-login=bt_/);
    expect(attributes.sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure']);
    const browser = production.http.with({ Cookie: cookie!, ...HERE });
    expect(await isIn(browser)).toBe(true);
    expect(await isIn(production.http.with({ Cookie: cookie!.replace('__Host-', '') }))).toBe(false);
    expect((await submit(browser, `${ACCOUNT}/authenticator/verify`, { totp_code: '000000' })).status).toBe(409);
    for (const path of [SIGN_IN, `${ACCOUNT}/password`, `${ACCOUNT}/authenticator/off`]) {
      expect({ path, status: (await submit(browser, path)).status }).toEqual({ path, status: 429 });
    }
  } finally {
    await close();
  }
}, 40_000);
