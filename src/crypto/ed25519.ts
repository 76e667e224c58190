/** Ed25519 (RFC 8032): signing, and verification without the latitude that libraries leave. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { encodeBase64url } from './base64url.js';
import { isReducedScalar, isSoundPoint } from './ed25519-encoding.js';
import { jwkFromBytes, type PublicJwk } from './jwk.js';

export type SigningKey = { privateKey: KeyObject; publicKeyBytes: Uint8Array; jwk: PublicJwk; kid: string };

const KEY_LENGTH = 32;
const SIGNATURE_LENGTH = 64;
const CACHED_KEYS = 256;
const SEED_LENGTH = 32;
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex'); // RFC 8410 section 7, before the seed
const EXPECTED = 'expected an Ed25519 key as PKCS#8 PEM, or its 32-byte seed in hex or base64';

const publicKeys = new Map<string, KeyObject>();

/**
 * Reads an Ed25519 private key: a PKCS#8 PEM (RFC 8410; newlines may be written as `\n`), or the 32-byte seed of
 * RFC 8032 section 5.1.5 in hex, base64 or base64url.
 *
 * @throws Error saying what was expected; it never repeats the input
 */
export function parseSigningKey(text: string): SigningKey {
  const trimmed = text.trim();
  return signingKeyOf(trimmed.startsWith('-----BEGIN') ? keyFromPem(trimmed) : keyFromSeed(seedOf(trimmed)));
}

/** A new Ed25519 private key as PKCS#8 PEM, ending in a newline. */
export function generateSigningKeyPem(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** The 64-byte signature (pure Ed25519, RFC 8032 section 5.1.6) of the bytes. */
export function signBytes(key: SigningKey, bytes: Uint8Array): Uint8Array {
  return sign(null, bytes, key.privateKey);
}

/**
 * Whether `signature` is the key's over `message` (RFC 8032 section 5.1.7, without the cofactor), strictly: S < L,
 * the key A and the point R canonically encoded, neither of small order. Never throws.
 *
 * @param publicKeyBytes 32 bytes
 * @param signature 64 bytes
 */
export function verifyBytes(publicKeyBytes: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKeyBytes.length !== KEY_LENGTH || signature.length !== SIGNATURE_LENGTH) return false;
  if (!isSoundPoint(publicKeyBytes) || !isSoundPoint(signature.subarray(0, 32))) return false;
  if (!isReducedScalar(signature.subarray(32))) return false;
  const key = findPublicKey(publicKeyBytes);
  return key !== undefined && verify(null, message, key, signature);
}

function findPublicKey(bytes: Uint8Array): KeyObject | undefined {
  const x = encodeBase64url(bytes);
  const cached = publicKeys.get(x);
  if (cached !== undefined) return cached;
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    if (publicKeys.size >= CACHED_KEYS) publicKeys.clear();
    publicKeys.set(x, key);
    return key;
  } catch {
    return undefined; // not a point of the curve
  }
}

function signingKeyOf(privateKey: KeyObject): SigningKey {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  const publicKeyBytes = new Uint8Array(Buffer.from(x ?? '', 'base64url'));
  const jwk = jwkFromBytes(publicKeyBytes);
  return { privateKey, publicKeyBytes, jwk, kid: jwk.kid };
}

function keyFromPem(pem: string): KeyObject {
  if (!pem.startsWith('-----BEGIN PRIVATE KEY-----')) {
    throw new Error(`The signing key is a PEM of another kind: ${EXPECTED}.`);
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(pem.replaceAll('\\n', '\n'));
  } catch {
    // Without the cause: what a parser says about a secret may quote it.
    throw new Error(`The signing key's PEM cannot be read: ${EXPECTED}.`);
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new Error(`The signing key is of type ${key.asymmetricKeyType}: ${EXPECTED}.`);
  }
  return key;
}

function keyFromSeed(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}

function seedOf(text: string): Buffer {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, 'hex');
  const unpadded = text.replace(/=$/, '').replaceAll('+', '-').replaceAll('/', '_');
  const seed = Buffer.from(unpadded, 'base64url');
  if (seed.length !== SEED_LENGTH || seed.toString('base64url') !== unpadded) {
    throw new Error(`The signing key cannot be read: ${EXPECTED}.`);
  }
  return seed;
}
