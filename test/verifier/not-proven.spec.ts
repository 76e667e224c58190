import { aDecision, jwks, makeReceipt } from './receipt.fixture.js';
import { verifyReceipt } from './unsandboxed.js';

const notProven = (making: Parameters<typeof makeReceipt>[0]) =>
  verifyReceipt(JSON.stringify(makeReceipt(making)), { jwks }).notProven.join('\n');

test('every receipt says that it is not made with a party’s own key', () => {
  expect(notProven({})).toContain(
    "not made with any party's own key: it is the service's signed record of what the carrier delivered",
  );
});

test.each([
  ['A', "the service found the message in the carrier's own inbox"],
  ['B', "the party's own code came back"],
  ['C', "did not hold the party's own code"],
  ['D', 'unauthenticated'],
])('grade %s is put in words for each decision', (grade, words) => {
  const text = notProven({ decisions: [aDecision('p1', { grade }), aDecision('p2')] });
  expect(text).toContain(`p1 (Wanjirũ Kamau) said yes, grade ${grade}: `);
  expect(text).toContain(words);
  expect(text).toContain('p2 (Otieno Traders) said yes, grade B: ');
});

test('a simulated decision is called simulated', () => {
  const simulated = { grade: 'D', carrier: 'simulator' };
  expect(notProven({ decisions: [aDecision('p1', simulated), aDecision('p2')] })).toContain(
    'p1 (Wanjirũ Kamau): SIMULATED',
  );
  expect(notProven({})).not.toContain('SIMULATED');
});

test('terms that a party was not shown are listed', () => {
  const decisions = [
    aDecision('p1', { terms_not_shown: ['/quality_requirements', '/delivery_location'] }),
    aDecision('p2'),
  ];
  expect(notProven({ decisions })).toContain(
    'p1 (Wanjirũ Kamau) was not shown these terms in the texts before deciding: /quality_requirements, /delivery_location.',
  );
});

test('a note in other words is pointed out', () => {
  expect(notProven({ more: { note: 'A court has approved this.' } })).toContain('not the usual one and is not signed');
  expect(notProven({})).not.toContain('not the usual one');
});

test('a receipt that does not hold proves nothing', () => {
  expect(verifyReceipt('{}', { jwks }).notProven).toEqual(['Nothing that it says is proven.']);
});
