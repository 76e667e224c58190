/** The log's tree made again from its leaves, with every subtree that must be stored. */
import { subtreeHash, TreeHasher } from '../crypto/merkle.js';
import { FANOUT } from '../log/log-tree.js';

export class TreeRebuild {
  private readonly tree = new TreeHasher();
  /** Of each level, the hashes that are not yet a whole subtree of the next. */
  private readonly open: Buffer[][] = [];

  get size(): number {
    return this.tree.size;
  }

  rootHex(): string {
    return this.tree.root().toString('hex');
  }

  /** Returns the subtrees that the leaf made whole, from the lowest level up. */
  push(leaf: Buffer): { level: number; position: number; hash: string }[] {
    this.tree.push(leaf);
    const whole = [];
    let hash = leaf;
    for (let level = 1; ; level++) {
      const open = this.open[level] ?? [];
      open.push(hash);
      this.open[level] = open.length < FANOUT ? open : [];
      if (open.length < FANOUT) return whole;
      hash = subtreeHash((i) => open[i]!, 0, FANOUT);
      whole.push({ level, position: this.size / FANOUT ** level - 1, hash: hash.toString('hex') });
    }
  }
}
