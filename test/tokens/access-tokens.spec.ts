/** F26: what is no token of ours, to the letter, is none. Each forgery is made with the right key unless it says otherwise. */
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { EVERYTHING } from '../../src/accounts/scopes.js';
import { readEnv } from '../../src/config/env.js';
import { deriveKey } from '../../src/crypto/secrets.js';
import { ACCESS_TOKEN_KEY, AccessTokensService } from '../../src/tokens/access-tokens.service.js';
import { TokenIssuer } from '../../src/tokens/token-issuer.js';
import { someSecrets } from '../sign-in/rooms.js';

const NOW = new Date('2027-03-01T08:00:00.000Z');
const IAT = NOW.getTime() / 1_000;
const ISSUER = 'https://ndiyo.test';
const env = readEnv({ AUTH: 'jwt', ISSUER });
const secrets = someSecrets();
const serviceWith = (known = secrets, configuration = env) =>
  new AccessTokensService(configuration, known, new TokenIssuer(configuration, known));
const service = serviceWith();

const HEADER = { alg: 'HS256', typ: 'at+jwt' };
const CLAIMS = {
  ...{ iss: ISSUER, aud: ISSUER, sub: 'operator 1', jti: 'one', iat: IAT, exp: IAT + 900 },
  ...{ scope: 'contracts:read', account: 'community', sid: 'session' },
};
const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const mac = (input: string, key: string | Buffer = deriveKey(secrets.secretKey, ACCESS_TOKEN_KEY), hash = 'sha256') =>
  createHmac(hash, key).update(input).digest('base64url');
const signed = (header: unknown, claims: unknown) =>
  `${part(header)}.${part(claims)}.${mac(`${part(header)}.${part(claims)}`)}`;
const withClaims = (changes: Record<string, unknown>) => signed(HEADER, { ...CLAIMS, ...changes });
const counts = async (token: string, now = NOW) => (await service.check(token, now)) !== null;
const good = signed(HEADER, CLAIMS);

test('what the service issues has exactly this header and these claims, and counts until it expires', async () => {
  const grant = { subject: 'operator 1', accountId: 'community', scopes: EVERYTHING, sessionId: 'session' };
  const { token, expiresIn } = await service.issue(grant, NOW);
  const [header, claims] = token
    .split('.')
    .slice(0, 2)
    .map((one) => JSON.parse(Buffer.from(one, 'base64url').toString()));
  expect(header).toEqual(HEADER);
  expect(claims).toEqual({
    ...CLAIMS,
    jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    scope: [...EVERYTHING].join(' '),
  });
  expect(expiresIn).toBe(900);
  expect(await counts(token, new Date(NOW.getTime() + 899_999))).toBe(true);
  expect(await counts(token, new Date(NOW.getTime() + 900_000))).toBe(false);
});

test('a token made by hand with the right key counts: what follows is refused for its own fault', async () => {
  expect(await counts(good)).toBe(true);
});

test.each<[what: string, token: string]>([
  ['alg none without a signature', `${part({ alg: 'none', typ: 'at+jwt' })}.${part(CLAIMS)}.`],
  ['alg none with one', signed({ alg: 'none', typ: 'at+jwt' }, CLAIMS)],
  ['alg None', signed({ alg: 'None', typ: 'at+jwt' }, CLAIMS)],
  ['alg HS512', signed({ alg: 'HS512', typ: 'at+jwt' }, CLAIMS)],
  ['alg RS256', signed({ alg: 'RS256', typ: 'at+jwt' }, CLAIMS)],
  ['typ JWT', signed({ alg: 'HS256', typ: 'JWT' }, CLAIMS)],
  ['no typ', signed({ alg: 'HS256' }, CLAIMS)],
  ['typ in capitals', signed({ alg: 'HS256', typ: 'AT+JWT' }, CLAIMS)],
  ['a jku', signed({ ...HEADER, jku: 'https://evil.test' }, CLAIMS)],
  ['a kid', signed({ ...HEADER, kid: '../../dev/null' }, CLAIMS)],
  ['a jwk', signed({ ...HEADER, jwk: { kty: 'oct', k: 'AA' } }, CLAIMS)],
  ['crit', signed({ ...HEADER, crit: ['exp'] }, CLAIMS)],
  ['b64 false', signed({ ...HEADER, b64: false, crit: ['b64'] }, CLAIMS)],
  ['its header in another order', signed({ typ: 'at+jwt', alg: 'HS256' }, CLAIMS)],
  ['alg twice', signed('{"alg":"none","alg":"HS256","typ":"at+jwt"}', CLAIMS)],
  ['a claim twice', signed(HEADER, `${JSON.stringify(CLAIMS).slice(0, -1)},"sub":"operator 2"}`)],
  ['claims that are a list', signed(HEADER, [CLAIMS])],
  ['claims that are no JSON', signed(HEADER, 'hello')],
  ['an empty payload', `${part(HEADER)}..${mac(`${part(HEADER)}.`)}`],
  ['no exp', withClaims({ exp: undefined })],
  ['an exp that is a text', withClaims({ exp: String(IAT + 900) })],
  ['an exp that has passed', withClaims({ exp: IAT })],
  ['an exp further away than tokens live', withClaims({ exp: IAT + 901 })],
  ['an exp of null', withClaims({ exp: null })],
  ['no iat', withClaims({ iat: undefined })],
  ['an iat in the future', withClaims({ iat: IAT + 60 })],
  ['an nbf', withClaims({ nbf: IAT + 60 })],
  ['no jti', withClaims({ jti: undefined })],
  ['another issuer', withClaims({ iss: 'https://other.test' })],
  ['no issuer', withClaims({ iss: undefined })],
  ['another audience', withClaims({ aud: 'https://other.test' })],
  ['a list of audiences', withClaims({ aud: [ISSUER, 'https://other.test'] })],
  ['no audience', withClaims({ aud: undefined })],
  ['an unknown claim', withClaims({ admin: true })],
  ['a scope that is a list', withClaims({ scope: ['contracts:read'] })],
])('a token with %s is refused', async (_, token) => expect(await counts(token)).toBe(false));

