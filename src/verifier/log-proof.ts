/** Whether the receipt's last event stands in the signed transparency log (C2SP tlog-checkpoint, RFC 6962). */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesOfBase64 } from './base64.js';
import { canonicalText } from './canonical.js';
import { hashOfLeaf, isIncluded } from './merkle-proof.js';
import type { ReceiptParts } from './read-receipt.js';
import * as is from './shape.js';
import { isSignedBy } from './strict-ed25519.js';
import { findKey, keyIn, type Revocation, revocationOf, type Trust } from './trust.js';

/** `unsigned`: it fits together, but no trusted key was there to check the checkpoint with. */
export type LogFinding = { is: 'absent' | 'included' | 'unsigned' } | { is: 'wrong'; detail: string };

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
export function findInLog({ receipt, statement }: ReceiptParts, trust: Trust, revoked?: Revocation): LogFinding {
  if (receipt.proof === undefined)
    return revoked ? wrong(`${tooLate(revoked)} and there is no proof`) : { is: 'absent' };
  const fault = is.faultOfShape('The proof', receipt.proof, PROOF);
  if (fault !== undefined) return wrong(fault);
  const proof = receipt.proof as Proof;
  const leafFault = is.faultOfShape('The leaf of the proof', proof.leaf, LEAF);
  if (leafFault !== undefined) return wrong(leafFault);
  if (proof.leaf.event_hash !== statement.claims.events_head) return wrong('The proof is about another event');
  const [text = '', origin = '', size = '', root = ''] = CHECKPOINT.exec(proof.checkpoint) ?? [];
  if (text === '') return wrong('The checkpoint cannot be read');
  if (Number(size) !== proof.tree_size) return wrong('The proof is for another size of the log than the checkpoint');
  const leaf = hashOfLeaf(new TextEncoder().encode(canonicalText(proof.leaf)));
  const path = proof.hashes.map(ofBase64);
  if (!path.every((hash) => hash?.length === 32)) return wrong('A hash of the proof cannot be read');
  if (!isIncluded(leaf, proof.leaf_index, proof.tree_size, path as Uint8Array[], ofBase64(root) as Uint8Array)) {
    return wrong('The proof does not lead to the root that was signed: the log does not hold this event');
  }
  if (revoked === undefined) {
    return signedBy(proof.checkpoint, text, origin, trustedKeys(statement.jws.kid, receipt.key, trust));
  }
  if (revoked.log?.size !== proof.tree_size || revoked.log.root !== root) {
    return wrong(`${tooLate(revoked)}; ask the service for the receipt again`);
  }
  // Whoever has the key could have signed other decisions over the same events.
  const { contract_hash, decisions_hash } = receipt.events.at(-1)?.data ?? {};
  const { claims } = statement;
  const isWhole = contract_hash === claims.contract_hash && decisions_hash === claims.decisions_hash;
  return isWhole ? { is: 'included' } : wrong(`${tooLate(revoked)}: what stood in it does not name all of it`);
}

const tooLate = ({ at }: Revocation) =>
  `The signing key was revoked on ${at}, and this receipt is not shown to have stood in the log before`;

/** A checkpoint made later may be signed with a later key of the same issuer. */
function trustedKeys(kid: string, enclosed: unknown, trust: Trust): Uint8Array[] {
  if (trust.jwks !== undefined && Array.isArray(trust.jwks.keys)) {
    const inForce = trust.jwks.keys.filter((jwk) => isObject(jwk) && revocationOf(jwk) === undefined);
    return inForce.map(keyIn).filter((key) => key !== undefined);
  }
  const found = findKey(kid, enclosed, trust);
  return 'key' in found ? [found.key] : [];
}

function signedBy(note: string, text: string, origin: string, keys: Uint8Array[]): LogFinding {
  for (const line of note.slice(text.length + 1).split('\n')) {
    const [, name, signature = ''] = SIGNATURE.exec(line) ?? [];
    const bytes = name === origin ? ofBase64(signature) : undefined;
    if (bytes?.length !== 68) continue;
    const key = keys.find((candidate) => keyIdOf(origin, candidate).every((byte, i) => byte === bytes[i]));
    if (key === undefined) continue;
    const isSigned = isSignedBy(key, new TextEncoder().encode(text), bytes.subarray(4));
    return isSigned ? { is: 'included' } : wrong("The checkpoint's signature is wrong");
  }
  return { is: 'unsigned' };
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

const wrong = (detail: string): LogFinding => ({ is: 'wrong', detail: `${detail}.` });
