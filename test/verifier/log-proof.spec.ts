import type { Trust } from '../../src/verifier/trust.js';
import { inLog, type Logging, type Proof, revokedAt } from './log.fixture.js';
import { aDecision, chainOf, jwks, makeReceipt, ordinaryFacts, signer, stranger } from './receipt.fixture.js';
import { verifyReceipt } from './unsandboxed.js';

const verify = (receipt: unknown, trust: Trust = { jwks }) => verifyReceipt(JSON.stringify(receipt), trust);
const checkOf = (verdict: ReturnType<typeof verify>, name: string) => verdict.checks.find((one) => one.name === name);
const failed = ({ checks }: ReturnType<typeof verify>) => checks.filter(({ ok }) => !ok).map(({ name }) => name);

describe('a receipt with its proof', () => {
  test.each([
    [1, 0],
    [2, 1],
    [7, 0],
    [7, 6],
    [8, 5],
    [1_000, 999],
  ])('is in a log of %d at place %d', (size, index) => {
    const verdict = verify(inLog(makeReceipt(), { size, index }).receipt);
    expect(verdict.outcome).toBe('valid');
    expect(checkOf(verdict, 'log')).toMatchObject({ ok: true, detail: 'The last event stands in the signed log.' });
    expect(verdict.notProven.join()).not.toMatch(/\blog\b/);
  });

  test('is in the log also under a thumbprint, and under a later key of the same issuer', () => {
    expect(checkOf(verify(inLog(makeReceipt()).receipt, { thumbprint: signer.kid }), 'log')?.ok).toBe(true);
    const both = { jwks: { keys: [stranger.jwk, signer.jwk] } };
    expect(checkOf(verify(inLog(makeReceipt(), { key: stranger }).receipt, both), 'log')?.ok).toBe(true);
  });

  test.each<[string, Logging['bend'], string]>([
    ['a hash of the path', (proof) => swapFirst(proof), 'does not lead to the root'],
    ['a shorter path', (proof) => proof.hashes.pop(), 'does not lead to the root'],
    ['a longer path', (proof) => proof.hashes.push(proof.hashes[0]!), 'does not lead to the root'],
    ['another place', (proof) => (proof.leaf_index = 2), 'does not lead to the root'],
    ['a place outside', (proof) => (proof.leaf_index = 7), 'does not lead to the root'],
    ['another size', (proof) => (proof.tree_size = 8), 'for another size of the log'],
    ['another salt', (proof) => (proof.leaf.salt = 'ff'), 'does not lead to the root'],
    ['another event', (proof) => (proof.leaf.event_hash = 'ab'.repeat(32)), 'about another event'],
    ['a hash that is none', (proof) => (proof.hashes[0] = 'AAAA'), 'hash of the proof cannot be read'],
    ['a root that was not signed', (proof) => (proof.checkpoint = otherRoot(proof)), 'does not lead to the root'],
    ['a signature bit', (proof) => (proof.checkpoint = otherSignature(proof)), "checkpoint's signature is wrong"],
    ['a line more', (proof) => (proof.checkpoint = proof.checkpoint.replace('\n\n', '\nx\n\n')), 'signature is wrong'],
    ['no checkpoint', (proof) => (proof.checkpoint = 'x'), 'The checkpoint cannot be read'],
    ['a size before 1', (proof) => (proof.tree_size = 0), '"tree_size"'],
    ['another kind', (proof) => (proof.$type = 'ndiyo.log-proof.v2'), '"$type"'],
    ['a leaf of another kind', (proof) => (proof.leaf.$type = 'x'), '"$type"'],
  ])('that has %s is invalid', (_, bend, detail) => {
    const verdict = verify(inLog(makeReceipt(), { bend }).receipt);
    expect(failed(verdict)).toEqual(['log']);
    expect(verdict.outcome).toBe('invalid');
    expect(checkOf(verdict, 'log')?.detail).toContain(detail);
  });

  test('of another receipt is invalid', () => {
    const { proof } = inLog(makeReceipt({ decisions: [aDecision('p1'), aDecision('p2', { grade: 'C' })] })).receipt;
    expect(failed(verify({ ...makeReceipt(), proof }))).toEqual(['log']);
  });
});

