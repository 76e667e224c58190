/** The hash of any subtree of the log, from a few hundred rows at most. */
import { EMPTY_ROOT, nodeHash, splitPoint, subtreeHash } from '../crypto/merkle.js';
import type { LogCheckpoint } from '../persistence/log.entities.js';
import type { Tx } from '../transactions/tx.js';

type Source = Pick<Tx, 'sql'>;

/** How many subtrees of one level make one of the next; a stored hash of level n covers 256^n leaves. */
export const FANOUT = 256;

const isPowerOfTwo = (size: number): boolean => splitPoint(size) * 2 === size || size === 1;

export async function sizeOf(from: Source): Promise<number> {
  const [last] = await from.sql<{ leaf_index: number }>`
    SELECT leaf_index FROM log_leaves ORDER BY leaf_index DESC LIMIT 1`;
  return last ? last.leaf_index + 1 : 0;
}

/** Undefined before the log is signed for the first time. */
export async function findLastCheckpoint(from: Source): Promise<LogCheckpoint | undefined> {
  return (await from.sql<LogCheckpoint>`SELECT * FROM log_checkpoints ORDER BY seq DESC LIMIT 1`)[0];
}

export const rootOf = (from: Source, size: number): Promise<Buffer> =>
  size === 0 ? Promise.resolve(EMPTY_ROOT) : hashOfSubtree(from, 0, size);

export async function hashOfSubtree(from: Source, start: number, size: number): Promise<Buffer> {
  if (isPowerOfTwo(size)) return hashOfWhole(from, start, size);
  const split = splitPoint(size);
  const left = await hashOfSubtree(from, start, split);
  return nodeHash(left, await hashOfSubtree(from, start + split, size - split));
}

/** A power of two of leaves: the largest stored subtrees it is made of are read, and folded. */
async function hashOfWhole(from: Source, start: number, size: number): Promise<Buffer> {
  let [level, unit] = [0, 1];
  while (unit * FANOUT <= size) [level, unit] = [level + 1, unit * FANOUT];
  return foldStored(from, level, start / unit, size / unit);
}

/** The subtree over `count` neighbours of one level; level 0 are the leaves. */
export async function foldStored(from: Source, level: number, position: number, count: number): Promise<Buffer> {
  const rows = level === 0 ? await readLeaves(from, position, count) : await readHashes(from, level, position, count);
  if (rows.length !== count) throw new Error(`The log has a gap at level ${level} from ${position} on`);
  return subtreeHash((i) => Buffer.from(rows[i]!.hash, 'hex'), 0, count);
}

const readLeaves = (from: Source, position: number, count: number) =>
  from.sql<{ hash: string }>`SELECT leaf_hash AS hash FROM log_leaves
    WHERE leaf_index >= ${position} AND leaf_index < ${position + count} ORDER BY leaf_index`;

const readHashes = (from: Source, level: number, position: number, count: number) =>
  from.sql<{ hash: string }>`SELECT hash FROM log_subtrees
    WHERE level = ${level} AND position >= ${position} AND position < ${position + count} ORDER BY position`;
