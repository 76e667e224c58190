/** What has been spent on texts, and which dial prefixes they went to. */
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Account } from './contract.entities.js';

@Entity('segment_budgets')
export class SegmentBudget {
  @ForeignKey(() => Account)
  @PrimaryColumn({ type: 'varchar', length: 40 })
  account_id!: string;
  /** `2026-11-22`, in UTC. */
  @PrimaryColumn({ type: 'varchar', length: 10 }) day!: string;
  @Column({ type: 'integer' }) segments!: number;
}

/** Of all accounts together, where they have a budget together. */
@Entity('segment_totals')
export class SegmentTotal {
  /** `2026-11-22`, in UTC. */
  @PrimaryColumn({ type: 'varchar', length: 10 }) day!: string;
  @Column({ type: 'integer' }) segments!: number;
}

/** That a text of the account did not fit into the budget of that day: told once. */
@Entity('spent_budgets')
export class SpentBudget {
  @ForeignKey(() => Account)
  @PrimaryColumn({ type: 'varchar', length: 40 })
  account_id!: string;
  @PrimaryColumn({ type: 'varchar', length: 10 }) day!: string;
}

/** Texts queued to a dial prefix; kept for a week. */
@Entity('prefix_traffic')
export class PrefixTraffic {
  @PrimaryColumn({ type: 'varchar', length: 7 }) prefix!: string;
  /** `2026-11-22T22:56`, in UTC. */
  @PrimaryColumn({ type: 'varchar', length: 16 }) minute!: string;
  @Column({ type: 'integer' }) texts!: number;
}

/** When a text last came from a dial prefix, or an operator let it go on: texts count as unanswered from then on. */
@Entity('answered_prefixes')
export class AnsweredPrefix {
  @PrimaryColumn({ type: 'varchar', length: 7 }) prefix!: string;
  @Column({ type: 'varchar', length: 16 }) minute!: string;
}

/** Nobody is asked at these prefixes any more. */
@Entity('paused_prefixes')
export class PausedPrefix {
  @PrimaryColumn({ type: 'varchar', length: 7 }) prefix!: string;
  /** Whose text found it out. */
  @ForeignKey(() => Account)
  @Column({ type: 'varchar', length: 40 })
  account_id!: string;
  @Column({ type: 'varchar', length: 24 }) reason!: string;
  @Column({ type: 'varchar', length: 24 }) since!: string;
}
