import { hostOf, isReachable, urlFault } from '../../src/outbound-webhooks/webhook-address.js';
import { LITERALS } from './literals.js';

const production = { isProduction: true };
const development = { isProduction: false };

test.each(LITERALS)('%s (%s) is refused in production', (host) => {
  expect(urlFault(`https://${host}/hook`, production)).toMatch(/must (lead to a public address|be an https)/);
});

test.each(LITERALS.filter(([, what]) => !what.includes('loopback')))(
  'outside production too: %s (%s)',
  (host, what) => {
    const fault = urlFault(`http://${host}/hook`, development);
    expect({ what, fault }).toEqual({ what, fault: expect.stringMatching(/public address|http:\/\//) });
  },
);

test.each([
  ...['8.8.8.8', '1.1.1.1', '100.63.255.255', '100.128.0.1', '172.15.255.255', '172.32.0.1', '169.253.1.1'],
  ...['2606:4700::1111', '2a00:1450:4009:81f::200e', '3ffe::1', '2003::1'],
  ...['::ffff:8.8.8.8', '64:ff9b::808:808'], // they only carry a public IPv4 address
])('%s is public', (address) => {
  expect(isReachable(address, production)).toBe(true);
});

test.each([
  ...['', 'localhost', '8.8.8.8.', '010.8.8.8', '8.8.8', '0x8080808', '134744072', 'fe80::1%eth0', '2606:4700::1111%1'],
  ...['4000::1', '1fff::1', '::', '::8.8.8.8', '64:ff9b::a9fe:a9fe', '64:ff9b:1::808:808', '::ffff:10.0.0.1'],
])('%j is not known to be public', (address) => {
  expect(isReachable(address, production)).toBe(false);
});

test.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])('%s counts outside production alone', (address) => {
  expect([isReachable(address, development), isReachable(address, production)]).toEqual([true, false]);
});

test.each([
  ['', /must be an https:/],
  ['hook', /must be an https:/],
  ['ftp://example.com/', /must be an https:/],
  ['file:///etc/passwd', /must be an https:/],
  ['javascript:alert(1)', /must be an https:/],
  ['http://example.com/', /must be an https:\/\/ address/],
  ['https://', /must be an https:/],
  ['https://999.1.1.1/', /must be an https:/],
  [`https://example.com/${'x'.repeat(2_000)}`, /at most 2000 characters/],
  ['https://user@example.com/', /no user name/],
  ['https://:secret@example.com/', /no user name/],
  ['https://example.com/#here', /fragment/],
])('the URL %j is refused in production', (text, why) => {
  expect(urlFault(text, production)).toMatch(why);
});

test.each(['https://example.com', 'https://example.com:8443/a?b=c', 'https://xn--bcher-kva.example/'])(
  'the URL %s is taken',
  (text) => expect(urlFault(text, production)).toBeNull(),
);

test('outside production http and the machine itself are taken', () => {
  for (const text of ['http://127.0.0.1:4000/hook', 'http://localhost/', 'http://[::1]:9/', 'http://example.com/']) {
    expect({ text, fault: urlFault(text, development) }).toEqual({ text, fault: null });
  }
});

test('a host is given to the resolver without brackets', () => {
  expect(hostOf(new URL('https://[2606:4700::1111]/'))).toBe('2606:4700::1111');
  expect(hostOf(new URL('https://example.com/'))).toBe('example.com');
});
