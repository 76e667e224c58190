/** What the log shows: its last checkpoint, and proofs that anybody can check against it. */
import { Inject, Injectable } from '@nestjs/common';
import { consistencyPath, inclusionPath, type Subtree } from '../crypto/merkle.js';
import type { ContractEvent, KeyRevocation } from '../persistence/evidence.entities.js';
import type { LogCheckpoint } from '../persistence/log.entities.js';
import { Reads } from '../transactions/reads.js';
import { type Leaf, leafOf } from './leaf.js';
import { LogWorker } from './log.worker.js';
import { findLastCheckpoint, hashOfSubtree, rootOf, sizeOf } from './log-tree.js';
import { SequencerService } from './sequencer.service.js';

/** The unsigned sibling in a receipt: that its last event stands in the log. */
export interface LogProof {
  $type: 'ndiyo.log-proof.v1';
  leaf: Leaf;
  leaf_index: number;
  tree_size: number;
  /** Base64, from the leaf upwards (RFC 6962). */
  hashes: string[];
  /** C2SP signed note. */
  checkpoint: string;
}

@Injectable()
export class LogService {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(LogWorker) private readonly worker: LogWorker,
    @Inject(SequencerService) private readonly sequencer: SequencerService,
  ) {}

  /**
   * Signs the log where the current key did not do so last: the empty one, so that there always is a checkpoint, and
   * that of a former key, whose word may count no more tomorrow.
   */
  async begin(): Promise<void> {
    const last = await this.findCheckpoint();
    if (!last || !this.sequencer.hasSigned(last)) await this.sequencer.signAgain([]);
  }

  findCheckpoint(): Promise<LogCheckpoint | undefined> {
    return findLastCheckpoint(this.reads);
  }

  async checkpoint(): Promise<LogCheckpoint> {
    const last = await this.findCheckpoint();
    if (last) return last;
    throw new Error('The log has no checkpoint');
  }

  /** When what stands at a place of the log was recorded. */
  async timeOf(leafIndex: number): Promise<string | null> {
    const [event] = await this.reads.sql<Pick<ContractEvent, 'at'>>`
      SELECT at FROM events WHERE leaf_index = ${leafIndex}`;
    return event?.at ?? null;
  }

  /** Leaves that are there, signed or not. */
  size(): Promise<number> {
    return sizeOf(this.reads);
  }

  /** @throws Error when the log has fewer leaves */
  async rootHex(size: number): Promise<string> {
    return (await rootOf(this.reads, size)).toString('hex');
  }

  /**
   * The proof for one event, which is brought into the log at once if it was not yet. Null for a person erased.
   *
   * @param kid the key that signed what the proof goes with
   */
  async proofOf(contractId: string, seq: number, kid: string): Promise<LogProof | null> {
    let event = await this.findEvent(contractId, seq);
    if (event && event.leaf_index === null) {
      await this.worker.settle();
      event = await this.findEvent(contractId, seq);
    }
    if (!event?.leaf_salt) return null;
    const leaf_index = event.leaf_index!;
    const { tree_size, note } = (await this.findRevocation(kid, leaf_index)) ?? (await this.checkpoint());
    return {
      $type: 'ndiyo.log-proof.v1',
      leaf: leafOf(event.hash, event.leaf_salt),
      leaf_index,
      tree_size,
      hashes: await this.inclusion(leaf_index, tree_size),
      checkpoint: note,
    };
  }

  /** What a revoked key signed counts by the log as it stood when it was revoked. */
  private async findRevocation(kid: string, leafIndex: number) {
    const [revocation] = await this.reads.sql<Pick<KeyRevocation, 'tree_size' | 'note'>>`
      SELECT tree_size, note FROM key_revocations WHERE kid = ${kid} AND tree_size > ${leafIndex}`;
    return revocation;
  }

  /** @throws RangeError unless leafIndex < size and the log has that many leaves */
  inclusion(leafIndex: number, size: number): Promise<string[]> {
    return this.hashesOf(inclusionPath(leafIndex, size));
  }

  /** @throws RangeError unless first <= second */
  consistency(first: number, second: number): Promise<string[]> {
    return this.hashesOf(consistencyPath(first, second));
  }

  private async findEvent(contractId: string, seq: number) {
    const [event] = await this.reads.sql<Pick<ContractEvent, 'hash' | 'leaf_index' | 'leaf_salt'>>`
      SELECT hash, leaf_index, leaf_salt FROM events WHERE contract_id = ${contractId} AND seq = ${seq}`;
    return event;
  }

  private async hashesOf(path: Subtree[]): Promise<string[]> {
    const hashes = await Promise.all(path.map(({ start, size }) => hashOfSubtree(this.reads, start, size)));
    return hashes.map((hash) => hash.toString('base64'));
  }
}
