import { calculateJwkThumbprint } from 'jose';
import { decodeBase64url, encodeBase64url } from '../../src/crypto/base64url.js';
import { generateSigningKeyPem, parseSigningKey } from '../../src/crypto/ed25519.js';
import { bytesFromJwk, jwkFromBytes, jwkThumbprint } from '../../src/crypto/jwk.js';
import { base64OfBytes, bytesOfBase64 } from '../../src/verifier/base64.js';
import { keyIn, thumbprintOf } from '../../src/verifier/trust.js';
import { describeWith, readVectors } from './published.js';

const RFC_8037 = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };

test('the thumbprint is the one of RFC 8037 appendix A.3', () => {
  const expected = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k';
  expect(jwkThumbprint(RFC_8037)).toBe(expected);
  expect(jwkFromBytes(bytesFromJwk(RFC_8037)).kid).toBe(expected);
  expect(thumbprintOf(keyIn(RFC_8037) ?? new Uint8Array())).toBe(expected);
});

test('new keys have the thumbprint that jose calculates', async () => {
  for (let i = 0; i < 20; i++) {
    const { jwk, publicKeyBytes } = parseSigningKey(generateSigningKeyPem());
    expect(jwk.kid).toBe(await calculateJwkThumbprint(jwk));
    expect(thumbprintOf(publicKeyBytes)).toBe(jwk.kid);
    expect(Buffer.from(bytesFromJwk(jwk))).toEqual(Buffer.from(keyIn(jwk) ?? []));
  }
});

test.each([
  ['null', null],
  ['a text', 'x'],
  ['another type', { ...RFC_8037, kty: 'EC' }],
  ['another curve', { ...RFC_8037, crv: 'X25519' }],
  ['another algorithm', { ...RFC_8037, alg: 'EdDSA' }],
  ['another use', { ...RFC_8037, use: 'enc' }],
  ['other operations', { ...RFC_8037, key_ops: ['sign'] }],
  ['a private part', { ...RFC_8037, d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A' }],
  ['no key', { ...RFC_8037, x: undefined }],
  ['padding', { ...RFC_8037, x: `${RFC_8037.x}=` }],
  ['unused bits that are set', { ...RFC_8037, x: RFC_8037.x.replace(/o$/, 'p') }],
  ['a short key', { ...RFC_8037, x: 'AAAA' }],
])('a JWK with %s is refused on both sides', (_, jwk) => {
  expect(() => bytesFromJwk(jwk)).toThrow(TypeError);
  expect(keyIn(jwk)).toBeUndefined();
});

test('a public key of another length has no JWK', () => {
  expect(() => jwkFromBytes(new Uint8Array(31))).toThrow(TypeError);
});

test('base64url of both sides agrees for all lengths and refuses every loose spelling', () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 89 + length * 7) & 255);
    const text = encodeBase64url(bytes);
    expect(base64OfBytes(bytes)).toBe(text);
    expect(new Uint8Array(decodeBase64url(text))).toEqual(bytes);
    expect(bytesOfBase64(text)).toEqual(bytes);
  }
  for (const text of ['A', 'AAAAA', 'AB', 'AAB', 'AA==', 'A A', 'AA\n', '+/AA', 'Aé', 'AA.']) {
    expect(() => decodeBase64url(text)).toThrow(TypeError);
    expect(bytesOfBase64(text)).toBeUndefined();
  }
});

describeWith('json_web_key_test.json', 'Wycheproof JWK', (path) => {
  type Jwk = { kty?: string; keys?: Jwk[] };
  const { testGroups } = readVectors<{ testGroups: { public?: Jwk; private?: Jwk }[] }>(path);
  const keys = testGroups.flatMap(({ public: open, private: secret }) =>
    [open, secret].flatMap((jwk) => jwk?.keys ?? jwk ?? []),
  );

  test('every key, being of another kind, is refused', () => {
    expect(keys.length).toBeGreaterThan(20);
    for (const jwk of keys) {
      expect(() => bytesFromJwk(jwk)).toThrow(TypeError);
      expect(keyIn(jwk)).toBeUndefined();
    }
  });
});
