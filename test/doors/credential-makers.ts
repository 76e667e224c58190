/**
 * Every way to send a credential, as the access matrix tries it: what must count for nothing, and how a good one with
 * just these scopes is made. A further scheme is a further entry of SCHEMES.
 */
import type { Answer } from '../http.js';
import { epochSeconds, type Signer, signedHeaders } from '../signing.js';
import type { App } from '../start-app.js';
import { change } from '../story-database.js';
import { bearerTokens } from './bearer-makers.js';
import { KEYS, type Key, keyByCommand, keyOf } from './keys.js';

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
  'a bearer token': { auth: 'api-key,jwt', make: bearerTokens },
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

/** Keys made with an admin's key, and the ways in which one that was good can have ended. */
async function keyring(app: App, credentialOf: (key: Key) => Credential) {
  const admin = await keyByCommand(app, '--admin');
  const secrets = secretsOf(admin);
  const make = async (wish: object = {}): Promise<Key> => {
    const body = { name: 'matrix', scopes: ['contracts:read', 'contracts:write', 'keys:manage'], ...wish };
    const made = await send(app, credentialOf(admin), { method: 'POST', path: KEYS, body });
    if (made.status !== 201) throw new Error(made.text);
    const key = keyOf(app, made.body);
    secrets.push(...secretsOf(key));
    return key;
  };
  const manager = await make();
  const spoilt = async (): Promise<Record<string, Credential>> => {
    const [expired, revoked, replaced] = [await make(), await make(), await make()];
    change(app.dataDir, ["UPDATE api_keys SET expires_at = '2020-01-01T00:00:00.000Z' WHERE id = ?", expired.id]);
    await send(app, credentialOf(admin), { method: 'DELETE', path: `${KEYS}/${revoked.id}` });
    const rotate = { method: 'POST', path: `${KEYS}/${replaced.id}/rotate`, body: { grace: '0' } };
    await send(app, credentialOf(admin), rotate);
    return {
      'an expired key': credentialOf(expired),
      'a revoked key': credentialOf(revoked),
      'a replaced key': credentialOf(replaced),
      'a key from another address': credentialOf(await make({ allowed_ips: ['192.0.2.0/24'] })),
    };
  };
  return { manager, make, spoilt, secrets };
}

/** Without the parts that are no secret. */
const secretsOf = ({ key, signingSecret }: Key) => [key, signingSecret].map((text) => text.split('_').at(-1)!);
