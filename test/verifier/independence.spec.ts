import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyReceipt } from '../../src/verifier/verify-receipt.js';
import { jwks, makeReceipt } from './receipt.fixture.js';

const linesOf = (room: string) => {
  const folder = join(process.cwd(), 'src', room);
  return readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .map((line) => ({ file, line: line.trim() })),
  );
};

test('the verifier imports nothing but its own files, tweetnacl and @noble/hashes', () => {
  const sources = linesOf('verifier').flatMap(({ line }) => [...line.matchAll(/(?:from|import\()\s*'([^']+)'/g)]);
  const outside = sources.map(([, source = '']) => source).filter((source) => !/^\.\/[a-z0-9.-]+\.js$/.test(source));
  expect([...new Set(outside)].sort()).toEqual([
    '@noble/hashes/blake2.js',
    '@noble/hashes/sha2.js',
    '@noble/hashes/utils.js',
    'tweetnacl',
  ]);
});

test('the verifier names nothing that a browser lacks', () => {
  const found = linesOf('verifier').filter(({ line }) => /\b(Buffer|process|require|__dirname|node:)\b/.test(line));
  expect(found).toEqual([]);
});

test('no line of code stands both in the verifier and in the signer', () => {
  const signer = new Set(linesOf('crypto').map(({ line }) => line));
  const shared = linesOf('verifier').filter(({ line }) => line.length > 15 && signer.has(line));
  expect(shared).toEqual([]);
});

test('the verifier works with its libraries as they are installed', () => {
  expect(verifyReceipt(JSON.stringify(makeReceipt()), { jwks }).outcome).toBe('valid');
});
