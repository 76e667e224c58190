import { keyIdOf, makeKey, readKey } from '../../src/api-keys/api-key.js';

test.each([
  ['development', 'dev'],
  ['testing', 'test'],
  ['production', 'live'],
] as const)('a key made in %s says %s, names itself and holds 256 random bits', (tier, word) => {
  const { id, text } = makeKey(tier);
  expect(text).toMatch(new RegExp(`^ndy_${word}_${id}_[0-9a-f]{64}$`));
  expect(keyIdOf(id, tier)).toBe(text.slice(0, -65));
  expect(readKey(text, tier)).toEqual({ id, hasSecret: true });
  expect(readKey(keyIdOf(id, tier), tier)).toEqual({ id, hasSecret: false });
});

test('of a thousand keys no two share a name or a secret', () => {
  const keys = Array.from({ length: 1_000 }, () => makeKey('testing'));
  expect(new Set(keys.map(({ id }) => id)).size).toBe(1_000);
  expect(new Set(keys.map(({ text }) => text.split('_')[3])).size).toBe(1_000);
});

const ID = 'abcdefghij27';
const SECRET = '0123456789abcdef'.repeat(4);

test.each([
  ...['', 'ndy', 'ndy_test_', `ndy_test_${ID}_`, `ndy_test_${ID}_${SECRET}0`, `ndy_test_${ID}_${SECRET.slice(1)}`],
  ...[`ndy_test_${ID.toUpperCase()}`, `ndy_test_${ID}_${SECRET.toUpperCase()}`, `NDY_test_${ID}`, ` ndy_test_${ID}`],
  ...[`ndy_live_${ID}`, `ndy_dev_${ID}_${SECRET}`, `ndy_test_${ID}\n`, `ndy_test_${ID.slice(1)}1`, `ndy_prod_${ID}`],
])('"%s" is no key of a testing service', (text) => expect(readKey(text, 'testing')).toBeNull());
