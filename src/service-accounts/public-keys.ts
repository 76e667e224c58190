/** Public keys that programs register, as JWK or PEM: Ed25519, P-256, or RSA of 2048 bits and more. */
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

const MAX_LENGTH = 8_192;
const MIN_RSA_BITS = 2_048;
const MAX_RSA_BITS = 8_192; // a longer one only costs time at each check
const EXPECTED = 'expected a public key as JWK or PEM: Ed25519, ECDSA P-256, or RSA of 2048 to 8192 bits';
const KID = /^[!-~]{1,100}$/;

const OF_KIND: Record<string, string[]> = { OKP: ['EdDSA', 'Ed25519'], EC: ['ES256'], RSA: ['RS256'] };
const ALGORITHMS = Object.values(OF_KIND).flat();

/** Which algorithms of RFC 7518 and RFC 9864 a key may sign with: by its kind, not by what an assertion says. */
export const algorithmsOf = ({ kty }: JsonWebKey): string[] => OF_KIND[kty ?? ''] ?? [];

export interface RegisteredKey {
  /** As given in the JWK; else to be made of the thumbprint. */
  kid: string | null;
  /** The public members alone. */
  jwk: JsonWebKey;
}

/** @throws Error in a sentence; it repeats nothing of a key that turns out to be private */
export function readPublicKey(text: string): RegisteredKey {
  if (text.length > MAX_LENGTH) throw new Error(`The key is too long: ${EXPECTED}.`);
  return text.includes('-----BEGIN') ? fromPem(text) : fromJwk(text);
}

function fromPem(text: string): RegisteredKey {
  if (text.includes('PRIVATE KEY')) throw new Error(`This key is private, and stays with its owner: ${EXPECTED}.`);
  return { kid: null, jwk: assertKind(parse(() => createPublicKey(text))) };
}

function fromJwk(text: string): RegisteredKey {
  const given = parse(() => JSON.parse(text) as JsonWebKey & { kid?: unknown });
  if (typeof given !== 'object' || given === null) throw new Error(`The key cannot be read: ${EXPECTED}.`);
  if ('d' in given || 'k' in given) throw new Error(`This key is private, and stays with its owner: ${EXPECTED}.`);
  const { kid, use, key_ops, alg } = given as Record<string, unknown>;
  const isForVerifying = key_ops === undefined || (Array.isArray(key_ops) && key_ops.includes('verify'));
  const isForUs = alg === undefined || algorithmsOf(given).includes(String(alg));
  if ((use !== undefined && use !== 'sig') || !isForVerifying || !isForUs) {
    throw new Error(`The key is meant for something else: ${EXPECTED}, to sign with ${ALGORITHMS.join(', ')}.`);
  }
  if (kid !== undefined && (typeof kid !== 'string' || !KID.test(kid))) {
    throw new Error('The kid must have 1 to 100 visible ASCII characters.');
  }
  return { kid: kid ?? null, jwk: assertKind(parse(() => createPublicKey({ key: given, format: 'jwk' }))) };
}

function parse<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw new Error(`The key cannot be read: ${EXPECTED}.`);
  }
}

function assertKind(key: KeyObject): JsonWebKey {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const bits = details?.modulusLength ?? 0;
  const isGood =
    type === 'ed25519' ||
    (type === 'ec' && details?.namedCurve === 'prime256v1') ||
    (type === 'rsa' && bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS);
  if (!isGood) throw new Error(`The key is of another kind: ${EXPECTED}.`);
  return key.export({ format: 'jwk' });
}
