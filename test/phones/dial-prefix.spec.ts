import { dialPrefix } from '../../src/phones/phone-number.js';

test.each([
  ['+254712345678', '+254712'],
  ['+254712999999', '+254712'],
  ['+254110123456', '+254110'],
  ['+256772123456', '+256772'],
  ['+12015550123', '+1201'],
  ['+447400123456', '+44740'],
  ['+390612345678', '+39061'],
  // no country has it: what a carrier may still send us
  ['+99912345678', '+999123'],
  ['', ''],
])('the dial prefix of %s is %s', (phoneNumber, prefix) => {
  expect(dialPrefix(phoneNumber)).toBe(prefix);
  expect(prefix.length).toBeLessThanOrEqual(7);
});
