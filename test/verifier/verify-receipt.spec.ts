import type { Trust } from '../../src/verifier/trust.js';
import type { Verdict } from '../../src/verifier/verify-receipt.js';
import {
  aDecision,
  aDocument,
  chainOf,
  jwks,
  makeReceipt,
  ordinaryFacts,
  signer,
  stranger,
} from './receipt.fixture.js';
import { verifyReceipt } from './unsandboxed.js';

const verify = (receipt: unknown, trust: Trust = { jwks }): Verdict => verifyReceipt(JSON.stringify(receipt), trust);
const failed = ({ checks }: Verdict) => checks.filter(({ ok }) => !ok).map(({ name }) => name);
const detailOf = ({ checks }: Verdict, name: string) => checks.find((check) => check.name === name)?.detail;

describe('a good receipt', () => {
  test.each<[string, Trust]>([
    ['the key set', { jwks }],
    ['a key set with other keys in it', { jwks: { keys: [{ kty: 'RSA', n: 'AQAB' }, stranger.jwk, signer.jwk] } }],
    ['the thumbprint', { thumbprint: signer.kid }],
    ['both', { jwks, thumbprint: signer.kid }],
  ])('is valid under %s', (_, trust) => {
    const verdict = verify(makeReceipt(), trust);
    expect(failed(verdict)).toEqual([]);
    expect(verdict).toMatchObject({ outcome: 'valid', contract_id: 'AG-2026-482913705', status: 'confirmed' });
    expect(verdict.summary).toContain('Version 1 of contract AG-2026-482913705 was confirmed');
    expect(verdict.checks.map(({ name }) => name)).toEqual([
      'shape',
      'document',
      'events',
      'events_head',
      'decisions_hash',
      'closing_event',
      'status',
      'decision_events',
      'issuer',
      'attestation',
      'signature',
      'signer',
    ]);
  });

  test('is never valid without a trusted key: it is unchecked, and says so', () => {
    const verdict = verify(makeReceipt(), {});
    expect(verdict.outcome).toBe('unchecked');
    expect(failed(verdict)).toEqual(['signer']);
    expect(verdict.summary).toContain('anyone could have signed it');
  });

  test('without its key is valid under the key set and unchecked under a thumbprint or nothing', () => {
    const receipt = makeReceipt({ more: { key: undefined } });
    expect(verify(receipt).outcome).toBe('valid');
    expect(verify(receipt, { thumbprint: signer.kid }).outcome).toBe('unchecked');
    expect(verify(receipt, {}).outcome).toBe('unchecked');
  });

  test('is valid after the service changed its key, given the key set, and unchecked with the new key alone', () => {
    const receipt = makeReceipt({ key: stranger, attestationKey: signer });
    expect(verify(receipt, { jwks: { keys: [signer.jwk, stranger.jwk] } }).outcome).toBe('valid');
    expect(verify(receipt, { thumbprint: stranger.kid }).outcome).toBe('unchecked');
    expect(failed(verify(receipt, { jwks: { keys: [stranger.jwk] } }))).toEqual(['attestation']);
  });

  test('may be of an issuer that is called by its key, also when that key changed', () => {
    const receipt = makeReceipt({
      key: stranger,
      attestationKey: signer,
      attestation: { iss: signer.kid },
      statement: { iss: stranger.kid },
    });
    expect(verify(receipt, { jwks: { keys: [signer.jwk, stranger.jwk] } }).outcome).toBe('valid');
  });

  test('of a declined contract needs one no, also from a party that had said yes', () => {
    const decisions = [aDecision('p1'), aDecision('p1', { answer: 'no', at: '2026-08-18T10:00:00Z', reason: 'price' })];
    expect(verify(makeReceipt({ decisions, status: 'declined' }))).toMatchObject({
      outcome: 'valid',
      status: 'declined',
    });
  });

  test('of a second version counts the decisions of that version alone', () => {
    const document = { ...aDocument(), version: 2, previous_hash: 'ab'.repeat(32) };
    expect(verify(makeReceipt({ document })).outcome).toBe('valid');
    const decisions = [aDecision('p1'), aDecision('p2')];
    const old = chainOf([...ordinaryFacts(decisions, 1), { type: 'contract.amended', about: { version: 2 } }]);
    expect(failed(verify(makeReceipt({ document, decisions, events: old })))).toEqual([
      'closing_event',
      'decision_events',
    ]);
  });
});

