/** Every stored checkpoint, held against the tree as it grows past the size it names. */
import { openCheckpoint } from '../crypto/signed-note.js';
import type { LogCheckpoint } from '../persistence/log.entities.js';
import { AuditFault } from './audit-fault.js';
import type { TreeRebuild } from './tree-rebuild.js';

export class CheckpointTrail {
  private seq = 0;
  private next: LogCheckpoint | undefined;
  private isBegun = false;

  /** @param publicKeys of 32 bytes: all that ever signed here */
  constructor(
    private readonly rows: AsyncGenerator<LogCheckpoint>,
    private readonly publicKeys: readonly Uint8Array[],
  ) {}

  /** Checks those of the tree's present size. */
  async pass(tree: TreeRebuild): Promise<void> {
    if (!this.isBegun) await this.advance();
    while (this.next && this.next.tree_size <= tree.size) {
      this.check(this.next, tree);
      await this.advance();
    }
  }

  async end(): Promise<void> {
    if (this.next) throw new AuditFault(`Checkpoint ${this.next.seq} is for a larger log than the one after it.`);
  }

  private async advance(): Promise<void> {
    this.isBegun = true;
    const step = await this.rows.next();
    this.next = step.done ? undefined : step.value;
    if (!this.next) return;
    this.seq += 1;
    if (this.next.seq !== this.seq) throw new AuditFault(`Checkpoint ${this.seq} of the log is missing.`);
  }

  private check({ seq, tree_size, root, note }: LogCheckpoint, tree: TreeRebuild): void {
    const place = `Checkpoint ${seq} of the log`;
    if (tree_size < tree.size) throw new AuditFault(`${place} is for a smaller log than the one before it.`);
    if (root !== tree.rootHex()) throw new AuditFault(`${place} is not what the first ${tree_size} leaves make.`);
    const signed = this.open(note, place);
    if (signed.size !== tree_size || Buffer.from(signed.root).toString('hex') !== root) {
      throw new AuditFault(`${place} says something else than what was signed.`);
    }
  }

  private open(note: string, place: string) {
    try {
      return openCheckpoint(note, this.publicKeys);
    } catch (error) {
      throw new AuditFault(`${place} cannot be believed: ${(error as Error).message}`);
    }
  }
}
