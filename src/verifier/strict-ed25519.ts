/** Ed25519 verification on tweetnacl, with the strictness that it leaves out. */
import nacl from 'tweetnacl';

const FIELD = 2n ** 255n - 19n; // RFC 8032 section 5.1
const GROUP = 2n ** 252n + 27742317777372353535851937790883648493n;
const Y_BITS = 2n ** 255n - 1n; // the bit above them is the sign of x

/** Whether `proof` (64 bytes) is the signature of `signer` (32 bytes) over `signed`. As strict as the one below. */
export type SignatureCheck = (signer: Uint8Array, signed: Uint8Array, proof: Uint8Array) => boolean;

/**
 * True only for a signature that every sound implementation of RFC 8032 accepts: S < L, the key and R in their one
 * encoding and not of small order.
 *
 * @param signer 32 bytes
 * @param signed the message
 * @param proof 64 bytes
 */
export function isSignedBy(signer: Uint8Array, signed: Uint8Array, proof: Uint8Array): boolean {
  if (signer.length !== 32 || proof.length !== 64) return false;
  if (!isProperPoint(signer) || !isProperPoint(proof.slice(0, 32))) return false;
  if (littleEndian(proof.slice(32)) >= GROUP) return false;
  return nacl.sign.detached.verify(signed, proof, signer);
}

function isProperPoint(encoding: Uint8Array): boolean {
  const y = littleEndian(encoding) & Y_BITS;
  return y < FIELD && !isSmallOrder(y);
}

/**
 * Points of order 1 and 2 have y = 1 and -1, of order 4 y = 0. A point of order 8 doubles to one with y = 0, so that
 * x^2 = -y^2, and the curve's equation becomes d y^4 + 2 y^2 - 1 = 0 with d = -121665/121666.
 */
function isSmallOrder(y: bigint): boolean {
  if (y === 0n || y === 1n || y === FIELD - 1n) return true;
  const square = (y * y) % FIELD;
  return (121665n * square * square - 243332n * square + 121666n) % FIELD === 0n;
}

function littleEndian(bytes: Uint8Array): bigint {
  let hex = '0x';
  for (const byte of [...bytes].reverse()) hex += byte.toString(16).padStart(2, '0');
  return BigInt(hex);
}
