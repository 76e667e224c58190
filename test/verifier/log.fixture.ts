/** A small transparency log with a receipt's last event in it, and the receipt with its proof beside it. */
import type { SigningKey } from '../../src/crypto/ed25519.js';
import { inclusionPath, leafHash, subtreeHash } from '../../src/crypto/merkle.js';
import { signCheckpoint } from '../../src/crypto/signed-note.js';
import { canonicalize } from '../../src/json/canonical-json.js';
import type { makeReceipt } from './receipt.fixture.js';
import { signer } from './receipt.fixture.js';

type Receipt = ReturnType<typeof makeReceipt>;

export type Proof = {
  $type: string;
  leaf: { $type: string; event_hash: string; salt: string };
  leaf_index: number;
  tree_size: number;
  hashes: string[];
  checkpoint: string;
};

export const ORIGIN = 'ndiyo.example/log';
const SALT = '000102030405060708090a0b0c0d0e0f';

/** `bend` changes the proof as somebody might who has no key. */
export type Logging = { size?: number; index?: number; key?: SigningKey; bend?: (proof: Proof) => void };

export function inLog(receipt: Receipt, { size = 7, index = 3, key = signer, bend }: Logging = {}) {
  const event_hash = String((receipt.events as { hash: string }[]).at(-1)?.hash);
  const leaf = { $type: 'ndiyo.leaf.v1', event_hash, salt: SALT };
  const leafAt = (i: number) => leafHash(Buffer.from(i === index ? canonicalize(leaf) : `another ${i}`));
  const root = subtreeHash(leafAt, 0, size);
  const path = inclusionPath(index, size).map((part) => subtreeHash(leafAt, part.start, part.size));
  const proof: Proof = {
    $type: 'ndiyo.log-proof.v1',
    leaf,
    leaf_index: index,
    tree_size: size,
    hashes: path.map((hash) => hash.toString('base64')),
    checkpoint: signCheckpoint({ origin: ORIGIN, size, root }, key),
  };
  bend?.(proof);
  return { receipt: { ...receipt, proof }, size, root: root.toString('base64') };
}

/** The signing key's entry once it is revoked, with the log as it then stood. */
export const revokedAt = (log: { size: number; root: string }, key: SigningKey = signer) => ({
  ...key.jwk,
  revoked: { revoked_at: 1_788_000_000, reason: 'key-lost', log_size: log.size, log_root: log.root },
});
