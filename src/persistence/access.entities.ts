/** Who may call: keys, operators, their sessions, service accounts, outside subjects. No secret is kept as it was given. */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from './contract.entities.js';

@Entity('api_keys')
@Index(['account_id', 'created_at'])
export class ApiKey {
  /** The public part: `ndy_<env>_<id>` names the key, and is what a signed request sends. */
  @PrimaryColumn({ type: 'varchar', length: 16 }) id!: string;
  @ForeignKey(() => Account)
  @Column({ type: 'varchar', length: 40 })
  account_id!: string;
  @Column({ type: 'varchar', length: 200 }) name!: string;
  /** SHA-256 of the whole key. */
  @Column({ type: 'varchar', length: 64 }) secret_hash!: string;
  /** Divided by spaces. */
  @Column({ type: 'varchar', length: 500 }) scopes!: string;
  /** 1 for a key that sees every account. */
  @Column({ type: 'integer' }) is_admin!: number;
  /** Addresses and ranges it may come from, divided by spaces; null: from anywhere. */
  @Column({ type: 'varchar', length: 2000, nullable: true }) allowed_ips!: string | null;
  @Column({ type: 'varchar', length: 80 }) created_by!: string;
  @Column({ type: 'varchar', length: 24 }) created_at!: string;
  @Column({ type: 'varchar', length: 24, nullable: true }) expires_at!: string | null;
  /** To the minute: written no oftener. */
  @Column({ type: 'varchar', length: 24, nullable: true }) last_used_at!: string | null;
  @Column({ type: 'varchar', length: 24, nullable: true }) revoked_at!: string | null;
  /** The key that came in its place. */
  @Column({ type: 'varchar', length: 16, nullable: true }) replaced_by!: string | null;
}

@Entity('operators')
@Check('operator_role', `"role" IN ('viewer','editor','manager','admin')`)
export class Operator {
  @PrimaryColumn({ type: 'varchar', length: 36 }) id!: string;
  @ForeignKey(() => Account)
  @Column({ type: 'varchar', length: 40 })
  account_id!: string;
  /** In lower case. */
  @Index({ unique: true })
  @Column({ type: 'varchar', length: 254 })
  email!: string;
  /** argon2id, in PHC form. */
  @Column({ type: 'varchar', length: 200 }) password_hash!: string;
  @Column({ type: 'varchar', length: 12 }) role!: string;
  @Column({ type: 'varchar', length: 24 }) created_at!: string;
  @Column({ type: 'varchar', length: 24, nullable: true }) disabled_at!: string | null;
  /** Wrong tries in a row, and until when more are refused. */
  @Column({ type: 'integer' }) failures!: number;
  @Column({ type: 'varchar', length: 24, nullable: true }) locked_until!: string | null;
  /** Sealed by the data key; there from set-up on, asked for from `totp_since` on. */
  @Column({ type: 'varchar', length: 200, nullable: true }) sealed_totp!: string | null;
  @Column({ type: 'varchar', length: 24, nullable: true }) totp_since!: string | null;
  /** The time step of the last code taken: the same code counts once. */
  @Column({ type: 'integer', nullable: true }) totp_last_step!: number | null;
}

@Entity('recovery_codes')
export class RecoveryCode {
  @ForeignKey(() => Operator)
  @PrimaryColumn({ type: 'varchar', length: 36 })
  operator_id!: string;
  @PrimaryColumn({ type: 'varchar', length: 64 }) code_hash!: string;
  @Column({ type: 'varchar', length: 24, nullable: true }) used_at!: string | null;
}

/** A login and all refresh tokens that follow from it. */
@Entity('sessions')
@Index(['subject'])
@Index(['expires_at'])
export class Session {
  @PrimaryColumn({ type: 'varchar', length: 36 }) id!: string;
  /** `operator <id>`. */
  @Column({ type: 'varchar', length: 80 }) subject!: string;
  @Column({ type: 'varchar', length: 24 }) created_at!: string;
  /** However often it is refreshed. */
  @Column({ type: 'varchar', length: 24 }) expires_at!: string;
  @Column({ type: 'varchar', length: 24, nullable: true }) ended_at!: string | null;
  @Column({ type: 'varchar', length: 16, nullable: true }) ended_by!: string | null;
  /** Set for a login in a browser: to the minute, when somebody last did something there. */
  @Column({ type: 'varchar', length: 24, nullable: true }) seen_at!: string | null;
}

