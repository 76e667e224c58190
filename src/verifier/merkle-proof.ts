/** Checks the proofs of a transparency log (RFC 9162 section 2.1.3.2 and 2.1.4.2), written for the verifier alone. */
import { sha256 } from '@noble/hashes/sha2.js';

const joined = (tag: number, ...parts: Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0));
  bytes[0] = tag;
  let at = 1;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return sha256(bytes);
};

export const hashOfLeaf = (entry: Uint8Array): Uint8Array => joined(0, entry);
const hashOfNode = (left: Uint8Array, right: Uint8Array): Uint8Array => joined(1, left, right);

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
const half = (n: number): number => Math.floor(n / 2);
const isOdd = (n: number): boolean => n % 2 === 1;

/** Whether `path` leads from the leaf at `index` to the root of a tree of `size` leaves. */
export function isIncluded(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!(Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size)) return false;
  let [node, position, last] = [leaf, index, size - 1];
  for (const sibling of path) {
    if (last === 0) return false;
    if (isOdd(position) || position === last) {
      node = hashOfNode(sibling, node);
      while (!isOdd(position) && position !== 0) [position, last] = [half(position), half(last)];
    } else {
      node = hashOfNode(node, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && isSame(node, root);
}

/** Whether the tree of `first` leaves is the beginning of that of `second`. */
export function isConsistent(
  first: number,
  second: number,
  proof: readonly Uint8Array[],
  firstRoot: Uint8Array,
  secondRoot: Uint8Array,
): boolean {
  if (!(Number.isSafeInteger(first) && Number.isSafeInteger(second) && first >= 0 && first <= second)) return false;
  if (first === second) return proof.length === 0 && isSame(firstRoot, secondRoot);
  if (first === 0) return proof.length === 0;
  let [position, last] = [first - 1, second - 1];
  while (isOdd(position)) [position, last] = [half(position), half(last)];
  // Where the first tree is whole, its root is where the walk begins.
  const [start, ...rest] = position === 0 ? [firstRoot, ...proof] : proof;
  if (start === undefined) return false;
  let [older, newer] = [start, start];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(position) || position === last) {
      older = hashOfNode(sibling, older);
      newer = hashOfNode(sibling, newer);
      while (!isOdd(position) && position !== 0) [position, last] = [half(position), half(last)];
    } else {
      newer = hashOfNode(newer, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && isSame(older, firstRoot) && isSame(newer, secondRoot);
}
