/** Addresses and ranges that a key may come from. An IPv4 address is the same one when it is written within IPv6. */
import ipaddr from 'ipaddr.js';
import { withoutPort } from '../config/forwarded-address.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [Address, number];

const MAPPED_BITS = 96;

/** As it is stored, `10.0.0.0/8` or one address; null for what is neither. */
export function readRange(text: string): string | null {
  const range = parseRange(text);
  if (!range) return null;
  const [address, bits] = range;
  const isOne = bits === address.toByteArray().length * 8;
  return isOne ? address.toString() : `${address}/${bits}`;
}

/** @param ranges as `readRange` gives them */
export function isAllowed(ip: string, ranges: readonly string[]): boolean {
  const address = parseAddress(withoutPort(ip).replace(/%.*$/, ''));
  if (!address) return false;
  return ranges.some((text) => {
    const range = parseRange(text);
    return range !== null && range[0].kind() === address.kind() && address.match(range[0], range[1]);
  });
}

function parseRange(text: string): Range | null {
  const [written = '', bitsText, ...rest] = text.split('/');
  const address = parseAddress(written);
  if (!address || rest.length > 0) return null;
  const length = address.toByteArray().length * 8;
  if (bitsText === undefined) return [address, length];
  if (!/^\d{1,3}$/.test(bitsText)) return null;
  const isMapped = address.kind() === 'ipv4' && written.includes(':');
  const bits = Number(bitsText) - (isMapped ? MAPPED_BITS : 0);
  return bits >= 0 && bits <= length ? [address, bits] : null;
}

/** The library also reads `10.1`, octal digits, and the outdated `::1.2.3.4` as the IPv4 address; here they are none. */
function parseAddress(text: string): Address | null {
  const isIpv6 = ipaddr.IPv6.isValid(text) && !/%|^::\d+\./.test(text);
  return isIpv6 || ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.process(text) : null;
}
