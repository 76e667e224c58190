/** The transparency log: leaves, the hashes of whole subtrees, and what was signed of them. Insert-only. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('log_leaves')
export class LogLeaf {
  /** From 0, without a gap. */
  @PrimaryColumn({ type: 'integer' }) leaf_index!: number;
  /** Hex. It commits to the event's hash and a salt, so it says nothing once both are gone. */
  @Column({ type: 'varchar', length: 64 }) leaf_hash!: string;
}

/** Of 256 leaves (level 1), of 256 of those (level 2), and so on: proofs read a few hundred rows, never all. */
@Entity('log_subtrees')
export class LogSubtree {
  @PrimaryColumn({ type: 'integer' }) level!: number;
  @PrimaryColumn({ type: 'integer' }) position!: number;
  @Column({ type: 'varchar', length: 64 }) hash!: string;
}

@Entity('log_checkpoints')
export class LogCheckpoint {
  /** In the order they were signed. */
  @PrimaryColumn({ type: 'integer' }) seq!: number;
  @Column({ type: 'integer' }) tree_size!: number;
  /** Hex. */
  @Column({ type: 'varchar', length: 64 }) root!: string;
  /** C2SP signed note. */
  @Column({ type: 'text' }) note!: string;
}