describe('a receipt whose log nobody trusted has signed', () => {
  test('is told of, not judged', () => {
    const verdict = verify(inLog(makeReceipt(), { key: stranger }).receipt);
    expect(verdict.outcome).toBe('valid');
    expect(checkOf(verdict, 'log')).toBeUndefined();
    expect(verdict.notProven.join()).toContain('no trusted key was given that signed its checkpoint');
  });

  test('is told of in the same way when no trusted key was given at all', () => {
    const verdict = verify(inLog(makeReceipt()).receipt, {});
    expect(verdict.outcome).toBe('unchecked');
    expect(checkOf(verdict, 'log')).toBeUndefined();
    expect(verdict.notProven.join()).toContain('no trusted key was given that signed its checkpoint');
  });

  test('and one without a proof differ in what is told', () => {
    expect(verify(makeReceipt()).notProven.join()).toContain('It carries no proof that it stands in a log');
  });

  test('is so where the signature is by another name than the log’s', () => {
    const bend = (proof: Proof) => (proof.checkpoint = proof.checkpoint.replace('— ndiyo.example/log', '— else'));
    expect(checkOf(verify(inLog(makeReceipt(), { bend }).receipt), 'log')).toBeUndefined();
  });

  test('is so where the key that signed the checkpoint was revoked', () => {
    const { receipt, ...log } = inLog(makeReceipt(), { key: stranger });
    const keys = [signer.jwk, revokedAt(log, stranger)];
    const verdict = verify(receipt, { jwks: { keys } });
    expect(verdict.outcome).toBe('valid');
    expect(checkOf(verdict, 'log')).toBeUndefined();
    expect(verdict.notProven.join()).toContain('no trusted key was given that signed its checkpoint');
  });
});

describe('a receipt of a key that was revoked', () => {
  const under = (log: { size: number; root: string }): Trust => ({ jwks: { keys: [revokedAt(log)] } });

  test('is valid when it stood in the log as the log was then, and says when that was', () => {
    const { receipt, ...log } = inLog(makeReceipt());
    const verdict = verify(receipt, under(log));
    expect(verdict.outcome).toBe('valid');
    expect(checkOf(verdict, 'log')?.detail).toBe(
      'The signing key was revoked on 2026-08-29T10:40:00.000Z, but the last event stood in the log before.',
    );
  });

  test('rests on the key set then, whoever signed the checkpoint', () => {
    const { receipt, ...log } = inLog(makeReceipt(), { key: stranger });
    expect(verify(receipt, under(log)).outcome).toBe('valid');
  });

  test('is invalid without a proof', () => {
    const { receipt: _, ...log } = inLog(makeReceipt());
    const verdict = verify(makeReceipt(), under(log));
    expect(failed(verdict)).toEqual(['log']);
    expect(verdict.summary).toContain('was revoked on 2026-08-29');
    expect(verdict.summary).toContain('there is no proof');
  });

  test('is invalid with a proof for a log of another size or another root', () => {
    const { receipt, ...log } = inLog(makeReceipt());
    for (const other of [
      { ...log, size: 6 },
      { ...log, size: 8 },
      { ...log, root: 'A'.repeat(43).concat('=') },
    ]) {
      const verdict = verify(receipt, under(other));
      expect(failed(verdict)).toEqual(['log']);
      expect(verdict.summary).toContain('ask the service for the receipt again');
    }
  });

  test.each([
    ['the decisions', { contract_hash: 'kept' }],
    ['the document', { decisions_hash: 'kept' }],
    ['either', {}],
  ])('is invalid when the event that closed it does not name %s', (_, kept) => {
    const decisions = [aDecision('p1'), aDecision('p2')];
    const named = makeReceipt({ decisions }).events as { data: Record<string, unknown> }[];
    const closing = Object.fromEntries(Object.keys(kept).map((name) => [name, named.at(-1)?.data[name]]));
    const events = chainOf(ordinaryFacts(decisions, 1, 'confirmed', closing));
    const { receipt, ...log } = inLog(makeReceipt({ decisions, events }));
    expect(verify(receipt).outcome).toBe('valid');
    expect(failed(verify(receipt, under(log)))).toEqual(['log']);
  });

  test.each<[string, unknown]>([
    ['nothing', null],
    ['a word', 'yes'],
    ['a list', []],
    ['an empty object', {}],
    ['false', false],
    ['no size', { revoked_at: 1_788_000_000, log_root: 'same' }],
    ['no root', { revoked_at: 1_788_000_000, log_size: 7 }],
    ['a size that is text', { revoked_at: 1_788_000_000, log_size: '7', log_root: 'same' }],
    ['a size that is no whole number', { revoked_at: 1_788_000_000, log_size: 7.5, log_root: 'same' }],
    ['a moment beyond the calendar', { revoked_at: 9e15, log_size: 1, log_root: 'same' }],
  ])('is invalid when its key set says revoked with %s', (_, revoked) => {
    const { receipt, root } = inLog(makeReceipt());
    const said = JSON.parse(JSON.stringify(revoked).replace('same', root));
    const verdict = verify(receipt, { jwks: { keys: [{ ...signer.jwk, revoked: said }] } });
    expect(failed(verdict)).toEqual(['log']);
    expect(verdict.outcome).toBe('invalid');
  });
});

function swapFirst({ hashes }: Proof): void {
  hashes[0] = Buffer.alloc(32, 7).toString('base64');
}

const otherRoot = ({ checkpoint }: Proof) => checkpoint.replace(/\n[^\n]{44}\n/, `\n${'A'.repeat(43)}=\n`);

const otherSignature = ({ checkpoint }: Proof) => {
  const [, signature = ''] = /— \S+ (\S+)\n$/.exec(checkpoint) ?? [];
  const bytes = Buffer.from(signature, 'base64');
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  return checkpoint.replace(signature, bytes.toString('base64'));
};
