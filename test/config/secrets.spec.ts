import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../../src/config/env.js';
import { keptSecret } from '../../src/config/secrets.js';

const fresh = () => join(mkdtempSync(join(tmpdir(), 'ndiyo-secrets-')), 'kept');
const mode = (path: string) => statSync(path).mode & 0o777;

test('a secret is made once, then read', () => {
  const dir = fresh();
  const first = keptSecret(dir, 'key', () => 'one');
  const second = keptSecret(dir, 'key', () => 'two');
  expect(first).toEqual({ value: 'one', made: true, path: join(dir, 'key') });
  expect(second).toEqual({ value: 'one', made: false, path: join(dir, 'key') });
});

test('nobody else may read the file or list its folder, and no draft stays behind', () => {
  const dir = fresh();
  const { path } = keptSecret(dir, 'key', () => 'one');
  expect([mode(dir), mode(path)]).toEqual([0o700, 0o600]);
  expect(readdirSync(dir)).toEqual(['key']);
});

test('of two that make it at once, both get the one that was first', () => {
  const dir = fresh();
  const outer = keptSecret(dir, 'key', () => {
    keptSecret(dir, 'key', () => 'the first');
    return 'the second';
  });
  expect(outer).toMatchObject({ value: 'the first', made: false });
  expect(readFileSync(join(dir, 'key'), 'utf8')).toBe('the first\n');
});

test('a file that others can read is refused, as is an empty one', () => {
  const dir = fresh();
  const { path } = keptSecret(dir, 'key', () => 'one');
  chmodSync(path, 0o644);
  expect(() => keptSecret(dir, 'key', () => 'two')).toThrow(/readable by others/);
  chmodSync(path, 0o600);
  writeFileSync(path, '\n');
  expect(() => keptSecret(dir, 'key', () => 'two')).toThrow(ConfigError);
});

test('a secret of several lines comes back as it was', () => {
  const dir = fresh();
  keptSecret(dir, 'pem', () => 'a\nb\n');
  expect(keptSecret(dir, 'pem', () => '').value).toBe('a\nb\n');
});
