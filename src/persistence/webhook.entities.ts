/** Who is told of events over HTTP, and what became of each delivery. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from './contract.entities.js';

@Entity('webhook_endpoints')
@Index(['account_id', 'id'])
export class WebhookEndpoint {
  /** UUIDv7. */
  @PrimaryColumn({ type: 'varchar', length: 36 }) id!: string;
  @ForeignKey(() => Account)
  @Column({ type: 'varchar', length: 40 })
  account_id!: string;
  @Column({ type: 'varchar', length: 2000 }) url!: string;
  @Column({ type: 'varchar', length: 500 }) description!: string;
  /** Divided by spaces; null: all that is not asked for by name. */
  @Column({ type: 'varchar', length: 1000, nullable: true }) event_types!: string | null;
  @Column({ type: 'varchar', length: 24 }) created_at!: string;
  /** Where the feed ended when it was made: it hears what comes after. */
  @Column({ type: 'integer' }) start_leaves!: number;
  @Column({ type: 'integer' }) start_positions!: number;
  @Column({ type: 'varchar', length: 24, nullable: true }) disabled_at!: string | null;
  @Column({ type: 'varchar', length: 200, nullable: true }) disabled_reason!: string | null;
  /** Since then no attempt has succeeded. */
  @Column({ type: 'varchar', length: 24, nullable: true }) failing_since!: string | null;
  /** It asked to be left alone until then. */
  @Column({ type: 'varchar', length: 24, nullable: true }) held_until!: string | null;
  /** When its next delivery is due; null: none waits. */
  @Index()
  @Column({ type: 'varchar', length: 24, nullable: true })
  due_at!: string | null;
  @Column({ type: 'varchar', length: 24, nullable: true }) claimed_at!: string | null;
  @Column({ type: 'varchar', length: 24, nullable: true }) lease_until!: string | null;
  @Column({ type: 'varchar', length: 36, nullable: true }) worker!: string | null;
  /** One more with each claim: who lost its lease settles nothing. */
  @Column({ type: 'integer' }) fence!: number;
  /** Failed deliveries from this id on are being put back. */
  @Column({ type: 'varchar', length: 36, nullable: true }) recover_from!: string | null;
  /** Its rows follow it bit by bit. */
  @Index()
  @Column({ type: 'varchar', length: 24, nullable: true })
  deleted_at!: string | null;
}

@Entity('webhook_secrets')
@Index(['endpoint_id', 'id'])
export class WebhookSecret {
  /** UUIDv7. */
  @PrimaryColumn({ type: 'varchar', length: 36 }) id!: string;
  @ForeignKey(() => WebhookEndpoint)
  @Column({ type: 'varchar', length: 36 })
  endpoint_id!: string;
  /** Sealed by the data key. */
  @Column({ type: 'varchar', length: 200 }) sealed!: string;
  @Column({ type: 'varchar', length: 24 }) created_at!: string;
  /** Null for the one that is in force. */
  @Column({ type: 'varchar', length: 24, nullable: true }) expires_at!: string | null;
}

@Entity('webhook_deliveries')
@Index(['endpoint_id', 'event_id'], { unique: true })
@Index(['endpoint_id', 'id'])
@Index(['endpoint_id', 'status', 'id'])
@Index(['endpoint_id', 'next_attempt_at'])
@Check('webhook_delivery_status', `"status" IN ('waiting','delivered','failed')`)
export class WebhookDelivery {
  /** UUIDv7. */
  @PrimaryColumn({ type: 'varchar', length: 36 }) id!: string;
  @ForeignKey(() => WebhookEndpoint)
  @Column({ type: 'varchar', length: 36 })
  endpoint_id!: string;
  /** The `webhook-id`: the same however often it is sent. */
  @Column({ type: 'varchar', length: 80 }) event_id!: string;
  @Column({ type: 'varchar', length: 40 }) type!: string;
  /** As it is signed and sent. Of a party nothing stands in it but its party_id. */
  @Column({ type: 'text' }) body!: string;
  @Column({ type: 'varchar', length: 9 }) status!: string;
  /** All there were. */
  @Column({ type: 'integer' }) attempts!: number;
  /** Those of this round. */
  @Column({ type: 'integer' }) step!: number;
  /** One more each time it is put back by hand. */
  @Column({ type: 'integer' }) round!: number;
  /** Null unless it waits. */
  @Column({ type: 'varchar', length: 24, nullable: true }) next_attempt_at!: string | null;
  @Column({ type: 'varchar', length: 24 }) created_at!: string;
}

@Entity('webhook_attempts')
@Index(['delivery_id', 'id'])
export class WebhookAttempt {
  /** UUIDv7. */
  @PrimaryColumn({ type: 'varchar', length: 36 }) id!: string;
  @ForeignKey(() => WebhookDelivery)
  @Column({ type: 'varchar', length: 36 })
  delivery_id!: string;
  @Column({ type: 'varchar', length: 24 }) at!: string;
  @Column({ type: 'integer', nullable: true }) status_code!: number | null;
  /** How the answer began. */
  @Column({ type: 'varchar', length: 1024 }) answer!: string;
  @Column({ type: 'varchar', length: 200, nullable: true }) error!: string | null;
  @Column({ type: 'integer' }) duration_ms!: number;
}

/** How far the feed has been fanned out: one row. */
@Entity('webhook_fan_out')
export class WebhookFanOut {
  @PrimaryColumn({ type: 'varchar', length: 8 }) id!: string;
  /** As `writeCursor` gives it. */
  @Column({ type: 'varchar', length: 24 }) position!: string;
  /** The last checkpoint that was told, and when. */
  @Column({ type: 'integer' }) told_seq!: number;
  @Column({ type: 'varchar', length: 24 }) told_at!: string;
}
