/** What is agreed: accounts, contracts, their versions and the parties of each version. Times are ISO 8601 text in UTC. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('accounts')
export class Account {
  @PrimaryColumn({ type: 'varchar', length: 40 }) id!: string;
  @Column({ type: 'varchar', length: 200 }) name!: string;
  @Column({ type: 'varchar', length: 24 }) created_at!: string;
}

@Entity('contracts')
@Index(['account_id', 'created_at', 'id'])
@Index(['account_id', 'status', 'created_at', 'id'])
@Index(['created_at', 'id'])
@Index(['status', 'created_at', 'id'])
@Index(['account_id', 'external_id'], { unique: true })
@Check(
  'contract_status',
  `"status" IN ('pending','confirmed','declined','expired','cancelled','active','disputed','completed')`,
)
export class Contract {
  @PrimaryColumn({ type: 'varchar', length: 20 }) id!: string;
  @ForeignKey(() => Account)
  @Column({ type: 'varchar', length: 40 })
  account_id!: string;
  @Column({ type: 'varchar', length: 24 }) contract_type!: string;
  @Column({ type: 'varchar', length: 12 }) status!: string;
  /** The version that stands; a later one may be open beside it as a proposal. */
  @Column({ type: 'integer' }) version!: number;
  @Column({ type: 'varchar', length: 255, nullable: true }) external_id!: string | null;
  @Index({ unique: true })
  @Column({ type: 'varchar', length: 64, nullable: true })
  manage_token_hash!: string | null;
  @Column({ type: 'varchar', length: 24 }) created_at!: string;
  @Column({ type: 'varchar', length: 24, nullable: true }) confirmed_at!: string | null;
  @Column({ type: 'varchar', length: 24, nullable: true }) completed_at!: string | null;
}

@Entity('contract_versions')
@Index(['expires_at'], { where: `"status" = 'pending'` })
@Check('version_status', `"status" IN ('pending','confirmed','declined','expired','cancelled','replaced')`)
export class ContractVersion {
  @ForeignKey(() => Contract)
  @PrimaryColumn({ type: 'varchar', length: 20 })
  contract_id!: string;
  @PrimaryColumn({ type: 'integer' }) version!: number;
  @Column({ type: 'varchar', length: 12 }) status!: string;
  /** The canonical JSON whose bytes are the record. */
  @Column({ type: 'text' }) document!: string;
  @Column({ type: 'varchar', length: 64 }) contract_hash!: string;
  @Column({ type: 'text' }) attestation!: string;
  @Column({ type: 'varchar', length: 24 }) created_at!: string;
  @Column({ type: 'varchar', length: 24 }) expires_at!: string;
  @Column({ type: 'varchar', length: 24, nullable: true }) decided_at!: string | null;
}

@Entity('parties')
@Index(['phone_number', 'open_until'], { where: '"open_until" IS NOT NULL' })
@Index(['phone_number', 'asked_at'])
@Index(['remind_at'], { where: '"remind_at" IS NOT NULL' })
@Check('party_status', `"status" IN ('pending','confirmed','declined')`)
export class Party {
  @ForeignKey(() => Contract)
  @PrimaryColumn({ type: 'varchar', length: 20 })
  contract_id!: string;
  @PrimaryColumn({ type: 'integer' }) version!: number;
  @PrimaryColumn({ type: 'varchar', length: 4 }) party_id!: string;
  @Column({ type: 'varchar', length: 500 }) name!: string;
  @Column({ type: 'varchar', length: 12 }) role!: string;
  @Column({ type: 'varchar', length: 16 }) phone_number!: string;
  @Column({ type: 'varchar', length: 2 }) language!: string;
  @Column({ type: 'varchar', length: 10 }) status!: string;
  /** Which derivation of the reply code this party was given; raised when two open codes of one number collide. */
  @Column({ type: 'integer' }) code_counter!: number;
  @Column({ type: 'varchar', length: 24 }) asked_at!: string;
  /** The version's expiry while it awaits answers, null once it is closed: the index of codes that still count. */
  @Column({ type: 'varchar', length: 24, nullable: true }) open_until!: string | null;
  /** When this party is to be reminded next; null once it has answered, or nothing is left to remind of. */
  @Column({ type: 'varchar', length: 24, nullable: true }) remind_at!: string | null;
  @Column({ type: 'varchar', length: 24, nullable: true }) decided_at!: string | null;
  @Column({ type: 'varchar', length: 8, nullable: true }) channel!: string | null;
  @Column({ type: 'varchar', length: 1, nullable: true }) evidence_grade!: string | null;
  /** The last decision as canonical JSON; it goes into the receipt as it stands. */
  @Column({ type: 'text', nullable: true }) decision!: string | null;
}
