import { Distribution } from '../../src/measures/distribution.js';
import { RequestCounts } from '../../src/measures/request-counts.js';
import { histogram } from '../../src/metrics/family.js';
import { requestFamilies } from '../../src/metrics/request-families.js';

test('a value on a bound belongs below it, and what is above all of them is counted too', () => {
  const waited = new Distribution([1, 2]);
  for (const value of [0, 1, 1.5, 2, 3]) waited.add(value);
  expect([...waited.counts]).toEqual([2, 2, 1]);
  expect(histogram('w', 'w', [waited]).values.map(({ value }) => value)).toEqual([2, 4, 5, 7.5, 5]);
});

test('methods are counted by name, but strange ones together, however many they are', () => {
  const counts = new RequestCounts();
  for (const method of ['GET', 'PROPFIND', 'X1', 'X2']) counts.add(method, 'unknown', 404, 1);
  expect(counts.list().map(({ method, byClass }) => [method, byClass[3]])).toEqual([
    ['GET', 1],
    ['OTHER', 3],
  ]);
});

test('a route that was asked has every class, so that its first error is seen as an increase', () => {
  const counts = new RequestCounts();
  counts.add('GET', '/a', 200, 12);
  const [requests] = requestFamilies(counts);
  expect(requests!.values.map(({ labels, value }) => [labels.status, value])).toEqual([
    ...[
      ['2xx', 1],
      ['3xx', 0],
      ['4xx', 0],
      ['5xx', 0],
    ],
  ]);
});
