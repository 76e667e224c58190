/** What is proven: events, receipts, signing keys. Insert-only (triggers in the migration). */
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Contract } from './contract.entities.js';

@Entity('events')
export class ContractEvent {
  @ForeignKey(() => Contract)
  @PrimaryColumn({ type: 'varchar', length: 20 })
  contract_id!: string;
  @PrimaryColumn({ type: 'integer' }) seq!: number;
  @Column({ type: 'varchar', length: 40 }) type!: string;
  @Column({ type: 'varchar', length: 24 }) at!: string;
  /** Canonical JSON; of a party nothing stands in it but its party_id. */
  @Column({ type: 'text' }) data!: string;
  @Column({ type: 'varchar', length: 64, nullable: true }) prev!: string | null;
  @Column({ type: 'varchar', length: 64 }) hash!: string;
}

@Entity('receipts')
export class Receipt {
  @ForeignKey(() => Contract)
  @PrimaryColumn({ type: 'varchar', length: 20 })
  contract_id!: string;
  @PrimaryColumn({ type: 'integer' }) version!: number;
  @Column({ type: 'varchar', length: 24 }) issued_at!: string;
  @Column({ type: 'text' }) receipt!: string;
}

@Entity('signing_keys')
export class SigningKeyRecord {
  @PrimaryColumn({ type: 'varchar', length: 43 }) kid!: string;
  @Column({ type: 'text' }) public_jwk!: string;
  @Column({ type: 'varchar', length: 24 }) first_used_at!: string;
}
