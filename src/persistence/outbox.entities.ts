/** What is still to leave the house, and the simulated phones it may go to. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { Account } from './contract.entities.js';

@Entity('outbox')
@Index(['topic', 'due_at', 'id'], { where: `"status" <> 'dead'` })
@Index(['topic', 'id'], { where: `"status" = 'dead'` })
@Index(['order_key', 'id'])
@Check('outbox_status', `"status" IN ('waiting','parked','dead')`)
export class OutboxItem {
  @PrimaryGeneratedColumn() id!: number;
  @ForeignKey(() => Account)
  @Column({ type: 'varchar', length: 40, nullable: true })
  account_id!: string | null;
  @Column({ type: 'varchar', length: 24 }) topic!: string;
  /** Items of one key leave one after the other, oldest first. */
  @Column({ type: 'varchar', length: 64 }) order_key!: string;
  @Column({ type: 'text' }) payload!: string;
  @Column({ type: 'varchar', length: 8 }) status!: string;
  @Column({ type: 'integer' }) attempt!: number;
  /** Tries that failed for a reason of this item's own: what the schedule counts. */
  @Column({ type: 'integer', default: 0 }) failures!: number;
  /** Tries of which nobody knows whether they got through. */
  @Column({ type: 'integer' }) interruptions!: number;
  @Column({ type: 'varchar', length: 24 }) due_at!: string;
  @Column({ type: 'varchar', length: 24, nullable: true }) lease_until!: string | null;
  @Column({ type: 'varchar', length: 36, nullable: true }) worker!: string | null;
  @Column({ type: 'varchar', length: 200, nullable: true }) last_error!: string | null;
  @Column({ type: 'varchar', length: 24 }) created_at!: string;
}

@Entity('simulator_texts')
@Index(['phone_number', 'id'])
export class SimulatorText {
  @PrimaryColumn({ type: 'varchar', length: 36 }) id!: string;
  @Column({ type: 'varchar', length: 16 }) phone_number!: string;
  @Column({ type: 'varchar', length: 12 }) direction!: string;
  /** Sealed (AES-256-GCM): a phone shows its codes, a database dump does not. */
  @Column({ type: 'text' }) sealed_text!: string;
  @Column({ type: 'varchar', length: 12 }) status!: string;
  @Column({ type: 'varchar', length: 24 }) at!: string;
}

@Entity('simulator_phones')
export class SimulatorPhone {
  @PrimaryColumn({ type: 'varchar', length: 16 }) phone_number!: string;
  @Column({ type: 'varchar', length: 12 }) outcome!: string;
}
