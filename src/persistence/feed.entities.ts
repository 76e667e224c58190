/** What is told outside but stands in no contract's chain of events. */
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account, Contract } from './contract.entities.js';

@Entity('account_events')
export class AccountEvent {
  /** UUIDv7. */
  @PrimaryColumn({ type: 'varchar', length: 36 }) id!: string;
  /** From 1, without a gap, in the order they became visible; null for a moment after they were recorded. */
  @Index({ unique: true })
  @Column({ type: 'integer', nullable: true })
  position!: number | null;
  @ForeignKey(() => Account)
  @Column({ type: 'varchar', length: 40 })
  account_id!: string;
  @ForeignKey(() => Contract)
  @Column({ type: 'varchar', length: 20, nullable: true })
  contract_id!: string | null;
  @Column({ type: 'varchar', length: 40 }) type!: string;
  @Column({ type: 'varchar', length: 24 }) at!: string;
  /** JSON; of a party nothing stands in it but its party_id. */
  @Column({ type: 'text' }) data!: string;
}
