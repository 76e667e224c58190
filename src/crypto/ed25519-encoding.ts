/** What RFC 8032 leaves to the reader: which encodings of a point and a scalar are taken. */
const bytesOf = (hex: string) => Buffer.from(hex, 'hex');
// Both little-endian, as on the wire: the group order L and the field prime p = 2^255 - 19 (RFC 8032 section 5.1).
const ORDER = bytesOf('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010');
const PRIME = bytesOf('edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f');
// The y coordinates of the eight points whose order divides 8; the sign of x does not matter.
const SMALL_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
].map(bytesOf);

/** Whether 32 bytes are a point's canonical encoding (y < p) and the point is not of small order. */
export function isSoundPoint(encoded: Uint8Array): boolean {
  const y = Buffer.from(encoded);
  y[31] = (y[31] ?? 0) & 0x7f; // the top bit is the sign of x
  return isBelow(y, PRIME) && !SMALL_ORDER.some((point) => point.equals(y));
}

/** Whether 32 bytes are a scalar S below the group order; a larger one is the same signature in other clothes. */
export function isReducedScalar(encoded: Uint8Array): boolean {
  return isBelow(encoded, ORDER);
}

function isBelow(value: Uint8Array, bound: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) {
    const difference = (value[i] ?? 0) - (bound[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
