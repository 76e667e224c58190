import { createHmac } from 'node:crypto';
import { type CallbackRequest, checkProof, type ProofRules } from '../../src/inbound-webhooks/callback-proof.js';

const SECRET = 'a secret of this test, 32 characters';
const FORMER = 'the former secret, as long as needed';
const BODY = 'from=%2B254712345678&text=YES-482913&id=ec9adc86';
const NOW = new Date('2026-11-22T10:00:00.000Z');
const NOW_S = NOW.getTime() / 1_000;

const hmac = (text: string, secret = SECRET) => createHmac('sha256', secret).update(text).digest('hex');
const tokenFor = (kind: string, secret = SECRET) =>
  createHmac('sha256', secret).update(`africastalking/${kind}`).digest('base64url');

const RULES: ProofRules = { secrets: [SECRET], requireTimestamp: false, isUnprovenTaken: true };
const request = (changes: Partial<CallbackRequest>): CallbackRequest => ({
  ...{ kind: 'sms', token: undefined, signatures: [], timestamps: [], rawBody: Buffer.from(BODY) },
  ...changes,
});
const stamped = (stamp: string | number, changes: Partial<CallbackRequest> = {}): Partial<CallbackRequest> => ({
  timestamps: [String(stamp)],
  signatures: [hmac(`${stamp}.${BODY}`)],
  ...changes,
});
const token = tokenFor('sms');
const signatures = [hmac(BODY)];

describe('proven', () => {
  test.each<[string, Partial<CallbackRequest>, 'signature' | 'address', Partial<ProofRules>?]>([
    ['the secret in its address', { token }, 'address'],
    ['a signature of the raw body', { signatures }, 'signature'],
    ['a signature with its algorithm', { signatures: [`sha256=${hmac(BODY)}`] }, 'signature'],
    ['a signature in capitals', { signatures: [hmac(BODY).toUpperCase()] }, 'signature'],
    ['both', { token, signatures }, 'signature'],
    ['a stamped signature', stamped(NOW_S), 'signature'],
    ['a stamp 300 s old', stamped(NOW_S - 300), 'signature'],
    ['a stamp 300 s ahead', stamped(NOW_S + 300), 'signature'],
    ['a stamped signature and the address', stamped(NOW_S, { token }), 'signature'],
    ['a stamp where one is required', stamped(NOW_S), 'signature', { requireTimestamp: true }],
    ['the address where a stamp is required of signatures', { token }, 'address', { requireTimestamp: true }],
    ['an empty body, signed', { rawBody: Buffer.alloc(0), signatures: [hmac('')] }, 'signature'],
    ['the former signature', { signatures: [hmac(BODY, FORMER)] }, 'signature', { secrets: [SECRET, FORMER] }],
    ['the former address', { token: tokenFor('sms', FORMER) }, 'address', { secrets: [SECRET, FORMER] }],
    ['a body of other bytes than UTF-8', bytes([0xff, 0x00, 0xfe]), 'signature'],
  ])('by %s', (_, changes, proof, ...[rules]) => {
    expect(checkProof(request(changes), { ...RULES, ...rules }, NOW)).toEqual({ proof });
  });

  test.each(['sms', 'delivery', 'opt-out'] as const)('each kind by its own address: %s', (kind) => {
    expect(checkProof(request({ kind, token: tokenFor(kind) }), RULES, NOW)).toEqual({ proof: 'address' });
    for (const other of ['sms', 'delivery', 'opt-out'].filter((one) => one !== kind))
      expect(checkProof(request({ kind, token: tokenFor(other) }), RULES, NOW)).toHaveProperty('fault');
  });
});

function bytes(list: number[]): Partial<CallbackRequest> {
  const rawBody = Buffer.from(list);
  return { rawBody, signatures: [createHmac('sha256', SECRET).update(rawBody).digest('hex')] };
}

const flipped = (hex: string) => (hex.startsWith('0') ? '1' : '0') + hex.slice(1);
const disguised = `${NOW_S}.${BODY}`;

