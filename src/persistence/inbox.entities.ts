/** What the carrier's own inbox is held against: how far it was read, and which text came by which way. */
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('inboxes')
export class Inbox {
  @PrimaryColumn({ type: 'varchar', length: 20 }) carrier!: string;
  /** Everything up to this one is settled. */
  @Column({ type: 'varchar', length: 20 }) last_id!: string;
  /** When it was last read to its end. */
  @Column({ type: 'varchar', length: 24 }) looked_at!: string;
  /** The server that reads it, for as long as the lease lasts. */
  @Column({ type: 'varchar', length: 36, nullable: true }) holder!: string | null;
  @Column({ type: 'varchar', length: 24, nullable: true }) lease_until!: string | null;
}

/** A text somebody sent us, heard once, with the ways by which it came: called back, found in the inbox, or both. */
@Entity('arrivals')
export class Arrival {
  /** Its row in messages. */
  @PrimaryColumn({ type: 'varchar', length: 36 }) message_id!: string;
  /** Keyed hash of number and text, codes included: the text itself is kept without them. */
  @Index()
  @Column({ type: 'varchar', length: 64 })
  text_hash!: string;
  /** Which key that was. */
  @Column({ type: 'varchar', length: 16 }) key_name!: string;
  /** The carrier's time, or ours where it gave none. */
  @Column({ type: 'varchar', length: 24 }) carrier_at!: string;
  /** The dedupe_key of its callback. */
  @Column({ type: 'varchar', length: 255, nullable: true }) callback_key!: string | null;
  /** Its number in the inbox. */
  @Index({ unique: true })
  @Column({ type: 'varchar', length: 20, nullable: true })
  inbox_id!: string | null;
}
