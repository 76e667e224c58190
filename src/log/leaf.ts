/** What a leaf commits to: one event's hash, and a salt that is forgotten with it. */
import { leafHash } from '../crypto/merkle.js';

export interface Leaf {
  $type: 'ndiyo.leaf.v1';
  /** BLAKE2b-256 of the event, in hex. */
  event_hash: string;
  /** 16 random bytes, in hex. */
  salt: string;
}

export const leafOf = (event_hash: string, salt: string): Leaf => ({ $type: 'ndiyo.leaf.v1', event_hash, salt });

/** RFC 6962 leaf hash over the leaf's canonical JSON: its members stand in that order already, and are plain ASCII. */
export const hashOfLeaf = (leaf: Leaf): Buffer => leafHash(Buffer.from(JSON.stringify(leaf)));
