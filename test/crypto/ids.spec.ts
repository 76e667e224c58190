import { randomDigits, randomToken, uuidv7 } from '../../src/crypto/ids.js';

test('random digits are as many as asked for, each about equally often', () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 5_000; i++) {
    const digits = randomDigits(8);
    expect(digits).toMatch(/^[0-9]{8}$/);
    for (const digit of digits) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  }
  expect(counts.size).toBe(10);
  for (const count of counts.values()) expect(Math.abs(count - 4_000)).toBeLessThan(400);
  expect(randomDigits(0)).toBe('');
});

test('a token has the bytes asked for and does not repeat', () => {
  const tokens = Array.from({ length: 100 }, () => randomToken(32));
  for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(new Set(tokens).size).toBe(100);
});

test('a UUID has the version and variant of RFC 9562 and begins with its time', () => {
  const now = Date.now() + 1_000;
  const id = uuidv7(now);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now);
});

test('UUIDs rise without a repeat, also when many share a millisecond or the clock goes back', () => {
  const now = Date.now() + 10_000;
  const ids = Array.from({ length: 10_000 }, (_, i) => uuidv7(i % 3 === 0 ? now - i : now));
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
});
