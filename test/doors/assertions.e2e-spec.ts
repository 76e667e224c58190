import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CryptoKey, exportJWK, importPKCS8, type JWTHeaderParameters, SignJWT } from 'jose';
import { type App, startApp } from '../start-app.js';
import { expectError } from './expect-oauth-error.js';
import { askToken, JWT_BEARER, TOKEN } from './oauth.js';
import { command } from './operators.js';

const C = '/api/v1/contracts';
const ISSUER = 'https://ndiyo.test';

let app: App;
let id: string;
let folder: string;
const bearer = (token: string) => app.http.with({ Authorization: `Bearer ${token}` });
const keys: Record<string, { kid: string; sign: CryptoKey }> = {};
const PAIRS = {
  EdDSA: () => generateKeyPairSync('ed25519'),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
};

beforeAll(async () => {
  app = await startApp({ env: { AUTH: 'jwt', ISSUER } });
  folder = mkdtempSync(join(tmpdir(), 'ndiyo-keys-'));
  id = (
    await command(app, ['service-accounts', 'create', '--name', 'ERP', '--scopes', 'contracts:read'])
  ).output.trim();
  const added = Object.entries(PAIRS).map(async ([alg, make]) => {
    const { publicKey, privateKey } = make();
    const kid = (await addKey(publicKey.export({ type: 'spki', format: 'pem' }).toString())).output.trim();
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    keys[alg] = { kid, sign: await importPKCS8(pem, alg) };
  });
  await Promise.all(added);
}, 60_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const addKey = (text: string) => {
  const file = join(folder, randomUUID());
  writeFileSync(file, text);
  return command(app, ['service-accounts', 'add-key', id, '--key', file]);
};

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;
const claimsOf = () => ({ iss: id, sub: id, aud: ISSUER, exp: inSeconds(60), iat: inSeconds(0), jti: randomUUID() });

function sign(claims: Record<string, unknown>, header: Partial<JWTHeaderParameters> = {}, alg = 'EdDSA') {
  const { kid, sign: key } = keys[alg]!;
  return new SignJWT(claims).setProtectedHeader({ alg, kid, ...header }).sign(key);
}
const send = (assertion: string, more: Record<string, string> = {}) =>
  askToken(app.http, { grant_type: JWT_BEARER, assertion, ...more });

test.each(Object.keys(PAIRS))('a service account signs with %s and gets a token with its scopes', async (alg) => {
  const answer = await send(await sign(claimsOf(), { typ: 'JWT' }, alg));
  expect({ text: answer.text, status: answer.status }).toMatchObject({ status: 200 });
  expect(answer.body).toMatchObject({ token_type: 'Bearer', scope: 'contracts:read' });
  expect(answer.body.refresh_token).toBeUndefined();
  expect((await bearer(answer.body.access_token).get(C)).status).toBe(200);
  expect((await bearer(answer.body.access_token).post(C, {})).status).toBe(403);
});

test('Ed25519 is the same as EdDSA, by its newer name (RFC 9864)', async () => {
  const { kid, sign: key } = keys.EdDSA!;
  const assertion = await new SignJWT(claimsOf()).setProtectedHeader({ alg: 'Ed25519', kid }).sign(key);
  expect((await send(assertion)).status).toBe(200);
});

test('an assertion counts once, also when it comes twenty times in the same instant', async () => {
  const assertion = await sign(claimsOf());
  const answers = await Promise.all(Array.from({ length: 20 }, () => send(assertion)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expectError(await send(assertion), 'invalid_grant');
});

test.each<[what: string, changes: Record<string, unknown>]>([
  ['another audience', { aud: 'https://other.test' }],
  ['a list of audiences', { aud: [ISSUER, 'https://other.test'] }],
  ['a list of this one audience', { aud: [ISSUER] }],
  ['the token endpoint as audience', { aud: `${ISSUER}${TOKEN}` }],
  ['no audience', { aud: undefined }],
  ['an exp six minutes ahead', { exp: inSeconds(360) }],
  ['an exp that has passed', { exp: inSeconds(-1) }],
  ['no exp', { exp: undefined }],
  ['an exp that is a text', { exp: '9999999999' }],
  ['no jti', { jti: undefined }],
  ['an empty jti', { jti: '' }],
  ['an endless jti', { jti: 'x'.repeat(256) }],
  ['an iat in the future', { iat: inSeconds(120) }],
  ['an iat after exp', { iat: inSeconds(20), exp: inSeconds(10) }],
  ['an nbf in the future', { nbf: inSeconds(120) }],
  ['another subject', { sub: 'operator 1' }],
  ['an issuer nobody knows', { iss: randomUUID() }],
  ['both of somebody nobody knows', { iss: 'x', sub: 'x' }],
])('an assertion with %s is refused', async (_, changes) => {
  expectError(await send(await sign({ ...claimsOf(), ...changes })), 'invalid_grant');
});

test.each<[what: string, header: Record<string, unknown>]>([
  ['jku', { jku: 'https://evil.test/jwks.json' }],
  ['x5u', { x5u: 'https://evil.test/cert' }],
  ['x5c', { x5c: ['MIIB'] }],
  ['another typ', { typ: 'at+jwt' }],
  ['an unknown kid', { kid: 'x' }],
  ['no kid', { kid: undefined }],
])('an assertion whose header holds %s is refused', async (_, header) => {
  expectError(await send(await sign(claimsOf(), header)), 'invalid_grant');
});

test('a key in the header, crit, none and a MAC with the public key are refused', async () => {
  const { kid } = keys.EdDSA!;
  const own = generateKeyPairSync('ed25519');
  const mine = await importPKCS8(own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'EdDSA');
  const jwk = await exportJWK(own.publicKey);
  const withJwk = await new SignJWT(claimsOf()).setProtectedHeader({ alg: 'EdDSA', kid, jwk }).sign(mine);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const none = `${part({ alg: 'none', kid })}.${part(claimsOf())}.`;
  const crit = `${part({ alg: 'EdDSA', kid, crit: ['exp'] })}.${part(claimsOf())}.${'A'.repeat(86)}`;
  const mac = await new SignJWT(claimsOf()).setProtectedHeader({ alg: 'HS256', kid }).sign(Buffer.from(kid));
  const foreign = await new SignJWT(claimsOf()).setProtectedHeader({ alg: 'EdDSA', kid }).sign(mine);
  for (const one of [withJwk, none, crit, mac, foreign]) expectError(await send(one), 'invalid_grant');
});

test('more scopes than the account has are refused', async () => {
  expectError(await send(await sign(claimsOf()), { scope: 'contracts:write' }), 'invalid_scope');
});

const REFUSED: [what: string, text: () => string, said: RegExp][] = [
  [
    'a private key',
    () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    /private/,
  ],
  [
    'a private JWK',
    () => JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })),
    /private/,
  ],
  [
    'RSA of 1024 bits',
    () =>
      generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    /2048/,
  ],
  [
    'another curve',
    () => JSON.stringify(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' })),
    /P-256/,
  ],
  ['a shared secret', () => JSON.stringify({ kty: 'oct', k: 'c2VjcmV0' }), /private/],
  ['no key', () => 'hello', /expected a public key/],
];

test('a private key, a weak one, one of another kind and none are not registered', async () => {
  const runs = REFUSED.map(async ([what, text]) => ({ what, ...(await addKey(text())) }));
  expect(await Promise.all(runs)).toEqual(
    REFUSED.map(([what, , said]) => ({ what, code: 2, output: expect.stringMatching(said) })),
  );
}, 30_000);

test('a revoked key signs no more; a revoked account ends its tokens at once', async () => {
  const { access_token } = (await send(await sign(claimsOf(), {}, 'ES256'))).body;
  await command(app, ['service-accounts', 'revoke', id, '--kid', keys.ES256!.kid]);
  expectError(await send(await sign(claimsOf(), {}, 'ES256')), 'invalid_grant');
  expect((await bearer(access_token).get(C)).status).toBe(200);
  const list = await command(app, ['service-accounts', 'list']);
  expect(list.output).toContain(`${id}  ERP  community  contracts:read  keys: `);
  await command(app, ['service-accounts', 'revoke', id]);
  expect((await bearer(access_token).get(C)).status).toBe(401);
  expectError(await send(await sign(claimsOf())), 'invalid_grant');
});
