import fc from 'fast-check';
import { compactVerify, importJWK } from 'jose';
import { parseSigningKey, signBytes, verifyBytes } from '../../src/crypto/ed25519.js';
import { JwsError, signJws, verifyJws } from '../../src/crypto/jws.js';
import { canonicalize } from '../../src/json/canonical-json.js';
import { holdsUnder, openJws } from '../verifier/unsandboxed.js';
import { describeWith, readVectors } from './published.js';

const key = parseSigningKey('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
const stranger = parseSigningKey('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
const findKey = (kid: string) => (kid === key.kid ? key.jwk : undefined);
const encode = (text: string) => Buffer.from(text).toString('base64url');

/** A JWS with any header and body, properly signed. */
function signRaw(header: string, body = '{"a":1}'): string {
  const input = `${encode(header)}.${encode(body)}`;
  return `${input}.${Buffer.from(signBytes(key, Buffer.from(input))).toString('base64url')}`;
}

function faultOf(jws: string, find: (kid: string) => unknown = findKey): string {
  try {
    verifyJws(jws, find);
    return 'none';
  } catch (error) {
    if (error instanceof JwsError) return error.code;
    throw error;
  }
}

function opens(jws: string): boolean {
  try {
    const opened = openJws(jws);
    return opened.kid === key.kid && holdsUnder(opened, key.publicKeyBytes);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

const joseKey = await importJWK(key.jwk, 'Ed25519');
const joseAccepts = async (jws: string) =>
  compactVerify(jws, joseKey, { algorithms: ['Ed25519'] }).then(
    () => true,
    () => false,
  );

test('a signed payload is its canonical JSON under a header with algorithm and key alone', () => {
  const [header = '', payload = ''] = signJws({ b: 'é', a: 1 }, key).split('.');
  expect(Buffer.from(header, 'base64url').toString()).toBe(`{"alg":"Ed25519","kid":"${key.kid}"}`);
  expect(Buffer.from(payload, 'base64url').toString()).toBe('{"a":1,"b":"é"}');
});

test('what is signed is verified here, by the verifier and by jose', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), async (object) => {
      fc.pre(!/\\u0000|"__proto__"/.test(JSON.stringify(object)));
      const jws = signJws(object, key);
      expect(verifyJws(jws, findKey)).toEqual({ payload: JSON.parse(canonicalize(object)), kid: key.kid });
      expect(opens(jws)).toBe(true);
      const { payload, protectedHeader } = await compactVerify(jws, joseKey, { algorithms: ['Ed25519'] });
      expect(Buffer.from(payload).toString()).toBe(canonicalize(object));
      expect(protectedHeader).toEqual({ alg: 'Ed25519', kid: key.kid });
    }),
    { numRuns: 50 },
  );
});

test('a type is carried when given', () => {
  expect(verifyJws(signJws({ a: 1 }, key, 'at+jwt'), findKey)).toMatchObject({ typ: 'at+jwt' });
});

test('after any change of one character all three refuse, or jose alone forgives a loose spelling', async () => {
  const good = signJws({ contract_id: 'AG-2026-482913705', version: 1 }, key);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(good.length),
      fc.constantFrom('', ...'Aa0_-.= +/\n'),
      fc.boolean(),
      async (at, mark, isInsert) => {
        const changed = good.slice(0, at) + mark + good.slice(isInsert ? at : at + 1);
        fc.pre(changed !== good);
        const isOurs = faultOf(changed) === 'none';
        expect(isOurs).toBe(false);
        expect(opens(changed)).toBe(isOurs);
        const loose = changed.replace(/[=\s]/g, '').replaceAll('+', '-').replaceAll('/', '_');
        const isSpelling = Buffer.from(changed.split('.')[2] ?? '', 'base64url').equals(
          Buffer.from(good.split('.')[2] ?? '', 'base64url'),
        );
        if (await joseAccepts(changed)) expect(loose === good || isSpelling).toBe(true);
      },
    ),
    { numRuns: 400 },
  );
});

