/** A receipt stays valid, whatever the service learns to say in later ones. */
import { FIRST_RELEASE, jwksBeforeTheLog, receiptsBeforeTheLog } from './earlier-receipts.js';
import { verifyReceipt } from './unsandboxed.js';

describe.each([
  ['the first release', FIRST_RELEASE],
  ['the last release without a log', { jwks: jwksBeforeTheLog, receipts: receiptsBeforeTheLog }],
])('of %s', (_, { jwks, receipts }) => {
  test('there are confirmed, declined and amended ones, by SMS and over REST', () => {
    const all = receipts.map(({ text }) => JSON.parse(text));
    expect(new Set(all.flatMap(({ decisions }) => decisions.map((one: { channel: string }) => one.channel)))).toEqual(
      new Set(['sms', 'rest']),
    );
    expect(new Set(all.map(({ events }) => events.at(-1).type))).toEqual(
      new Set(['contract.confirmed', 'contract.declined']),
    );
    expect(all.map(({ document }) => JSON.parse(document).version)).toContain(2);
  });

  test.each(receipts)('$name is valid', ({ text }) => {
    const verdict = verifyReceipt(text, { jwks });
    expect(verdict.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(verdict.outcome).toBe('valid');
  });

  test.each(receipts)('$name, changed in one place, is not', ({ text }) => {
    const changed = text.replace('"answer":"yes"', '"answer":"no"');
    expect(changed).not.toBe(text);
    expect(verifyReceipt(changed, { jwks }).outcome).toBe('invalid');
  });
});
