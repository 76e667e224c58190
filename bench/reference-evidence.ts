/** Canonical bytes, hashes, signatures and names, each by the shortest way. */
import { createHash, createPrivateKey, createPublicKey, randomBytes, randomInt, sign } from 'node:crypto';
import { blake2b } from '@noble/hashes/blake2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { withCheckDigit } from './numbers.js';
import { SIGNING_SEED } from './settings.js';

/** Canonical JSON (RFC 8785) of what JSON.parse gives. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const object = value as Record<string, unknown>;
  const members = Object.keys(object).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(object[name])}`).join(',')}}`;
}

export const hashOf = (text: string): string => bytesToHex(blake2b(utf8ToBytes(text), { dkLen: 32 }));

const PKCS8_PREFIX = '302e020100300506032b657004220420'; // RFC 8410 section 7, before the seed
const privateKey = createPrivateKey({
  key: Buffer.from(PKCS8_PREFIX + SIGNING_SEED, 'hex'),
  format: 'der',
  type: 'pkcs8',
});
const { x } = createPublicKey(privateKey).export({ format: 'jwk' }) as { x: string };
export const KID = createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url');
export const JWK = { kty: 'OKP', crv: 'Ed25519', x, kid: KID, alg: 'Ed25519', use: 'sig' };
const HEADER = Buffer.from(JSON.stringify({ alg: 'Ed25519', kid: KID })).toString('base64url');

/** Compact JWS (RFC 7515) over the canonical JSON. */
export function signed(payload: object): string {
  const input = `${HEADER}.${Buffer.from(canonical(payload)).toString('base64url')}`;
  return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
}

/** A signed note (C2SP) of one signature. */
export function signNote(name: string, text: string): string {
  const keyId = createHash('sha256')
    .update(`${name}\n\x01`)
    .update(Buffer.from(x, 'base64url'))
    .digest()
    .subarray(0, 4);
  const signature = Buffer.concat([keyId, sign(null, Buffer.from(text), privateKey)]).toString('base64');
  return `${text}\n\u2014 ${name} ${signature}\n`;
}

export function contractId(now: Date): string {
  return `AG-${now.getUTCFullYear()}-${withCheckDigit(String(randomInt(100_000_000)).padStart(8, '0'))}`;
}

export const nonce = (): string => randomBytes(16).toString('base64url');

let counter = 0;

/** UUID version 7 (RFC 9562): in order of time, so that the index grows at its end. */
export function messageId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  counter = (counter + 1) & 0xfff;
  const random = randomBytes(8).toString('hex');
  const third = counter.toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${third}-8${random.slice(1, 4)}-${random.slice(4)}`;
}
