import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { generateSigningKeyPem, parseSigningKey, signBytes, verifyBytes } from '../../src/crypto/ed25519.js';
import { isSignedBy } from '../verifier/unsandboxed.js';
import { bytes, describeWith, readVectors } from './published.js';
import { RFC_8032 } from './rfc8032.vectors.js';

const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const PRIME = 2n ** 255n - 19n;
const littleEndian = (number: bigint) => bytes(number.toString(16).padStart(64, '0')).reverse();

describe.each([
  ['the signer', verifyBytes],
  ['the verifier', isSignedBy],
])('Ed25519 of %s', (_, verify) => {
  test.each(RFC_8032)('agrees with RFC 8032 $name', ({ seed, publicKey, message, signature }) => {
    const key = parseSigningKey(seed);
    expect(Buffer.from(key.publicKeyBytes).toString('hex')).toBe(publicKey);
    expect(Buffer.from(signBytes(key, bytes(message))).toString('hex')).toBe(signature);
    expect(verify(bytes(publicKey), bytes(message), bytes(signature))).toBe(true);
    expect(verify(bytes(publicKey), bytes(`${message}00`), bytes(signature))).toBe(false);
  });

  test('refuses S + L, the same signature in other clothes', () => {
    for (const { publicKey, message, signature } of RFC_8032) {
      const [r, s] = [bytes(signature.slice(0, 64)), bytes(signature.slice(64))];
      const number = BigInt(`0x${Buffer.from(s).reverse().toString('hex')}`);
      const other = Buffer.concat([r, littleEndian(number + ORDER)]);
      expect(verify(bytes(publicKey), bytes(message), other)).toBe(false);
    }
  });

  test('refuses every point of small order, as key and as R, in every encoding', () => {
    const eighth = BigInt('0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826');
    const ys = [0n, 1n, PRIME - 1n, eighth, PRIME - eighth, PRIME, PRIME + 1n];
    const sound = RFC_8032[1]?.publicKey ?? '';
    for (const y of ys) {
      for (const sign of [0n, 2n ** 255n]) {
        const point = littleEndian(y + sign);
        for (const [key, r] of [
          [point, point],
          [bytes(sound), point],
          [point, bytes(sound)],
        ] as const) {
          const signature = Buffer.concat([r, new Uint8Array(32)]);
          expect(verify(key, new Uint8Array(), signature)).toBe(false);
        }
      }
    }
  });

  test('answers no, and does not throw, for keys and signatures of any length and content', () => {
    const any = fc.uint8Array({ maxLength: 80 });
    const sized = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    fc.assert(
      fc.property(fc.oneof(any, sized(32)), any, fc.oneof(any, sized(64)), (key, message, signature) => {
        expect(verify(key, message, signature)).toBe(false);
      }),
    );
  });

  describeWith('ed25519_test.json', 'Wycheproof', (path) => {
    type Group = { publicKey: { pk: string }; tests: { msg: string; sig: string; result: string; tcId: number }[] };
    const { testGroups } = readVectors<{ testGroups: Group[] }>(path);

    test('all 151 as published', () => {
      const wrong: number[] = [];
      let count = 0;
      for (const { publicKey, tests } of testGroups) {
        for (const { msg, sig, result, tcId } of tests) {
          count++;
          if (verify(bytes(publicKey.pk), bytes(msg), bytes(sig)) !== (result === 'valid')) wrong.push(tcId);
        }
      }
      expect([count, wrong]).toEqual([151, []]);
    });
  });

  describeWith('speccheck.json', 'speccheck (eprint 2020/1244)', (path) => {
    const cases = readVectors<{ message: string; pub_key: string; signature: string }[]>(path);

    test('accepts the fourth of the twelve and no other', () => {
      const line = cases.map(({ message, pub_key, signature }) =>
        verify(bytes(pub_key), bytes(message), bytes(signature)) ? 'V' : 'X',
      );
      expect(line.join(' ')).toBe('X X X V X X X X X X X X');
    });
  });
});

test('signer and verifier agree on signatures with one bit changed', () => {
  const key = parseSigningKey(SEED);
  const change = fc.tuple(fc.uint8Array(), fc.constantFrom('key', 'message', 'signature', 'none'), fc.nat());
  fc.assert(
    fc.property(change, ([message, what, bit]) => {
      const parts = {
        key: Buffer.from(key.publicKeyBytes),
        message: Buffer.from(message),
        signature: Buffer.from(signBytes(key, message)),
      };
      const target = what === 'none' ? undefined : parts[what as keyof typeof parts];
      const place = target?.length ? (bit >> 3) % target.length : 0;
      if (target?.length) target[place] = (target[place] ?? 0) ^ (1 << (bit & 7));
      const isOurs = verifyBytes(parts.key, parts.message, parts.signature);
      expect(isOurs).toBe(!target?.length);
      expect(isSignedBy(parts.key, parts.message, parts.signature)).toBe(isOurs);
    }),
    { numRuns: 150 },
  );
});

describe('a signing key', () => {
  const { kid } = parseSigningKey(SEED);
  const seed = Buffer.from(SEED, 'hex');

  test.each([
    ['hex', SEED],
    ['upper-case hex with a newline', `${SEED.toUpperCase()}\n`],
    ['base64', seed.toString('base64')],
    ['base64url', seed.toString('base64url')],
  ])('is read from %s', (_, text) => {
    expect(parseSigningKey(text).kid).toBe(kid);
  });

  test('is read from a PEM, also with its newlines written as \\n', () => {
    const pem = generateSigningKeyPem();
    const key = parseSigningKey(pem);
    expect(parseSigningKey(pem.replaceAll('\n', '\\n')).kid).toBe(key.kid);
    expect(key.jwk).toEqual({ kty: 'OKP', crv: 'Ed25519', x: key.jwk.x, kid: key.kid, alg: 'Ed25519', use: 'sig' });
    expect(Buffer.from(key.jwk.x, 'base64url')).toEqual(Buffer.from(key.publicKeyBytes));
  });

  const pemOf = (key: ReturnType<typeof generateKeyPairSync>['privateKey']) =>
    key.export({ type: 'pkcs8', format: 'pem' }).toString();
  test.each([
    ['an empty text', ''],
    ['a short seed', SEED.slice(2)],
    ['64 bytes in base64', Buffer.alloc(64, 7).toString('base64')],
    ['a password', 'correct horse battery staple'],
    ['a broken PEM', '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYD\n-----END PRIVATE KEY-----'],
    ['a public key', generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['a key for agreement', pemOf(generateKeyPairSync('x25519').privateKey)],
    ['a key of another curve', pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)],
  ])('is refused from %s, without repeating it', (_, text) => {
    const read = () => parseSigningKey(text);
    expect(read).toThrow('expected an Ed25519 key as PKCS#8 PEM, or its 32-byte seed in hex or base64');
    if (text !== '') expect(read).not.toThrow(text.split('\n')[1] ?? text);
  });
});
