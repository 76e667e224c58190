/** Whether the receipt's last event stands in the signed transparency log (C2SP tlog-checkpoint, RFC 6962). */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesOfBase64 } from './base64.js';
import { canonicalText } from './canonical.js';
import { hashOfLeaf, isIncluded } from './merkle-proof.js';
import type { ReceiptParts } from './read-receipt.js';
import * as is from './shape.js';
import type { SignatureCheck } from './strict-ed25519.js';
import { findKey, keyIn, type Revocation, revocationOf, type Trust } from './trust.js';
import type { Sentence } from './wording.js';

/** `unsigned`: it fits together, but no trusted key was there to check the checkpoint with. */
export type LogFinding = { is: 'absent' | 'included' | 'unsigned' } | { is: 'wrong'; detail: Sentence };

type Proof = {
  leaf: { event_hash: string; salt: string };
  leaf_index: number;
  tree_size: number;
  hashes: string[];
  checkpoint: string;
};

const { isObject } = is;
const PROOF: is.Shape = {
  $type: is.exactly('ndiyo.log-proof.v1'),
  leaf: is.isObject,
  leaf_index: is.isIndex,
  tree_size: is.isCount,
  hashes: is.listOf(is.isString),
  checkpoint: is.isString,
};
const LEAF: is.Shape = { $type: is.exactly('ndiyo.leaf.v1'), event_hash: is.isHash, salt: is.isString };
const CHECKPOINT = /^([^\n]+)\n(\d{1,16})\n([A-Za-z\d+/]{43}=)\n(?:[^\n]+\n)*(?=\n)/;
const SIGNATURE = /^\u2014 (\S+) ([A-Za-z\d+/]+=*)$/;

/** @param revoked of the key that signed the receipt: the log as it stood then is what counts, and the key set vouches for it */
export function findInLog(
  { receipt, statement }: ReceiptParts,
  trust: Trust,
  isSignedBy: SignatureCheck,
  revoked?: Revocation,
): LogFinding {
  if (receipt.proof === undefined) return revoked ? wrong(['proofMissing', revoked.at]) : { is: 'absent' };
  const fault = is.faultOfShape(['proof'], receipt.proof, PROOF);
  if (fault !== undefined) return wrong(fault);
  const proof = receipt.proof as Proof;
  const leafFault = is.faultOfShape(['leaf'], proof.leaf, LEAF);
  if (leafFault !== undefined) return wrong(leafFault);
  if (proof.leaf.event_hash !== statement.claims.events_head) return wrong(['proofOfOtherEvent']);
  const [text = '', origin = '', size = '', root = ''] = CHECKPOINT.exec(proof.checkpoint) ?? [];
  if (text === '') return wrong(['checkpointUnreadable']);
  if (Number(size) !== proof.tree_size) return wrong(['proofOfOtherSize']);
  const leaf = hashOfLeaf(new TextEncoder().encode(canonicalText(proof.leaf)));
  const path = proof.hashes.map(ofBase64);
  if (!path.every((hash) => hash?.length === 32)) return wrong(['proofHashUnreadable']);
  if (!isIncluded(leaf, proof.leaf_index, proof.tree_size, path as Uint8Array[], ofBase64(root) as Uint8Array)) {
    return wrong(['proofOfOtherRoot']);
  }
  if (revoked === undefined) {
    const line = findSignature(proof.checkpoint, text, origin, trustedKeys(statement.jws.kid, receipt.key, trust));
    if (line === undefined) return { is: 'unsigned' };
    const isSigned = isSignedBy(line.key, new TextEncoder().encode(text), line.proof);
    return isSigned ? { is: 'included' } : wrong(['checkpointWrong']);
  }
  if (revoked.log?.size !== proof.tree_size || revoked.log.root !== root) {
    return wrong(['proofTooLate', revoked.at]);
  }
  // Whoever has the key could have signed other decisions over the same events.
  const { contract_hash, decisions_hash } = receipt.events.at(-1)?.data ?? {};
  const { claims } = statement;
  const isWhole = contract_hash === claims.contract_hash && decisions_hash === claims.decisions_hash;
  return isWhole ? { is: 'included' } : wrong(['closingNamesTooLittle', revoked.at]);
}

/** A checkpoint made later may be signed with a later key of the same issuer. */
function trustedKeys(kid: string, enclosed: unknown, trust: Trust): Uint8Array[] {
  if (trust.jwks !== undefined && Array.isArray(trust.jwks.keys)) {
    const inForce = trust.jwks.keys.filter((jwk) => isObject(jwk) && revocationOf(jwk) === undefined);
    return inForce.map(keyIn).filter((key) => key !== undefined);
  }
  const found = findKey(kid, enclosed, trust);
  return found.is === 'trusted' ? [found.key] : [];
}

/** The first signature line by the log itself with one of the keys; those of others (witnesses) are passed over. */
function findSignature(note: string, text: string, origin: string, keys: Uint8Array[]) {
  for (const line of note.slice(text.length + 1).split('\n')) {
    const [, name, signature = ''] = SIGNATURE.exec(line) ?? [];
    const bytes = name === origin ? ofBase64(signature) : undefined;
    if (bytes?.length !== 68) continue;
    const key = keys.find((candidate) => keyIdOf(origin, candidate).every((byte, i) => byte === bytes[i]));
    if (key !== undefined) return { key, proof: bytes.subarray(4) };
  }
  return undefined;
}

function keyIdOf(name: string, key: Uint8Array): Uint8Array {
  const prefix = new TextEncoder().encode(`${name}\n\u0001`);
  const bytes = new Uint8Array(prefix.length + key.length);
  bytes.set(prefix);
  bytes.set(key, prefix.length);
  return sha256(bytes).subarray(0, 4);
}

/** The standard alphabet with padding (RFC 4648 section 4), one spelling only. */
function ofBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z\d+/]*={0,2}$/.test(text)) return undefined;
  return bytesOfBase64(text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_'));
}

const wrong = (detail: Sentence): LogFinding => ({ is: 'wrong', detail });
