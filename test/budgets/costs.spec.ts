import fc from 'fast-check';
import { type SaidCost, sumCosts } from '../../src/budgets/costs.js';

const said = (...costs: (string | [string, number])[]): SaidCost[] =>
  costs.map((one) => (typeof one === 'string' ? { cost: one, texts: 1 } : { cost: one[0], texts: one[1] }));

test.each<[string, SaidCost[], Record<string, string>]>([
  ['nothing', [], {}],
  ['one text', said('KES 0.8000'), { KES: '0.8000' }],
  ['many of one price', said(['KES 0.8000', 125_000]), { KES: '100000.0000' }],
  ['the finest scale that was seen', said('KES 0.8', 'KES 0.8000', 'KES 1'), { KES: '2.6000' }],
  ['what binary floats cannot add', said('KES 0.1', 'KES 0.2'), { KES: '0.3' }],
  ['more than floats count exactly', said(['KES 999999999999.99999999', 3]), { KES: '2999999999999.99999997' }],
  ['several currencies, by name', said('UGX 25', 'KES 0.80', 'UGX 25'), { KES: '0.80', UGX: '50' }],
  ['nothing for free texts', said(['KES 0.0000', 7]), { KES: '0.0000' }],
  ['no blank between', said('KES0.80'), { KES: '0.80' }],
  [
    'what is no amount counts nothing',
    said('', '0', 'None', 'KES', 'KES -1', 'KES 1e3', 'kes 1', 'KES 1,000', '€ 1'),
    {},
  ],
])('%s', (_name, costs, sums) => {
  expect(sumCosts(costs)).toEqual(Object.entries(sums).map(([currency, amount]) => ({ currency, amount })));
});

test('the order of the texts changes no sum', () => {
  const cost = fc.tuple(fc.nat(99_999), fc.nat(4)).map(([units, scale]) => {
    const digits = String(units).padStart(scale + 1, '0');
    return scale === 0 ? `KES ${digits}` : `KES ${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  });
  fc.assert(
    fc.property(fc.array(cost, { minLength: 1 }), (costs) => {
      const [one] = sumCosts(said(...costs));
      const [other] = sumCosts(said(...[...costs].reverse()));
      expect(other).toEqual(one);
      const exact = costs.reduce((sum, text) => sum + Math.round(Number(text.slice(4)) * 10_000), 0);
      expect(Math.round(Number(one!.amount) * 10_000)).toBe(exact);
    }),
  );
});
