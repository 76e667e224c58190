import { randomBytes } from 'node:crypto';
import { seal, unseal } from '../../src/crypto/seal.js';
import { deriveKey, equalSecrets, hmacSha256, sha256Hex } from '../../src/crypto/secrets.js';
import { bytes, describeWith, readVectors } from './published.js';

test('equal secrets are equal, as text or bytes, and all others differ without an error', () => {
  expect(equalSecrets('', '')).toBe(true);
  expect(equalSecrets('sawa é', Buffer.from('sawa é'))).toBe(true);
  expect(equalSecrets('a', 'b')).toBe(false);
  expect(equalSecrets('a', 'a much longer one')).toBe(false);
  expect(equalSecrets(new Uint8Array(), 'x')).toBe(false);
});

test('SHA-256 is the one of FIPS 180-4', () => {
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('a derived key is the first 32 bytes of RFC 5869 test case 3', () => {
  const okm = '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8';
  expect(deriveKey('\x0b'.repeat(22), '').toString('hex')).toBe(okm.slice(0, 64));
});

test('keys of different purposes or secrets differ, and an empty secret gives none', () => {
  const keys = [deriveKey('s', 'codes'), deriveKey('s', 'seal'), deriveKey('t', 'codes')].map((key) =>
    key.toString('hex'),
  );
  expect(new Set(keys).size).toBe(3);
  expect(() => deriveKey('', 'codes')).toThrow(RangeError);
});

describeWith('hmac_sha256_test.json', 'Wycheproof HMAC-SHA256', (path) => {
  type Group = { tagSize: number; tests: { key: string; msg: string; tag: string; result: string; tcId: number }[] };
  const { testGroups } = readVectors<{ testGroups: Group[] }>(path);

  test('all 174 as published', () => {
    const tests = testGroups.flatMap((group) => group.tests.map((one) => ({ ...one, length: group.tagSize / 8 })));
    const wrong = tests.filter(({ key, msg, tag, result, length }) => {
      const made = hmacSha256(bytes(key), bytes(msg)).subarray(0, length);
      return equalSecrets(made, bytes(tag)) !== (result === 'valid');
    });
    expect([tests.length, wrong]).toEqual([174, []]);
  });
});

describe('a sealed text', () => {
  const key = randomBytes(32);

  test.each(['', 'Ndĩyo 😀', 'x'.repeat(70_000)])('opens to itself: %.20j', (text) => {
    const sealed = seal(key, text, 'endpoints/1');
    expect(sealed).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(unseal(key, sealed, 'endpoints/1')).toBe(text);
    expect(seal(key, text, 'endpoints/1')).not.toBe(sealed);
  });

  test('does not open with another key or context, nor after any change', () => {
    const sealed = seal(key, 'whsec_abc', 'endpoints/1');
    expect(() => unseal(randomBytes(32), sealed, 'endpoints/1')).toThrow('cannot be opened');
    expect(() => unseal(key, sealed, 'endpoints/2')).toThrow('cannot be opened');
    for (let i = 0; i < sealed.length; i++) {
      const changed = sealed.slice(0, i) + (sealed[i] === 'A' ? 'B' : 'A') + sealed.slice(i + 1);
      expect(() => unseal(key, changed, 'endpoints/1')).toThrow('cannot be opened');
      expect(() => unseal(key, sealed.slice(0, i), 'endpoints/1')).toThrow('cannot be opened');
    }
  });

  test('is not made with a key of another length', () => {
    expect(() => seal(Buffer.alloc(16), 'x', '')).toThrow('Invalid key length');
  });
});