describe('a receipt that the service would sign but should not have', () => {
  const yes = (party: string, more = {}) => aDecision(party, more);
  const facts = ordinaryFacts([yes('p1'), yes('p2')]);

  test.each<[string, Parameters<typeof makeReceipt>[0], string, string]>([
    ['a party without a yes', { decisions: [yes('p1')] }, 'status', 'p2 (Otieno Traders) has not said yes'],
    [
      'a no in a confirmed one',
      { decisions: [yes('p1'), yes('p2', { answer: 'no' })] },
      'status',
      'p2 (Otieno Traders) said no',
    ],
    ['a party twice', { decisions: [yes('p1'), yes('p2'), yes('p1')] }, 'status', 'Decision 3 repeats'],
    ['a stranger', { decisions: [yes('p1'), yes('p2'), yes('p9')] }, 'status', '"p9", who is no party'],
    ['nobody who declined', { status: 'declined' }, 'status', 'nobody said no'],
    [
      'decisions out of order',
      { decisions: [yes('p1'), yes('p2', { at: '2026-08-18T09:04:59Z' })] },
      'status',
      'Decision 2 is out of order',
    ],
    ['a decision without its event', { events: chainOf(facts.slice(0, 2)) }, 'decision_events', 'Decision 2 (p2, yes)'],
    ['no events', { events: [] }, 'events', 'no events'],
    [
      'a last event of another status',
      { events: chainOf(ordinaryFacts([yes('p1'), yes('p2')], 1, 'declined')) },
      'closing_event',
      'The last event is contract.declined, but the receipt says confirmed',
    ],
    [
      'a last event of another version',
      { events: chainOf(ordinaryFacts([yes('p1'), yes('p2')], 2)) },
      'closing_event',
      'about another version',
    ],
    [
      'a last event that names another document',
      { events: chainOf(ordinaryFacts([yes('p1'), yes('p2')], 1, 'confirmed', { contract_hash: 'ab'.repeat(32) })) },
      'closing_event',
      'about another document',
    ],
    [
      'a last event that names other decisions',
      { events: chainOf(ordinaryFacts([yes('p1'), yes('p2')], 1, 'confirmed', { decisions_hash: null })) },
      'closing_event',
      'about other decisions',
    ],
    [
      'a gap in the numbers',
      { events: chainOf(facts, (event, i) => ({ ...event, seq: i < 2 ? i + 1 : i + 2 })) },
      'events',
      'Event 3 (contract.party_confirmed) has the number 4',
    ],
    [
      'a broken link',
      { events: chainOf(facts, (event, i) => (i === 2 ? { ...event, prev: 'ab'.repeat(32) } : event)) },
      'events',
      'Event 3 (contract.party_confirmed) does not follow',
    ],
    [
      'a first event that follows another',
      { events: chainOf(facts, (event, i) => (i === 0 ? { ...event, prev: 'ab'.repeat(32) } : event)) },
      'events',
      'Event 1 (contract.created) does not follow',
    ],
    [
      "another contract's event",
      { events: chainOf(facts, (event, i) => (i === 1 ? { ...event, contract_id: 'AG-2026-1' } : event)) },
      'events',
      'another contract',
    ],
    [
      'two parties of one id',
      { document: { ...aDocument(), parties: [0, 0].map((i) => aDocument().parties[i]) } },
      'document',
      'the same id',
    ],
    ['an attestation of another version', { attestation: { version: 2 } }, 'attestation', 'another version'],
    [
      'an attestation of another document',
      { attestation: { contract_hash: '0'.repeat(64) } },
      'attestation',
      'another document',
    ],
    [
      'an attestation of another contract',
      { attestation: { contract_id: 'AG-2026-1' } },
      'attestation',
      'another contract',
    ],
    [
      'an attestation of another time',
      { attestation: { created_at: '2026-08-18T09:00:01Z' } },
      'attestation',
      'time of creation',
    ],
    ['a statement of another version', { statement: { version: 2 } }, 'document', 'another version'],
    ['a statement of another contract', { statement: { contract_id: 'AG-2026-1' } }, 'document', 'another contract'],
    ['two issuers', { statement: { iss: 'https://elsewhere.example' } }, 'issuer', 'different issuers'],
  ])('is invalid with %s', (_, making, name, detail) => {
    const verdict = verify(makeReceipt(making));
    expect(verdict.outcome).toBe('invalid');
    expect(failed(verdict)).toContain(name);
    expect(detailOf(verdict, name)).toContain(detail);
    expect(verdict.summary).toContain('cannot be relied on');
    expect(verdict.status).toBeUndefined();
  });
});

test.each<[string, unknown]>([
  ['no list', { jwks: { keys: 'x' } }],
  ['null', { jwks: null }],
  ['an empty list', { jwks: { keys: [] } }],
  ['rubbish', { jwks: { keys: [null, 1, 'x', [], {}, { kty: 'OKP', crv: 'Ed25519', x: '!' }] } }],
  ['a private key', { jwks: { keys: [{ ...signer.jwk, d: 'AA' }] } }],
  ['a malformed thumbprint', { thumbprint: '' }],
])('a key set with %s trusts nobody', (_, trust) => {
  expect(verify(makeReceipt(), trust as Trust).outcome).toBe('invalid');
});
