/** docs/receipt.md holds what it says: its example is computed again from the page alone, and it names every part. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { compactVerify, createLocalJWKSet } from 'jose';
import type { Verdict } from '../../src/verifier/verify-receipt.js';
import { verifyReceipt } from './unsandboxed.js';

const page = readFileSync('docs/receipt.md', 'utf8');
const block = (name: string): string => {
  const found = page
    .split('\n```')
    .find((part) => part.startsWith(`json ${name}\n`) || part.startsWith(`text ${name}\n`));
  return found!.slice(found!.indexOf('\n') + 1);
};

// RFC 8785 for what stands here: no number but small integers.
const canonical = (value: unknown): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
};
const hash = (text: string): string =>
  execFileSync('b2sum', ['-l', '256'], { input: text, encoding: 'utf8' }).slice(0, 64);
const sha256 = (...parts: (Uint8Array | string)[]): Buffer => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
};
const node = (left: Uint8Array, right: Uint8Array) => sha256(Uint8Array.of(1), left, right);

const receipt = JSON.parse(block('receipt'));
const jwks = JSON.parse(block('jwks'));
const values = new Map(
  block('values')
    .trim()
    .split('\n')
    .map((line) => line.split(/ {2,}/) as [string, string]),
);

test('its example is valid, in every check that the page names, and in no other', () => {
  const verdict: Verdict = verifyReceipt(block('receipt'), { jwks });
  expect(verdict.outcome).toBe('valid');
  const [, table = ''] = page.split('## The checks');
  const named = [...table.matchAll(/^\| `([a-z_]+)` +\|/gm)].map(([, name]) => name);
  expect(named.slice(0, -3)).toEqual(expect.arrayContaining(verdict.checks.map(({ name }) => name)));
  expect(named).toHaveLength(verdict.checks.length + 3); // and the three outcomes
});

test('its hashes are those of its texts', () => {
  const { x } = jwks.keys[0];
  const { hash: first, ...event } = receipt.events[0];
  expect(canonical(event)).toBe(block('event'));
  expect(canonical(receipt.proof.leaf)).toBe(block('leaf'));
  const leaf = sha256(Uint8Array.of(0), block('leaf'));
  const [one, two, three] = receipt.proof.hashes.map((text: string) => Buffer.from(text, 'base64'));
  const lower = node(leaf, one);
  const upper = node(two, lower);
  const root = node(three, upper);
  const origin = receipt.proof.checkpoint.split('\n')[0];
  expect(Object.fromEntries(values)).toEqual({
    'thumbprint (base64url)': sha256(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).toString('base64url'),
    contract_hash: hash(receipt.document),
    decisions_hash: hash(canonical(receipt.decisions)),
    ...Object.fromEntries(
      receipt.events.map(({ hash: _, ...rest }: Record<string, unknown>, i: number) => [
        `event ${i + 1}`,
        hash(canonical(rest)),
      ]),
    ),
    leaf: leaf.toString('hex'),
    'node 1': lower.toString('hex'),
    'node 2': upper.toString('hex'),
    root: root.toString('hex'),
    'root (base64)': root.toString('base64'),
    'key id': sha256(`${origin}\n`, Uint8Array.of(1), Buffer.from(x, 'base64url')).subarray(0, 4).toString('hex'),
  });
  expect(values.get('event 1')).toBe(first);
  expect(receipt.proof.checkpoint.split('\n').slice(1, 3)).toEqual(['8', values.get('root (base64)')]);
});

test('its signatures hold by jose, over the payloads that it shows', async () => {
  for (const [name, jws] of [
    ['attestation', receipt.attestation],
    ['statement', receipt.signature],
  ]) {
    const { payload } = await compactVerify(jws, createLocalJWKSet(jwks), { algorithms: ['Ed25519'] });
    expect(new TextDecoder().decode(payload)).toBe(block(name));
    expect(Buffer.from(jws.split('.')[0], 'base64url').toString()).toBe(block('header'));
  }
});

test('it names every member and every $type of its example', () => {
  const [words = ''] = page.split('## An example');
  const unnamed = new Set<string>();
  const look = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    for (const [name, member] of Object.entries(value)) {
      if (!Array.isArray(value) && !words.includes(`\`${name}\``)) unnamed.add(name);
      if (name === '$type' && !words.includes(`\`"${member}"\``)) unnamed.add(String(member));
      if (name !== 'terms') look(member);
    }
  };
  const texts = [receipt.document, block('attestation'), block('statement')];
  for (const value of [receipt, jwks, ...texts.map((text) => JSON.parse(text))]) look(value);
  expect([...unnamed]).toEqual([]);
});
