/** Money, exactly: decimal strings, and whose currency. */
import { isSameAmount, productOf } from '../../src/contracts/amount.js';
import { currencyOf } from '../../src/contracts/currencies.js';

test.each([
  ['100', '3500.00', '350000.00'],
  ['2.5', '3500', '8750'],
  ['0.1', '0.2', '0.02'],
  ['3', '0.10', '0.30'],
  ['0', '5.00', '0.00'],
  ['999999999999999999', '1', '999999999999999999'],
  ['999999999999999999', '10', null],
  ['0.00001', '0.00001', null],
  ['about 100', '3', null],
  ['', '3', null],
  ['-1', '3', null],
])('%s × %s is %s, exactly', (quantity, price, product) => expect(productOf(quantity, price)).toBe(product));

test('amounts are the same however many zeros they end in', () => {
  expect([isSameAmount('350000', '350000.00'), isSameAmount('10.5', '10.50'), isSameAmount('100', '10')]).toEqual([
    true,
    true,
    false,
  ]);
});

test.each([
  ['KE', 'KES'],
  ['UG', 'UGX'],
  ['SN', 'XOF'],
  ['DE', 'EUR'],
  ['EC', 'USD'],
  ['VE', 'VES'],
  ['AQ', null],
])('%s pays in %s', (region, code) => expect(currencyOf(region)).toBe(code));
