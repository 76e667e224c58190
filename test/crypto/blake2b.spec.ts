import { execFileSync } from 'node:child_process';
import { blake2b } from '@noble/hashes/blake2.js';
import { blake2b256Hex } from '../../src/crypto/blake2b.js';
import { hashOf } from '../../src/verifier/hash.js';
import { bytes, describeWith, readText } from './published.js';

test.each([
  ['', '0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8'],
  ['abc', 'bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319'],
  ['The quick brown fox jumps over the lazy dog', '01718cec35cd3d796dd00020e0bfecb473ad23457d063b75eff29c0ffa2e58a9'],
  ['Ndĩyo — sawa 😀', 'c34748d1a944088594528b125ee47d8931071839eb9e61d11f86d30440a25d61'],
  ['a'.repeat(1_000_000), '0741850f36cba4259628355d1073e24ddb9ca0e1bfac36fd39ae5dc2101e23a4'],
])('hashes %.20j as `b2sum -l 256` does', (text, digest) => {
  expect(blake2b256Hex(text)).toBe(digest);
  expect(blake2b256Hex(new TextEncoder().encode(text))).toBe(digest);
  expect(hashOf(text)).toBe(digest);
});

test('passes the self-test of RFC 7693 appendix E', () => {
  const outputs: Uint8Array[] = [];
  for (const dkLen of [20, 32, 48, 64]) {
    for (const length of [0, 3, 128, 129, 255, 1024]) {
      const input = sequence(length, length);
      outputs.push(blake2b(input, { dkLen }));
      if (dkLen === 32) expect(blake2b256Hex(input)).toBe(Buffer.from(outputs.at(-1) ?? []).toString('hex'));
      outputs.push(blake2b(input, { dkLen, key: sequence(dkLen, dkLen) }));
    }
  }
  expect(blake2b256Hex(Buffer.concat(outputs))).toBe(
    'c23a7800d98123bd10f506c61e29da5603d763b8bbad2e737f5e765a7bccd475',
  );
});

/** The byte sequence of RFC 7693 appendix E. */
function sequence(length: number, seed: number): Uint8Array {
  const out = new Uint8Array(length);
  let [a, b] = [Math.imul(0xdead4bad, seed) >>> 0, 1];
  for (let i = 0; i < length; i++) {
    const t = (a + b) >>> 0;
    a = b;
    b = t;
    out[i] = t >>> 24;
  }
  return out;
}

describeWith('blake2b-kat.txt', 'the known answers of the BLAKE2 authors', (path) => {
  const blocks = [...readText(path).matchAll(/in:\t([0-9a-f]*)\nkey:\t([0-9a-f]*)\nhash:\t([0-9a-f]+)/g)];

  test('the function under ours gives all 256', () => {
    expect(blocks).toHaveLength(256);
    for (const [, input = '', key = '', hash] of blocks) {
      expect(Buffer.from(blake2b(bytes(input), { key: bytes(key) })).toString('hex')).toBe(hash);
    }
  });

  const hasB2sum = canRun('b2sum');
  (hasB2sum ? test : test.skip)('their inputs hash as `b2sum -l 256` says (skipped where there is no b2sum)', () => {
    for (const [, input = ''] of blocks.slice(120, 140)) {
      const [expected] = execFileSync('b2sum', ['-l', '256'], { input: bytes(input) })
        .toString()
        .split(' ');
      expect(blake2b256Hex(bytes(input))).toBe(expected);
    }
  });
});

function canRun(program: string): boolean {
  try {
    execFileSync(program, ['--version']);
    return true;
  } catch {
    return false;
  }
}
