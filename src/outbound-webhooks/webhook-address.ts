/** Which addresses a webhook may go to: public ones. Whatever is not known to be public is not. */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export interface AddressRules {
  /** Outside production: without TLS as well, and to the machine itself. */
  readonly isProduction: boolean;
}

export const URL_LIMIT = 2_000;

/** Global unicast is 2000::/3 (RFC 4291 section 2.4). */
const isGlobalUnicast = (address: ipaddr.IPv6): boolean => (address.parts[0]! & 0xe000) === 0x2000;

/** Of IPv6 forms that only carry an IPv4 address it is the IPv4 address that counts: mapped, and NAT64 (RFC 6052). */
function unwrapped(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (!(address instanceof ipaddr.IPv6)) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  const isNat64 = address.range() === 'rfc6052' && address.parts[2] === 0;
  return isNat64 ? new ipaddr.IPv4(address.toByteArray().slice(12)) : address;
}

/** @param address as a resolver gives it, or the literal of a URL without its brackets */
export function isReachable(address: string, { isProduction }: AddressRules): boolean {
  // A zone names a link; and ipaddr.js takes ::8.8.8.8 for ::ffff:8.8.8.8, which is another address.
  if (isIP(address) === 0 || /%|^::\d+\./.test(address)) return false;
  const judged = unwrapped(ipaddr.parse(address));
  const range = judged.range();
  if (range === 'loopback') return !isProduction;
  return range === 'unicast' && (!(judged instanceof ipaddr.IPv6) || isGlobalUnicast(judged));
}

/** The host as a resolver takes it. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/** What is wrong with it, as far as the text tells; where its name leads is seen each time something is sent. */
export function urlFault(text: string, rules: AddressRules): string | null {
  const schemes = rules.isProduction ? ['https:'] : ['https:', 'http:'];
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || text.length > URL_LIMIT || !schemes.includes(url.protocol)) {
    return `must be an ${rules.isProduction ? 'https://' : 'https:// or http://'} address of at most ${URL_LIMIT} characters`;
  }
  if (url.username + url.password + url.hash !== '') return 'must hold no user name, password or fragment';
  if (isIP(hostOf(url)) === 0 || isReachable(hostOf(url), rules)) return null;
  return 'must lead to a public address: this one is private, reserved or of the machine itself';
}