describe('refused', () => {
  test.each<[string, Partial<CallbackRequest>, RegExp, Partial<ProofRules>?]>([
    ['no proof', {}, /no proof/],
    ['a stamp alone', { timestamps: [String(NOW_S)] }, /no proof/],
    ['a wrong address', { token: `${token.slice(0, -1)}_` }, /address is wrong/],
    ['an empty address', { token: '' }, /address is wrong/],
    ['the secret itself as address', { token: SECRET }, /address is wrong/],
    ['the address of another secret', { token: tokenFor('sms', FORMER) }, /address is wrong/],
    ['a signature of another body', { signatures: [hmac(`${BODY} `)] }, /does not match/],
    ['a signature with one bit flipped', { signatures: [flipped(hmac(BODY))] }, /does not match/],
    ['a signature of another secret', { signatures: [hmac(BODY, FORMER)] }, /does not match/],
    ['an empty signature', { signatures: [''] }, /not 64 hex/],
    ['a short signature', { signatures: [hmac(BODY).slice(1)] }, /not 64 hex/],
    ['a long signature', { signatures: [`${hmac(BODY)}0`] }, /not 64 hex/],
    ['a signature in base64', { signatures: [Buffer.from(hmac(BODY), 'hex').toString('base64')] }, /not 64 hex/],
    ['another algorithm', { signatures: [`sha1=${hmac(BODY)}`] }, /not 64 hex/],
    ['two signatures in one header', { signatures: [`${hmac(BODY)}, ${hmac(BODY)}`] }, /not 64 hex/],
    ['a repeated signature header', { signatures: [...signatures, ...signatures] }, /repeated/],
    ['a repeated stamp', { ...stamped(NOW_S), timestamps: [String(NOW_S), String(NOW_S)] }, /repeated/],
    ['a repeated header beside a right address', { token, signatures: [...signatures, ...signatures] }, /repeated/],
    ['a right address beside a wrong signature', { token, signatures: [flipped(hmac(BODY))] }, /does not match/],
    ['a wrong address beside a right signature', { token: 'x', signatures }, /address is wrong/],
    ['a stamp 301 s old', stamped(NOW_S - 301), /five minutes/],
    ['a stamp 301 s ahead', stamped(NOW_S + 301), /five minutes/],
    ['a stamp that is no number', stamped('now'), /five minutes/],
    ['an empty stamp', stamped(''), /five minutes/],
    ['a stamp in milliseconds', stamped(NOW.getTime()), /five minutes/],
    ['a stamp with a sign', stamped(`+${NOW_S}`), /five minutes/],
    ['a stamp with a fraction', stamped(`${NOW_S}.5`), /five minutes/],
    ['another stamp than the signed one', { ...stamped(NOW_S), timestamps: [String(NOW_S - 1)] }, /does not match/],
    ['an unstamped signature beside a stamp', { signatures, timestamps: [String(NOW_S)] }, /does not match/],
    ['a stamped signature without its stamp', { signatures: [hmac(disguised)] }, /does not match/],
    [
      'a stamped body in disguise',
      { rawBody: Buffer.from(disguised), signatures: [hmac(disguised)] },
      /looks like a stamped one/,
    ],
    ['an unstamped signature where a stamp is required', { signatures }, /missing/, { requireTimestamp: true }],
  ])('%s', (_, changes, fault, ...[rules]) => {
    const verdict = checkProof(request(changes), { ...RULES, ...rules }, NOW);
    expect(verdict).toEqual({ fault: expect.stringMatching(fault) });
    expect(JSON.stringify(verdict)).not.toContain(SECRET);
  });
});

test('where no secret is configured the simulator’s callbacks are taken, and nothing counts as proof', () => {
  const rules = { ...RULES, secrets: [] };
  for (const changes of [{}, { token: 'anything' }, { signatures: ['nonsense'] }])
    expect(checkProof(request(changes), rules, NOW)).toEqual({ proof: 'none' });
});

test('where no secret is configured because another carrier sends, nothing is taken', () => {
  const rules = { ...RULES, secrets: [], isUnprovenTaken: false };
  for (const changes of [{}, { token: tokenFor('sms', '') }, { signatures: [hmac(BODY, '')] }])
    expect(checkProof(request(changes), rules, NOW)).toHaveProperty('fault');
});
