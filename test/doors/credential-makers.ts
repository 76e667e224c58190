/**
 * Every way to send a credential, as the access matrix tries it: what must count for nothing, and how a good one with
 * just these scopes is made. A further scheme is a further entry of SCHEMES.
 */
import type { Answer } from '../http.js';
import { epochSeconds, type Signer, signedHeaders } from '../signing.js';
import type { App } from '../start-app.js';
import { change } from '../story-database.js';
import { KEYS, type Key, keyByCommand, keyOf } from './keys.js';
import { askToken } from './oauth.js';

export interface Call {
  method: string;
  path: string;
  body?: object;
}

/** The headers that carry a credential, for one call. */
export type Credential = (call: Call) => Record<string, string>;

export interface Scheme {
  /** By title: 401 everywhere. */
  invalid: Record<string, Credential>;
  /** A good one of an account, with just these scopes and no role. */
  holder(accountId: string, scopes: readonly string[]): Promise<Credential>;
  /** What was given out so far and may be found nowhere. */
  secrets: readonly string[];
}

/** `auth` is the AUTH of the service it is tried on. */
export const SCHEMES: Record<string, { auth: string; make(app: App): Promise<Scheme> }> = {
  'an API key': { auth: 'api-key', make: apiKeys },
  'a signed request': { auth: 'signature', make: signedRequests },
  'an access token': { auth: 'jwt', make: accessTokens },
};

async function apiKeys(app: App): Promise<Scheme> {
  const asHeader =
    ({ key }: Key): Credential =>
    (_) => ({ 'X-API-Key': key });
  const { manager, make, spoilt, secrets } = await keyring(app, asHeader);
  const { key, keyId } = manager;
  return {
    invalid: {
      'no credential': () => ({}),
      'an empty key': () => ({ 'X-API-Key': '' }),
      'an unknown key': () => ({ 'X-API-Key': `ndy_dev_${'a'.repeat(12)}_${'0'.repeat(64)}` }),
      'a wrong secret': () => ({ 'X-API-Key': `${keyId}_${'0'.repeat(64)}` }),
      'a key as a bearer token': () => ({ Authorization: `Bearer ${key}` }),
      'a key beside a bearer token': () => ({ 'X-API-Key': key, Authorization: 'Bearer mt_x' }),
      'a signed request': (call) => signedHeaders(manager, { ...call, url: app.url, body: bytesOf(call) }),
      ...(await spoilt()),
    },
    holder: async (accountId, scopes) => asHeader(await make({ account_id: accountId, scopes })),
    secrets,
  };
}

async function signedRequests(app: App): Promise<Scheme> {
  const signedBy =
    (signer: Signer, changes: { timestamp?: number; nonce?: string } = {}): Credential =>
    (call) =>
      signedHeaders(signer, { ...call, url: app.url, body: bytesOf(call), ...changes });
  const { manager, make, spoilt, secrets } = await keyring(app, (key) => signedBy(key));
  const used = 'a-nonce-of-this-matrix';
  await app.http.get(KEYS, signedBy(manager, { nonce: used })({ method: 'GET', path: KEYS }));
  return {
    invalid: {
      'no credential': () => ({}),
      'a key sent whole': () => ({ 'X-API-Key': manager.key }),
      'an unknown key': signedBy({ ...manager, keyId: `ndy_dev_${'a'.repeat(12)}` }),
      'another secret': signedBy({ ...manager, signingSecret: 'ndysk_other' }),
      'a signature of another call': (call) => signedBy(manager)({ ...call, path: `${call.path}/other` }),
      'a stamp of ten minutes ago': (call) => signedBy(manager, { timestamp: epochSeconds() - 600 })(call),
      'a nonce used before': signedBy(manager, { nonce: used }),
      'a signature beside a bearer token': (call) => ({ ...signedBy(manager)(call), Authorization: 'Bearer mt_x' }),
      ...(await spoilt()),
    },
    holder: async (accountId, scopes) => signedBy(await make({ account_id: accountId, scopes })),
    secrets,
  };
}