test.each<[what: string, spoil: (token: string) => string]>([
  ['a space before it', (token) => ` ${token}`],
  ['a space behind it', (token) => `${token} `],
  ['a line feed behind it', (token) => `${token}\n`],
  ['a line feed in its signature', (token) => `${token.slice(0, -3)}\n${token.slice(-3)}`],
  ['a NUL behind it', (token) => `${token}\0`],
  ['padding', (token) => `${token}=`],
  ['padding in its payload', (token) => token.replace(/\.([\w-]+)\./, '.$1==.')],
  [
    'the other alphabet',
    (token) => token.replace(/\.[^.]+$/, `.${Buffer.from(token.split('.')[2]!, 'base64url').toString('base64')}`),
  ],
  ['a fourth part', (token) => `${token}.`],
  ['a fourth part in front', (token) => `.${token}`],
  ['no signature', (token) => token.replace(/[^.]+$/, '')],
  ['half a signature', (token) => token.slice(0, -20)],
  [
    'unused bits of its last letter set',
    (token) => `${token.slice(0, -1)}${String.fromCharCode(token.charCodeAt(token.length - 1) + 1)}`,
  ],
  ['a second dot', (token) => token.replace('.', '..')],
  ['JSON around it', (token) => JSON.stringify({ token })],
  ['four kilobytes', (token) => `${token}${'A'.repeat(4_096)}`],
  ['a letter of Unicode', (token) => `${token.slice(0, -1)}ａ`],
])('a token with %s is refused', async (_, spoil) => expect(await counts(spoil(good))).toBe(false));

test('whatever else signed it, it is refused: a public key, the secret itself, no secret, the key of another purpose', async () => {
  const input = `${part(HEADER)}.${part(CLAIMS)}`;
  const pem = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const keys = [pem, secrets.secretKey, '', '\0', Buffer.alloc(32), deriveKey(secrets.secretKey, 'ndiyo/data-key')];
  for (const key of keys) expect(await counts(`${input}.${mac(input, key)}`)).toBe(false);
  expect(await counts(`${input}.${mac(input, undefined, 'sha512')}`)).toBe(false);
});

test('SECRET_KEY_PREVIOUS counts while it is there, and signs nothing new', async () => {
  const rotating = { ...someSecrets(), secretKeyPrevious: secrets.secretKey };
  expect(await serviceWith(rotating).check(good, NOW)).not.toBeNull();
  const grant = { subject: 'operator 1', accountId: 'community', scopes: EVERYTHING };
  const { token } = await serviceWith(rotating).issue(grant, NOW);
  expect(await counts(token)).toBe(false);
  expect(await serviceWith({ ...rotating, secretKeyPrevious: null }).check(good, NOW)).toBeNull();
});

test('without ISSUER a token of another deployment does not count, though the secret were the same', async () => {
  const nameless = readEnv({ AUTH: 'jwt' });
  const grant = { subject: 'operator 1', accountId: 'community', scopes: EVERYTHING };
  const { token } = await serviceWith(secrets, nameless).issue(grant, NOW);
  const other = { ...someSecrets(), secretKey: secrets.secretKey };
  expect(await serviceWith(secrets, nameless).check(token, NOW)).not.toBeNull();
  expect(await serviceWith(other, nameless).check(token, NOW)).toBeNull();
});
