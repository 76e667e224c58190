/** Makes the whole log again from its leaves, and holds it against every subtree and checkpoint that is stored. */
import { Inject, Injectable } from '@nestjs/common';
import { hashOfLeaf, leafOf } from '../log/leaf.js';
import { FANOUT, findLastCheckpoint, sizeOf } from '../log/log-tree.js';
import type { LogCheckpoint } from '../persistence/log.entities.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import { Reads } from '../transactions/reads.js';
import { AuditFault } from './audit-fault.js';
import { CheckpointTrail } from './checkpoint-trail.js';
import { inPages, PAGE, type Rest } from './pages.js';
import { TreeRebuild } from './tree-rebuild.js';

interface LeafRow {
  leaf_index: number;
  leaf_hash: string;
  contract_id: string | null;
  seq: number;
  hash: string;
  leaf_salt: string | null;
}

@Injectable()
export class LogAuditService {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(SigningKeysService) private readonly keys: SigningKeysService,
  ) {}

  /**
   * @param tell hears how many leaves were checked, of how many
   * @param rest between two pages of leaves
   * @throws AuditFault naming the first bad place
   */
  async check(tell: (done: number, total: number) => void = () => {}, rest?: Rest): Promise<number> {
    const last = await findLastCheckpoint(this.reads);
    const total = last?.tree_size ?? 0;
    const tree = new TreeRebuild();
    const checkpoints = new CheckpointTrail(this.checkpoints(last?.seq ?? 0), await this.keys.publicKeys());
    await checkpoints.pass(tree);
    const leaves = total === 0 ? [] : this.leaves(rest);
    for await (const row of leaves) {
      await this.checkLeaf(row, tree.size);
      await this.checkSubtrees(tree.push(Buffer.from(row.leaf_hash, 'hex')));
      await checkpoints.pass(tree);
      tell(tree.size, total);
      if (tree.size === total) break; // what came since is checked the next time
    }
    if (tree.size < total) throw new AuditFault(`The log has no leaf ${tree.size}, but a checkpoint says ${total}.`);
    await checkpoints.end();
    await this.checkNoOthers();
    return tree.size;
  }

  private leaves(rest: Rest | undefined): AsyncGenerator<LeafRow> {
    return inPages<LeafRow>(
      (after) => this.reads.sql`
        SELECT l.leaf_index, l.leaf_hash, e.contract_id, e.seq, e.hash, e.leaf_salt
        FROM log_leaves l LEFT JOIN events e ON e.leaf_index = l.leaf_index
        WHERE l.leaf_index > ${after?.leaf_index ?? -1} ORDER BY l.leaf_index LIMIT ${PAGE}`,
      rest,
    );
  }

  private async checkLeaf(row: LeafRow, index: number): Promise<void> {
    if (row.leaf_index !== index) throw new AuditFault(`The log has no leaf ${index}.`);
    if (row.contract_id === null) throw new AuditFault(`Leaf ${index} of the log has no event.`);
    const place = `Leaf ${index} of the log (event ${row.seq} of ${row.contract_id})`;
    if (row.leaf_salt === null) {
      if (await this.isErased(row.contract_id)) return;
      throw new AuditFault(`${place} has lost its salt, and nothing says that the contract was erased.`);
    }
    if (hashOfLeaf(leafOf(row.hash, row.leaf_salt)).toString('hex') !== row.leaf_hash) {
      throw new AuditFault(`${place} is not the leaf of that event: one of them was changed.`);
    }
  }

  private async isErased(contractId: string): Promise<boolean> {
    const rows = await this.reads.sql`SELECT 1 FROM events
      WHERE contract_id = ${contractId} AND type = 'contract.erased' LIMIT 1`;
    return rows.length > 0;
  }

  private async checkSubtrees(whole: ReturnType<TreeRebuild['push']>): Promise<void> {
    for (const { level, position, hash } of whole) {
      const [stored] = await this.reads.sql<{ hash: string }>`
        SELECT hash FROM log_subtrees WHERE level = ${level} AND position = ${position}`;
      if (stored?.hash === hash) continue;
      throw new AuditFault(`Subtree ${position} of level ${level} is not what the leaves below it make.`);
    }
  }

  /** No subtree is stored that no leaves stand below. */
  private async checkNoOthers(): Promise<void> {
    const rows = await this.reads.sql<{ level: number; first: number; last: number }>`
      SELECT level, MIN(position) AS first, MAX(position) AS last FROM log_subtrees GROUP BY level ORDER BY level`;
    const size = await sizeOf(this.reads);
    for (const { level, first, last } of rows) {
      if (level >= 1 && first >= 0 && (last + 1) * FANOUT ** level <= size) continue;
      throw new AuditFault(`Level ${level} of the log holds a subtree that no leaves stand below.`);
    }
  }

  private checkpoints(lastSeq: number): AsyncGenerator<LogCheckpoint> {
    return inPages<LogCheckpoint>(
      (after) => this.reads.sql`SELECT * FROM log_checkpoints
        WHERE seq > ${after?.seq ?? 0} AND seq <= ${lastSeq} ORDER BY seq LIMIT ${PAGE}`,
    );
  }
}
