/** Receipts that were issued again, because the carrier's inbox bore a decision out after the version had been closed. */
import { blake2b256Hex } from '../../src/crypto/blake2b.js';
import { canonicalize } from '../../src/json/canonical-json.js';
import { inLog, revokedAt } from './log.fixture.js';
import { aDecision, aDocument, chainOf, type Fact, jwks, makeReceipt, ordinaryFacts } from './receipt.fixture.js';
import { verifyReceipt } from './unsandboxed.js';

const decisions = [aDecision('p1'), aDecision('p2', { grade: 'C', at: '2026-08-18T09:06:00.000Z' })];
const named = {
  contract_hash: blake2b256Hex(canonicalize(aDocument())),
  decisions_hash: blake2b256Hex(canonicalize(decisions)),
};
const closed = ordinaryFacts(decisions, 1, 'confirmed', named);
const activated: Fact = { type: 'contract.activated', about: { version: 1, status: 'active' } };
const borneOut = (about: object = {}): Fact => ({
  type: 'contract.corroborated',
  about: { version: 1, party_id: 'p1', answer: 'yes', grade: 'A', ...named, ...about },
});
const receiptWith = (facts: Fact[]) => makeReceipt({ decisions, events: chainOf(facts) });
const verdictOn = (facts: Fact[]) => verifyReceipt(JSON.stringify(receiptWith(facts)), { jwks });
const wrongIn = (facts: Fact[]) => verdictOn(facts).checks.filter(({ ok }) => !ok);

test.each<[string, Fact[]]>([
  ['at once', [...closed, borneOut()]],
  ['after it was moved on', [...closed, activated, borneOut()]],
  ['for both', [...closed, borneOut({ party_id: 'p2' }), activated, borneOut()]],
])('one that was borne out %s is valid, and says so', (_, facts) => {
  const verdict = verdictOn(facts);
  expect(verdict.outcome).toBe('valid');
  const closing = verdict.checks.find(({ name }) => name === 'closing_event');
  expect(closing?.detail).toBe('An event closes this version with this status, and the last one bears a decision out.');
  const told = verdict.notProven.join('\n');
  expect(told).toContain('p1 (Wanjirũ Kamau) said yes, grade A: ');
  expect(told).toMatch(
    /p1 \(Wanjirũ Kamau\): the decision was signed with grade B; a later event of \S+Z raised it to A\./,
  );
  expect(told).toContain('p2 (Otieno Traders) said yes, grade C: ');
});

test('one borne out before the last answer ends with its closing event, as all others do', () => {
  const { about } = borneOut();
  const { decisions_hash, ...early } = about;
  const facts = [...closed.slice(0, 2), { type: 'contract.corroborated', about: early }, ...closed.slice(2)];
  expect(verdictOn(facts)).toMatchObject({ outcome: 'valid' });
  expect(verdictOn(facts).notProven.join()).toContain('p1 (Wanjirũ Kamau) said yes, grade A: ');
});

test.each<[string, Fact]>([
  ['of another party', borneOut({ party_id: 'p9' })],
  ['of the other answer', borneOut({ answer: 'no' })],
  ['that names no grade A', borneOut({ grade: 'B' })],
])('an event %s raises nothing', (_, fact) => {
  expect(verdictOn([...closed, fact]).notProven.join()).toContain('p1 (Wanjirũ Kamau) said yes, grade B: ');
});

test('an event that stands before the answer raises nothing', () => {
  const facts = [closed[0]!, borneOut(), ...closed.slice(1)];
  expect(verdictOn(facts).notProven.join()).toContain('p1 (Wanjirũ Kamau) said yes, grade B: ');
});

test.each<[string, Fact[], string]>([
  [
    'another event stands last',
    [...closed, borneOut(), activated],
    'The last event is contract.activated, but the receipt says confirmed.',
  ],
  ['nothing closes the version', [...closed.slice(0, -1), borneOut()], 'No event closes this version.'],
  [
    'it was closed otherwise',
    [...closed, { type: 'contract.declined', about: { version: 1, ...named } }, borneOut()],
    'The last event is contract.declined, but the receipt says confirmed.',
  ],
  [
    'it is of another version',
    [...closed, borneOut({ version: 2 })],
    'The last event bears out a decision about another version of the contract.',
  ],
  [
    'it names other decisions',
    [...closed, borneOut({ decisions_hash: 'a'.repeat(64) })],
    'The last event bears out a decision about another document or other decisions.',
  ],
  [
    'it names no document',
    [...closed, borneOut({ contract_hash: null })],
    'The last event bears out a decision about another document or other decisions.',
  ],
])('it is refused where %s', (_, facts, detail) => {
  expect(wrongIn(facts)).toMatchObject([{ name: 'closing_event', detail }]);
});

test('its own last event must stand in the log, also once the key was revoked', () => {
  const issued = receiptWith([...closed, borneOut()]);
  const log = inLog(issued);
  const keys = { keys: [revokedAt(log)] };
  expect(verifyReceipt(JSON.stringify(log.receipt), { jwks: keys }).outcome).toBe('valid');
  const older = inLog(receiptWith(closed));
  const mixed = { ...issued, proof: older.receipt.proof };
  expect(verifyReceipt(JSON.stringify(mixed), { jwks }).checks.at(-1)).toMatchObject({ name: 'log', ok: false });
});
