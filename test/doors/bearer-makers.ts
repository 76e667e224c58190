/** Bearer tokens as the access matrix tries them: forged, expired, ended, and of keys that no longer count. */
import { createHmac, hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../start-app.js';
import { change } from '../story-database.js';
import type { Credential, Scheme } from './credential-makers.js';
import { KEYS, type Key, keyByCommand, makeKey } from './keys.js';
import { askToken } from './oauth.js';
import { AUTH, anOperator, command, login } from './operators.js';

const bearer =
  (token: string): Credential =>
  () => ({ Authorization: `Bearer ${token}` });

export async function bearerTokens(app: App): Promise<Scheme> {
  const admin = await keyByCommand(app, '--admin');
  const secrets: string[] = [];
  const tokenOf = async ({ keyId, key }: Key): Promise<string> => {
    const form = { grant_type: 'client_credentials', client_id: keyId, client_secret: key };
    const { access_token } = (await askToken(app.http, form)).body;
    secrets.push(key.split('_').at(-1)!, access_token);
    return access_token;
  };
  const good = await tokenOf(await makeKey(app, admin.http));
  return {
    invalid: {
      'no credential': () => ({}),
      'an empty token': bearer(''),
      'the key itself': bearer(admin.key),
      ...forgeries(app, good),
      ...(await ended(app, admin, tokenOf)),
    },
    holder: async (accountId, scopes) =>
      bearer(await tokenOf(await makeKey(app, admin.http, { account_id: accountId, scopes }))),
    secrets,
  };
}

/** Signed with the service's own key, and wrong in one thing. */
function forgeries(app: App, good: string): Record<string, Credential> {
  const secret = readFileSync(join(app.dataDir, 'secret.key'), 'utf8').trim();
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'ndiyo/access-token', 32));
  const [header = '', payload = ''] = good.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const forged = (changes: object, head: object = { alg: 'HS256', typ: 'at+jwt' }) => {
    const parts = [head, { ...claims, ...changes }].map((one) =>
      Buffer.from(JSON.stringify(one)).toString('base64url'),
    );
    return bearer(`${parts.join('.')}.${createHmac('sha256', key).update(parts.join('.')).digest('base64url')}`);
  };
  return {
    'an expired token': forged({ iat: 1_000_000_000, exp: 1_000_000_900 }),
    'a token for another audience': forged({ aud: 'https://other.test' }),
    'a token of another issuer': forged({ iss: 'https://other.test' }),
    'a token of somebody unknown': forged({ sub: 'operator 1', sid: '1' }),
    'a token of another account': forged({ account: 'other' }),
    'alg none': forged({}, { alg: 'none', typ: 'at+jwt' }),
    'a token without its signature': bearer(`${header}.${payload}.`),
    'a token and something more': bearer(`${good} ${good}`),
  };
}

async function ended(
  app: App,
  admin: Key,
  tokenOf: (key: Key) => Promise<string>,
): Promise<Record<string, Credential>> {
  const [revoked, expired] = [await makeKey(app, admin.http), await makeKey(app, admin.http)];
  const [ofRevoked, ofExpired] = [await tokenOf(revoked), await tokenOf(expired)];
  await admin.http.raw('DELETE', `${KEYS}/${revoked.id}`, undefined, {});
  change(app.dataDir, ["UPDATE api_keys SET expires_at = '2020-01-01T00:00:00.000Z' WHERE id = ?", expired.id]);
  const [gone, out] = [await anOperator(app, 'manager'), await anOperator(app, 'manager')];
  const { token: ofGone, refresh_token } = (await login(app.http, gone)).body;
  const { token: ofOut } = (await login(app.http, out)).body;
  await command(app, ['operators', 'disable', '--email', gone]);
  await app.http.post(`${AUTH}/logout`, undefined, { Authorization: `Bearer ${ofOut}` });
  return {
    'a token of a revoked key': bearer(ofRevoked),
    'a token of an expired key': bearer(ofExpired),
    'a token of a disabled operator': bearer(ofGone),
    'a token of a login that has ended': bearer(ofOut),
    'a refresh token': bearer(refresh_token),
  };
}
