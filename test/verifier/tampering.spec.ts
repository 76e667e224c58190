import fc from 'fast-check';
import type { Trust } from '../../src/verifier/trust.js';
import type { Verdict } from '../../src/verifier/verify-receipt.js';
import { aDecision, jwks, makeReceipt, signer, stranger } from './receipt.fixture.js';
import { verifyReceipt } from './unsandboxed.js';

const verify = (receipt: unknown, trust: Trust = { jwks }): Verdict => verifyReceipt(JSON.stringify(receipt), trust);
const failed = ({ checks }: Verdict) => checks.filter(({ ok }) => !ok).map(({ name }) => name);
const detailOf = ({ checks }: Verdict, name: string) => checks.find((check) => check.name === name)?.detail;

describe('a receipt that somebody changed', () => {
  test('names the event that was changed', () => {
    const receipt = makeReceipt();
    const event = (receipt.events as { at: string }[])[2];
    if (event) event.at = '2026-08-18T09:02:01.000Z';
    expect(detailOf(verify(receipt), 'events')).toBe(
      'Event 3 (contract.party_confirmed) does not match its hash: it was changed after it was written.',
    );
  });

  test.each<[string, (receipt: ReturnType<typeof makeReceipt>) => void, string[]]>([
    [
      'a term',
      (receipt) => (receipt.document = receipt.document.replace('350000.00', '360000.00')),
      ['document', 'attestation'],
    ],
    [
      'the spelling of the document',
      (receipt) => (receipt.document = ` ${receipt.document}`),
      ['document', 'attestation'],
    ],
    [
      'the grade',
      (receipt) => Object.assign((receipt.decisions as object[])[0] ?? {}, { grade: 'A' }),
      ['decisions_hash'],
    ],
    ['the last event', (receipt) => (receipt.events as object[]).pop(), ['events_head', 'closing_event']],
    [
      "the signature's owner",
      (receipt) => (receipt.signature = makeReceipt({ key: stranger }).signature),
      ['signature', 'signer'],
    ],
    [
      'an attestation signed by a stranger',
      (receipt) => (receipt.attestation = makeReceipt({ key: stranger }).attestation),
      ['attestation'],
    ],
  ])('is invalid: %s', (_, change, names) => {
    const receipt = makeReceipt();
    change(receipt);
    const verdict = verify(receipt);
    expect(verdict.outcome).toBe('invalid');
    expect(failed(verdict)).toEqual(names);
  });

  test('wholly forged with a key of its own is invalid under any trust, and never valid without', () => {
    const forged = makeReceipt({ key: stranger });
    expect(verify(forged).outcome).toBe('invalid');
    expect(detailOf(verify(forged), 'signer')).toContain(`the key ${stranger.kid}, which is not a trusted key`);
    expect(verify(forged, { thumbprint: signer.kid }).outcome).toBe('invalid');
    expect(verify(forged, {}).outcome).toBe('unchecked');
  });

  test('under the name of our key is invalid', () => {
    const forged = makeReceipt({ key: { ...stranger, kid: signer.kid } });
    expect(failed(verify(forged))).toEqual(['attestation', 'signature']);
    expect(failed(verify(forged, { thumbprint: signer.kid }))).toEqual(['attestation', 'signature', 'signer']);
    const named = { ...stranger.jwk, kid: signer.kid };
    expect(verify(forged, { jwks: { keys: [named] } }).outcome).toBe('invalid');
    expect(verify({ ...forged, key: named }, { thumbprint: signer.kid }).outcome).toBe('invalid');
  });
});