test.each([
  ['another algorithm', `{"alg":"EdDSA","kid":"${key.kid}"}`, 'algorithm'],
  ['no algorithm', `{"alg":"none","kid":"${key.kid}"}`, 'algorithm'],
  ['an algorithm in other letters', `{"alg":"ed25519","kid":"${key.kid}"}`, 'algorithm'],
  ['an absent algorithm', `{"kid":"${key.kid}"}`, 'algorithm'],
  ['critical extensions', `{"alg":"Ed25519","kid":"${key.kid}","crit":["exp"],"exp":1}`, 'header'],
  ['an unencoded payload', `{"alg":"Ed25519","kid":"${key.kid}","b64":false,"crit":["b64"]}`, 'header'],
  ['a key of its own', `{"alg":"Ed25519","kid":"${key.kid}","jwk":${JSON.stringify(key.jwk)}}`, 'header'],
  ['an address for keys', `{"alg":"Ed25519","kid":"${key.kid}","jku":"https://example.org/jwks"}`, 'header'],
  ['a repeated member', `{"alg":"Ed25519","kid":"x","kid":"${key.kid}"}`, 'header'],
  ['no key name', '{"alg":"Ed25519"}', 'header'],
  ['a key name that is no text', '{"alg":"Ed25519","kid":7}', 'header'],
  ['a type that is no text', `{"alg":"Ed25519","kid":"${key.kid}","typ":1}`, 'header'],
  ['a list for a header', '["Ed25519"]', 'header'],
  ['no JSON', 'alg=Ed25519', 'header'],
  ['an unknown key', '{"alg":"Ed25519","kid":"abc"}', 'unknown-key'],
])('a header with %s is refused though properly signed', (_, header, code) => {
  expect(faultOf(signRaw(header))).toBe(code);
  expect(opens(signRaw(header))).toBe(false);
});

test.each([
  ['no JSON', 'a=1'],
  ['a list', '[1]'],
  ['a repeated name', '{"a":1,"a":2}'],
  ['a byte order mark', '\ufeff{"a":1}'],
])('a payload with %s is refused though properly signed', (_, body) => {
  const jws = signRaw(`{"alg":"Ed25519","kid":"${key.kid}"}`, body);
  expect(faultOf(jws)).toBe('payload');
  expect(opens(jws)).toBe(false);
});

test.each([
  '',
  '.',
  '..',
  'a.b',
  'a.b.c.d',
  'AA.AA.',
  '.AA.AA',
  'AA..AA',
  'A.AA.AA',
  'AB.AA.AA',
  ' AA.AA.AA',
  'AA==.AA.AA',
])('a text like %j is malformed', (text) => {
  expect(faultOf(text)).toBe('malformed');
  expect(opens(text)).toBe(false);
});

test.each([
  ['another key under this name', stranger.jwk],
  ['another kind of key', { kty: 'RSA', n: 'AQAB', e: 'AQAB' }],
  ['a private key', { ...key.jwk, d: key.jwk.x }],
  ['a key for encryption', { ...key.jwk, use: 'enc' }],
  ['something else', 'abc'],
])('%s is not used to verify', (_, jwk) => {
  expect(faultOf(signJws({ a: 1 }, key), () => jwk)).toBe('bad-key');
});

test("a stranger's signature under our key's name is refused", () => {
  const disguised = { ...stranger, kid: key.kid };
  expect(faultOf(signJws({ a: 1 }, disguised))).toBe('signature');
});

test('the signature of RFC 8037 appendix A.4 is over the bytes of a JWS', () => {
  const input = 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc';
  const signature = 'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';
  expect(Buffer.from(signBytes(key, Buffer.from(input))).toString('base64url')).toBe(signature);
  expect(verifyBytes(key.publicKeyBytes, Buffer.from(input), Buffer.from(signature, 'base64url'))).toBe(true);
  expect(faultOf(`${input}.${signature}`)).toBe('algorithm');
});

describeWith('json_web_signature_test.json', 'Wycheproof JWS', (path) => {
  type Group = { comment: string; tests: { jws: unknown; tcId: number; comment: string }[] };
  const { testGroups } = readVectors<{ testGroups: Group[] }>(path);
  const texts = testGroups.flatMap(({ tests }) => tests.map(({ jws }) => jws)).filter((jws) => typeof jws === 'string');

  test('every one is refused, being of other algorithms, with a reason and without a crash', () => {
    expect(texts.length).toBeGreaterThan(350);
    for (const jws of texts) {
      expect(['malformed', 'algorithm', 'header']).toContain(faultOf(jws));
      expect(opens(jws)).toBe(false);
    }
  });

  test('those with spaces or padding are refused for their shape, before their algorithm is read', () => {
    const spaced = texts.filter((jws) => /[^A-Za-z0-9_.-]/.test(jws));
    expect(spaced.length).toBeGreaterThanOrEqual(6);
    for (const jws of spaced) expect(faultOf(jws)).toBe('malformed');
  });
});