export const bytesOf = ({ body }: Call): string => (body === undefined ? '' : JSON.stringify(body));

export function send(app: App, credential: Credential, call: Call): Promise<Answer> {
  const headers = { ...(call.body && { 'Content-Type': 'application/json' }), ...credential(call) };
  return app.http.raw(call.method, call.path, call.body && JSON.stringify(call.body), headers);
}

/** The token that a key gets with `client_credentials`: it may do what the key may, for as long as the key counts. */
async function accessTokens(app: App): Promise<Scheme> {
  const tokens: string[] = [];
  const bearer =
    (token: string): Credential =>
    (_) => ({ Authorization: `Bearer ${token}` });
  const ofKey = async ({ keyId, key }: Key): Promise<Credential> => {
    const form = { grant_type: 'client_credentials', client_id: keyId, client_secret: key };
    const { status, body, text } = await askToken(app.http, form);
    if (status !== 200) throw new Error(text);
    tokens.push(body.access_token);
    return bearer(body.access_token);
  };
  const { manager, make, spoilt, secrets } = await keyring(app, ofKey);
  await ofKey(manager);
  const token = tokens.at(-1)!;
  const [header = '', payload = '', signature = ''] = token.split('.');
  const unsigned = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
  return {
    invalid: {
      'no credential': () => ({}),
      'an empty token': bearer(''),
      'a refresh token': bearer(`rt_${'a'.repeat(43)}`),
      'a key as a bearer token': bearer(manager.key),
      'a key in its own header': () => ({ 'X-API-Key': manager.key }),
      'a token without a signature': bearer(`${unsigned}.${payload}.`),
      "another token's signature": bearer(`${header}.${payload}.${tokens[0]!.split('.')[2]}`),
      'a token cut short': bearer(`${header}.${payload}.${signature.slice(0, -2)}`),
      'a token with something behind it': bearer(`${token} x`),
      ...(await spoilt()),
    },
    holder: async (accountId, scopes) => ofKey(await make({ account_id: accountId, scopes })),
    secrets,
  };
}

/** Keys made with an admin's key, and the ways in which one that was good can have ended. */
async function keyring(app: App, credentialOf: (key: Key) => Credential | Promise<Credential>) {
  const admin = await keyByCommand(app, '--admin');
  const secrets = secretsOf(admin);
  const make = async (wish: object = {}): Promise<Key> => {
    const body = { name: 'matrix', scopes: ['contracts:read', 'contracts:write', 'keys:manage'], ...wish };
    const made = await send(app, await credentialOf(admin), { method: 'POST', path: KEYS, body });
    if (made.status !== 201) throw new Error(made.text);
    const key = keyOf(app, made.body);
    secrets.push(...secretsOf(key));
    return key;
  };
  const manager = await make();
  const spoilt = async (): Promise<Record<string, Credential>> => {
    const [expired, revoked, replaced, elsewhere] = [await make(), await make(), await make(), await make()];
    const credentials = {
      'an expired key': await credentialOf(expired),
      'a revoked key': await credentialOf(revoked),
      'a replaced key': await credentialOf(replaced),
      'a key from another address': await credentialOf(elsewhere),
    };
    change(app.dataDir, ["UPDATE api_keys SET expires_at = '2020-01-01T00:00:00.000Z' WHERE id = ?", expired.id]);
    change(app.dataDir, ["UPDATE api_keys SET allowed_ips = '192.0.2.0/24' WHERE id = ?", elsewhere.id]);
    await send(app, await credentialOf(admin), { method: 'DELETE', path: `${KEYS}/${revoked.id}` });
    const rotate = { method: 'POST', path: `${KEYS}/${replaced.id}/rotate`, body: { grace: '0' } };
    await send(app, await credentialOf(admin), rotate);
    return credentials;
  };
  return { manager, make, spoilt, secrets };
}

/** Without the parts that are no secret. */
const secretsOf = ({ key, signingSecret }: Key) => [key, signingSecret].map((text) => text.split('_').at(-1)!);
