/** What an account has spent on texts. */
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
