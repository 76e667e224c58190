/** Receipts that were issued again, held against the events that gave the reason. */
import { reissuesFault } from '../../src/audit/record-faults.js';
import type { ChainedEvent } from '../../src/evidence/chained-event.js';

const anEvent = (type: string, i: number): ChainedEvent => ({
  ...{ $type: 'ndiyo.event.v1', contract_id: 'AG', seq: i + 1, at: '', prev: null, hash: '' },
  ...{ type: `contract.${type}`, data: { version: 1 } },
});
const events = ['created', 'confirmed', 'corroborated', 'activated', 'corroborated'].map(anEvent);
const textOf = (count: number, decisions: unknown[] = []) =>
  JSON.stringify({ decisions, events: events.slice(0, count), signature: '', key: { kid: '' } });
const named = { contract_id: 'AG', version: 1, issued_at: '' };
const first = { ...named, receipt: textOf(2), recorded: '', attestation: '', again: 2, head: 5 };
const again = (issue: number, receipt: string) => ({ ...named, issue, receipt });
const [second, third] = [again(2, textOf(3)), again(3, textOf(5))];

test('one for each event that bears a decision out after the closing one is as it should be', () => {
  expect(reissuesFault(first, [second, third], events)).toBeUndefined();
  expect(reissuesFault({ ...first, head: 3 }, [second], events)).toBeUndefined(); // the third came while they were read
});

test.each([
  ['one is gone', [second]],
  ['all are gone', []],
  ['one is in another place', [second, again(4, third.receipt)]],
  ['one has other decisions', [second, again(3, textOf(5, ['another']))]],
  ['one ends with another event', [second, again(3, textOf(4))]],
  ['one cannot be read', [second, again(3, '{')]],
])('it is told where %s', (_, reissues) => {
  expect(reissuesFault(first, reissues, events)).toMatch(/^was issued again /);
});
