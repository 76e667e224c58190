import { findStep } from '../../src/operators/totp.service.js';
import { stepAt, totpCode } from '../sign-in/totp-code.js';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'; // RFC 6238 appendix B: the ASCII bytes 12345678901234567890
const at = (seconds: number) => new Date(seconds * 1_000);

// The eight digits of the RFC, of which six are used here: the last ones, as RFC 4226 truncates.
const VECTORS: [seconds: number, code: string][] = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
];

test.each(VECTORS)('RFC 6238: at %d s the code is …%s', async (seconds, code) => {
  expect(await findStep(SECRET, code.slice(2), at(seconds))).toBe(Math.floor(seconds / 30));
  expect(totpCode(SECRET, Math.floor(seconds / 30))).toBe(code.slice(2));
});

test('a code counts one step early and one step late, and names its own step', async () => {
  const now = at(2_000_000_000);
  for (const distance of [-1, 0, 1]) {
    const step = stepAt(now) + distance;
    expect(await findStep(SECRET, totpCode(SECRET, step), now)).toBe(step);
  }
  for (const distance of [-3, -2, 2, 3]) {
    expect(await findStep(SECRET, totpCode(SECRET, stepAt(now) + distance), now)).toBeNull();
  }
});
