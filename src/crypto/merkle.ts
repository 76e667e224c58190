/** Merkle tree hashing and proofs of RFC 6962 section 2.1, over SHA-256. A hash is 32 bytes. */
import { createHash } from 'node:crypto';

/** A subtree by its first leaf and how many leaves it has. */
export interface Subtree {
  start: number;
  size: number;
}

const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** MTH of one entry: SHA-256(0x00 || entry). */
export const leafHash = (entry: Uint8Array): Buffer => sha256(LEAF, entry);
/** SHA-256(0x01 || left || right). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(NODE, left, right);

/** The hash of the empty tree: SHA-256 of nothing. */
export const EMPTY_ROOT: Buffer = sha256();

/** The largest power of two smaller than `size`. */
export function splitPoint(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

/**
 * The hash of the subtree over leaves `start` to `start + size - 1`.
 *
 * @param leaf the leaf hash at an index
 * @throws RangeError for a size below 1
 */
export function subtreeHash(leaf: (index: number) => Buffer, start: number, size: number): Buffer {
  if (size < 1) throw new RangeError('A subtree has at least one leaf.');
  if (size === 1) return leaf(start);
  const split = splitPoint(size);
  return nodeHash(subtreeHash(leaf, start, split), subtreeHash(leaf, start + split, size - split));
}

/**
 * PATH(index, D[size]) of section 2.1.1: the subtrees whose hashes prove the leaf, from the leaf upwards.
 *
 * @throws RangeError unless 0 <= index < size
 */
export function inclusionPath(index: number, size: number): Subtree[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size)
    throw new RangeError(`There is no leaf ${index} in a tree of ${size}.`);
  const path: Subtree[] = [];
  let [start, count] = [0, size];
  while (count > 1) {
    const split = splitPoint(count);
    if (index - start < split) {
      path.unshift({ start: start + split, size: count - split });
      count = split;
    } else {
      path.unshift({ start, size: split });
      start += split;
      count -= split;
    }
  }
  return path;
}

/**
 * PROOF(first, D[second]) of section 2.1.2: the subtrees whose hashes prove that the tree of `first` leaves is the
 * beginning of that of `second`. Empty when they are the same or the first is empty.
 *
 * @throws RangeError unless 0 <= first <= second
 */
export function consistencyPath(first: number, second: number): Subtree[] {
  if (!Number.isSafeInteger(first) || first < 0 || first > second) {
    throw new RangeError(`A tree of ${first} is no beginning of one of ${second}.`);
  }
  const path: Subtree[] = [];
  if (first === 0 || first === second) return path;
  let [start, kept, count, isWhole] = [0, first, second, true];
  while (kept !== count) {
    const split = splitPoint(count);
    if (kept <= split) {
      path.unshift({ start: start + split, size: count - split });
      count = split;
    } else {
      path.unshift({ start, size: split });
      start += split;
      kept -= split;
      count -= split;
      isWhole = false;
    }
  }
  if (!isWhole) path.unshift({ start, size: kept });
  return path;
}

/** The root of a tree whose leaf hashes come one after the other; it holds one hash a level. */
export class TreeHasher {
  private readonly peaks: Peak[] = [];
  size = 0;

  push(leaf: Buffer): void {
    let peak: Peak = { size: 1, hash: leaf };
    while (this.peaks.at(-1)?.size === peak.size) {
      peak = { size: peak.size * 2, hash: nodeHash(this.peaks.pop()!.hash, peak.hash) };
    }
    this.peaks.push(peak);
    this.size += 1;
  }

  root(): Buffer {
    const [last, ...before] = [...this.peaks].reverse();
    return before.reduce((hash, peak) => nodeHash(peak.hash, hash), last?.hash ?? EMPTY_ROOT);
  }
}

interface Peak {
  size: number;
  hash: Buffer;
}
