/** What was answered to a request that carried an Idempotency-Key. */
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from './contract.entities.js';

@Entity('idempotency_keys')
@Index(['created_at'])
export class IdempotencyKey {
  /** SHA-256 of account, caller and key: the key itself may hold anything. */
  @PrimaryColumn({ type: 'varchar', length: 64 }) id!: string;
  @ForeignKey(() => Account)
  @Column({ type: 'varchar', length: 40 })
  account_id!: string;
  /** HMAC-SHA256 of method, path and canonical body. */
  @Column({ type: 'varchar', length: 64 }) request_hash!: string;
  /** Sealed (AES-256-GCM): it may hold a manage_token. Null only inside the transaction that makes it. */
  @Column({ type: 'text', nullable: true }) sealed_answer!: string | null;
  @Column({ type: 'varchar', length: 24 }) created_at!: string;
}