test.each<[string, string, string]>([
  ['nothing', '', 'it is not JSON'],
  ['a list', '[]', 'The receipt is not a JSON object'],
  ['another kind', '{"$type":"ndiyo.receipt.v2"}', '"$type"'],
  ['an unknown part', JSON.stringify({ ...makeReceipt(), valid: true }), 'unknown part "valid"'],
  ['a part given twice', JSON.stringify(makeReceipt()).replace('{', '{"note":"x",'), 'the name "note" is given twice'],
  [
    'a document with a name given twice',
    JSON.stringify(makeReceipt()).replace('{\\"', '{\\"nonce\\":\\"x\\",\\"'),
    'The document cannot be read',
  ],
  ['a document that is no text', JSON.stringify({ ...makeReceipt(), document: {} }), '"document"'],
  ['a missing signature', JSON.stringify({ ...makeReceipt(), signature: undefined }), 'no "signature"'],
  ['an empty signature', JSON.stringify({ ...makeReceipt(), signature: '' }), 'signature cannot be read'],
  [
    'an unknown answer',
    JSON.stringify(makeReceipt({ decisions: [aDecision('p1', { answer: 'maybe' })] })),
    'Decision 1 has a "answer"',
  ],
  ['a wrong time', JSON.stringify(makeReceipt({ decisions: [aDecision('p1', { at: 'today' })] })), '"at"'],
  ['an event of another kind', JSON.stringify({ ...makeReceipt(), events: [{}] }), 'Event 1 has no "$type"'],
  [
    'an attestation for a signature',
    JSON.stringify({ ...makeReceipt(), signature: makeReceipt().attestation }),
    '"$type"',
  ],
  ['9 million spaces', ' '.repeat(9_000_000), 'larger than 8 MB'],
  ['great depth', `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`, 'deeper than 64'],
  ['a huge number', '{"a":1e999}', 'too large'],
  ['NUL', '{"a":"\\u0000"}', 'NUL'],
  ['half a pair', '{"a":"\\ud800"}', 'surrogate'],
  ['a prototype', '{"__proto__":{}}', '__proto__'],
])('a text with %s is an invalid receipt with a reason, not an error', (_, text, detail) => {
  const verdict = verifyReceipt(text, { jwks });
  expect(verdict.outcome).toBe('invalid');
  expect(verdict.checks).toEqual([
    { name: 'shape', ok: false, isOpen: false, detail: expect.stringContaining(detail) },
  ]);
});

test('whatever the text, it is judged without an error, and is not valid', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((json) => `{"$type":"ndiyo.receipt.v1","document":${json}}`),
      ),
      (text) => {
        expect(verifyReceipt(text, { jwks }).outcome).toBe('invalid');
      },
    ),
    { numRuns: 2_000 },
  );
  for (const input of [undefined, null, 7, {}, []]) {
    expect(verifyReceipt(input as unknown as string, { jwks }).outcome).toBe('invalid');
  }
});

describe('any one character changed', () => {
  const good = makeReceipt();
  const marks = fc.constantFrom(...'aA0159_-.,:"{}[]\\/ +=\n', 'é', 'ũ', '😀', '\ud800');
  const other = (text: string, at: number, mark: string) => text.slice(0, at) + mark + text.slice(at + 1);

  test.each(['document', 'attestation', 'signature'] as const)('in the %s makes it not valid', (part) => {
    fc.assert(
      fc.property(fc.nat(good[part].length - 1), marks, (at, mark) => {
        const changed = other(good[part], at, mark);
        fc.pre(changed !== good[part]);
        expect(verify({ ...good, [part]: changed }).outcome).toBe('invalid');
        expect(verify({ ...good, [part]: changed }, { thumbprint: signer.kid }).outcome).not.toBe('valid');
      }),
      { numRuns: 150 },
    );
  });

  test.each(['decisions', 'events'] as const)('in the text of the %s makes it not valid', (part) => {
    const text = JSON.stringify(good[part]);
    fc.assert(
      fc.property(fc.nat(text.length - 1), marks, (at, mark) => {
        const changed = other(text, at, mark);
        fc.pre(changed !== text);
        const receipt = JSON.stringify({ ...good, [part]: 0 }).replace(`"${part}":0`, () => `"${part}":${changed}`);
        expect(verifyReceipt(receipt, { jwks }).outcome).not.toBe('valid');
      }),
      { numRuns: 200 },
    );
  });

  test('at the very end of a signature is noticed too, where a loose reader ignores bits', () => {
    for (const mark of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
      const changed = good.signature.slice(0, -1) + mark;
      expect(verify({ ...good, signature: changed }).outcome).toBe(changed === good.signature ? 'valid' : 'invalid');
    }
  });
});