@Entity('refresh_tokens')
export class RefreshToken {
  @PrimaryColumn({ type: 'varchar', length: 64 }) token_hash!: string;
  @ForeignKey(() => Session)
  @Index()
  @Column({ type: 'varchar', length: 36 })
  session_id!: string;
  @Column({ type: 'integer' }) generation!: number;
  @Column({ type: 'varchar', length: 24 }) issued_at!: string;
  /** When its successor was issued. */
  @Column({ type: 'varchar', length: 24, nullable: true }) replaced_at!: string | null;
  /** The successor, sealed: whoever repeats the refresh within the grace period gets the same one. */
  @Column({ type: 'varchar', length: 300, nullable: true }) sealed_successor!: string | null;
}

/** A program that proves itself with a key of its own (RFC 7523). */
@Entity('service_accounts')
export class ServiceAccount {
  @PrimaryColumn({ type: 'varchar', length: 36 }) id!: string;
  @ForeignKey(() => Account)
  @Column({ type: 'varchar', length: 40 })
  account_id!: string;
  @Column({ type: 'varchar', length: 200 }) name!: string;
  @Column({ type: 'varchar', length: 500 }) scopes!: string;
  @Column({ type: 'varchar', length: 24 }) created_at!: string;
  @Column({ type: 'varchar', length: 24, nullable: true }) revoked_at!: string | null;
}

@Entity('service_keys')
export class ServiceKey {
  @ForeignKey(() => ServiceAccount)
  @PrimaryColumn({ type: 'varchar', length: 36 })
  service_account_id!: string;
  /** RFC 7638 thumbprint, or the `kid` it was registered with. */
  @PrimaryColumn({ type: 'varchar', length: 100 }) kid!: string;
  @Column({ type: 'text' }) public_jwk!: string;
  @Column({ type: 'varchar', length: 24 }) created_at!: string;
  @Column({ type: 'varchar', length: 24, nullable: true }) revoked_at!: string | null;
}

/** Whom a subject of an outside issuer stands for here. */
@Entity('subject_links')
export class SubjectLink {
  @PrimaryColumn({ type: 'varchar', length: 300 }) issuer!: string;
  @PrimaryColumn({ type: 'varchar', length: 255 }) subject!: string;
  @ForeignKey(() => Account)
  @Column({ type: 'varchar', length: 40 })
  account_id!: string;
  @Column({ type: 'varchar', length: 12 }) role!: string;
  @Column({ type: 'varchar', length: 24 }) created_at!: string;
}

/** What counts once: nonces of signed requests, `jti` of assertions. */
@Entity('single_uses')
@Index(['expires_at'])
export class SingleUse {
  /** SHA-256 of purpose, owner and value. */
  @PrimaryColumn({ type: 'varchar', length: 64 }) id!: string;
  /** Until then a second use would otherwise be possible. */
  @Column({ type: 'varchar', length: 24 }) expires_at!: string;
}

/** The key that seals what must be recoverable; itself sealed by SECRET_KEY. */
@Entity('data_keys')
export class DataKey {
  @PrimaryColumn({ type: 'varchar', length: 16 }) id!: string;
  @Column({ type: 'varchar', length: 200 }) sealed_key!: string;
  @Column({ type: 'varchar', length: 24 }) created_at!: string;
}

/** Who let whom in: keys made and revoked, logins, lockouts. Insert-only. */
@Entity('access_events')
@Index(['account_id', 'id'])
export class AccessEvent {
  /** UUIDv7: in order of time. */
  @PrimaryColumn({ type: 'varchar', length: 36 }) id!: string;
  @ForeignKey(() => Account)
  @Column({ type: 'varchar', length: 40 })
  account_id!: string;
  @Column({ type: 'varchar', length: 24 }) at!: string;
  @Column({ type: 'varchar', length: 40 }) type!: string;
  /** The caller's id, `command line`, or `anonymous`. */
  @Column({ type: 'varchar', length: 80 }) actor!: string;
  /** What it was done to, such as `api-key ab12cd34`. */
  @Column({ type: 'varchar', length: 80 }) subject!: string;
  /** JSON; never a secret. */
  @Column({ type: 'text' }) details!: string;
}
