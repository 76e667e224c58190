/** What is said: texts in and out, carrier callbacks, opt-outs, one-time codes. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account, Contract } from './contract.entities.js';

/** As NEEDS_REVIEW of replies/ has it. */
const AWAITS_REVIEW = `"outcome" IN ('needs_review','wrong_code','wrong_check') AND "reviewed_at" IS NULL`;

@Entity('messages')
@Index(['contract_id', 'id'])
@Index(['phone_number', 'id'])
@Index(['carrier_id'], { where: '"carrier_id" IS NOT NULL' })
@Index(['sent_at'], { where: `"status" = 'sent'` })
@Index(['account_id', 'id'], { where: AWAITS_REVIEW })
@Check('message_direction', `"direction" IN ('in','out')`)
@Check('message_status', `"status" IN ('queued','sent','delivered','failed','suppressed','received')`)
export class Message {
  @PrimaryColumn({ type: 'varchar', length: 36 }) id!: string;
  @ForeignKey(() => Account)
  @Column({ type: 'varchar', length: 40, nullable: true })
  account_id!: string | null;
  @ForeignKey(() => Contract)
  @Column({ type: 'varchar', length: 20, nullable: true })
  contract_id!: string | null;
  @Column({ type: 'integer', nullable: true }) version!: number | null;
  @Column({ type: 'varchar', length: 4, nullable: true }) party_id!: string | null;
  @Column({ type: 'varchar', length: 3 }) direction!: string;
  @Column({ type: 'varchar', length: 16 }) phone_number!: string;
  @Column({ type: 'varchar', length: 20 }) kind!: string;
  /** With `{code}` where the phone shows six digits. */
  @Column({ type: 'text' }) text!: string;
  /** JSON pointers of the terms this text does not carry (invitations and terms only). */
  @Column({ type: 'text', nullable: true }) terms_not_shown!: string | null;
  /** Which derivation of the code stands in the text. */
  @Column({ type: 'integer', nullable: true }) code_counter!: number | null;
  @Column({ type: 'integer' }) segments!: number;
  @Column({ type: 'varchar', length: 12 }) status!: string;
  @Column({ type: 'varchar', length: 20, nullable: true }) carrier!: string | null;
  @Column({ type: 'varchar', length: 128, nullable: true }) carrier_id!: string | null;
  /** The carrier's own word for where the text is. */
  @Column({ type: 'varchar', length: 64, nullable: true }) carrier_status!: string | null;
  @Column({ type: 'varchar', length: 32, nullable: true }) cost!: string | null;
  @Column({ type: 'varchar', length: 64, nullable: true }) failure_reason!: string | null;
  /** 1 when an earlier try may have reached the phone already. */
  @Column({ type: 'integer' }) possible_duplicate!: number;
  /** What a text from a phone came to: see ReplyOutcome. */
  @Column({ type: 'varchar', length: 24, nullable: true }) outcome!: string | null;
  @Column({ type: 'varchar', length: 24 }) created_at!: string;
  @Column({ type: 'varchar', length: 24, nullable: true }) sent_at!: string | null;
  @Column({ type: 'varchar', length: 24, nullable: true }) final_at!: string | null;
  /** When, and by which caller, a text that a person should look at was looked at. */
  @Column({ type: 'varchar', length: 24, nullable: true }) reviewed_at!: string | null;
  @Column({ type: 'varchar', length: 80, nullable: true }) reviewed_by!: string | null;
}

@Entity('callbacks')
@Index(['subject'], { where: `"outcome" = 'parked'` })
@Index(['phone_number'], { where: `"outcome" = 'parked'` })
@Index(['kind', 'received_at'], { where: `"kind" IN ('delivery','android')` })
@Index(['received_at'], { where: `"outcome" = 'stranger'` })
export class Callback {
  /** `sms`, `delivery` or `opt-out`; `android` where nothing follows from it. */
  @PrimaryColumn({ type: 'varchar', length: 16 }) kind!: string;
  @PrimaryColumn({ type: 'varchar', length: 255 }) dedupe_key!: string;
  /** The carrier's id of the text a delivery report is about. */
  @Column({ type: 'varchar', length: 128, nullable: true }) subject!: string | null;
  /** Whom that text went to: a text whose sending nobody answered is found by it. */
  @Column({ type: 'varchar', length: 16, nullable: true }) phone_number!: string | null;
  /** The form as JSON, unknown fields kept, codes left out. */
  @Column({ type: 'text' }) fields!: string;
  @Column({ type: 'varchar', length: 16 }) proof!: string;
  @Column({ type: 'varchar', length: 24 }) outcome!: string;
  @Column({ type: 'varchar', length: 24 }) received_at!: string;
}

@Entity('opt_outs')
export class OptOut {
  @PrimaryColumn({ type: 'varchar', length: 16 }) phone_number!: string;
  @Column({ type: 'varchar', length: 24 }) since!: string;
}

@Entity('one_time_codes')
@Index(['contract_id', 'asked_by', 'created_at'])
export class OneTimeCode {
  @PrimaryColumn({ type: 'varchar', length: 36 }) id!: string;
  /** No foreign key: requests for contracts that do not exist are counted like any other. */
  @Column({ type: 'varchar', length: 20 }) contract_id!: string;
  /** Keyed hash of the number, so that strangers' numbers are not collected. */
  @Column({ type: 'varchar', length: 64 }) asked_by!: string;
  @Column({ type: 'integer', nullable: true }) version!: number | null;
  @Column({ type: 'varchar', length: 64, nullable: true }) contract_hash!: string | null;
  @Column({ type: 'varchar', length: 4, nullable: true }) party_id!: string | null;
  @Column({ type: 'integer' }) counter!: number;
  @Column({ type: 'integer' }) tries!: number;
  @Column({ type: 'varchar', length: 24 }) created_at!: string;
  @Column({ type: 'varchar', length: 24 }) expires_at!: string;
  @Column({ type: 'varchar', length: 24, nullable: true }) used_at!: string | null;
}
