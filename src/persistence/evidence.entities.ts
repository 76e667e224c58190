/** What is proven: events, receipts, signing keys. Insert-only, but for what `contract.erased` lets go (triggers). */
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
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
  /** Its place in the log; null until the sequencer has come round, which finds it by this index. */
  @Index({ unique: true })
  @Column({ type: 'integer', nullable: true })
  leaf_index!: number | null;
  /** Hex; without it the leaf says nothing about the event. */
  @Column({ type: 'varchar', length: 32, nullable: true }) leaf_salt!: string | null;
}

@Entity('receipts')
export class Receipt {
  @ForeignKey(() => Contract)
  @PrimaryColumn({ type: 'varchar', length: 20 })
  contract_id!: string;
  @PrimaryColumn({ type: 'integer' }) version!: number;
  @Column({ type: 'varchar', length: 24 }) issued_at!: string;
  @Column({ type: 'text' }) receipt!: string;
  /** Twelve characters that let whoever holds them look the receipt up. */
  @Index({ unique: true })
  @Column({ type: 'varchar', length: 12, nullable: true })
  code!: string | null;
}

/** The same receipt again, with what the chain says of its decisions since; the first one stays, and stays valid. */
@Entity('receipt_reissues')
export class ReceiptReissue {
  @ForeignKey(() => Contract)
  @PrimaryColumn({ type: 'varchar', length: 20 })
  contract_id!: string;
  @PrimaryColumn({ type: 'integer' }) version!: number;
  /** From 2. */
  @PrimaryColumn({ type: 'integer' }) issue!: number;
  @Column({ type: 'varchar', length: 24 }) issued_at!: string;
  @Column({ type: 'text' }) receipt!: string;
}

@Entity('signing_keys')
export class SigningKeyRecord {
  @PrimaryColumn({ type: 'varchar', length: 43 }) kid!: string;
  @Column({ type: 'text' }) public_jwk!: string;
  @Column({ type: 'varchar', length: 24 }) first_used_at!: string;
}

/** From then on the key proves only what stood in the log before. */
@Entity('key_revocations')
export class KeyRevocation {
  @ForeignKey(() => SigningKeyRecord)
  @PrimaryColumn({ type: 'varchar', length: 43 })
  kid!: string;
  @Column({ type: 'varchar', length: 24 }) revoked_at!: string;
  @Column({ type: 'varchar', length: 200 }) reason!: string;
  /** The checkpoint that was signed, with another key, when it was revoked. */
  @Column({ type: 'integer' }) tree_size!: number;
  /** Hex. */
  @Column({ type: 'varchar', length: 64 }) root!: string;
  /** C2SP signed note. */
  @Column({ type: 'text' }) note!: string;
}
