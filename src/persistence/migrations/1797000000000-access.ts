/** Who may call: keys, operators, sessions, service accounts, outside subjects, and what was recorded of them. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const ACCOUNT = 'REFERENCES "accounts" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION';

const TABLES = [
  `CREATE TABLE "api_keys" ("id" varchar(16) NOT NULL, "account_id" varchar(40) NOT NULL, "name" varchar(200) NOT NULL, "secret_hash" varchar(64) NOT NULL, "scopes" varchar(500) NOT NULL, "is_admin" integer NOT NULL, "allowed_ips" varchar(2000), "created_by" varchar(80) NOT NULL, "created_at" varchar(24) NOT NULL, "expires_at" varchar(24), "last_used_at" varchar(24), "revoked_at" varchar(24), "replaced_by" varchar(16), CONSTRAINT "FK_decaf331589778e33441b2a8d9e" FOREIGN KEY ("account_id") ${ACCOUNT}, CONSTRAINT "PK_5c8a79801b44bd27b79228e1dad" PRIMARY KEY ("id"))`,
  `CREATE INDEX "IDX_70dce9ea0d6f354ea43468b21e" ON "api_keys" ("account_id", "created_at")`,
  `CREATE TABLE "operators" ("id" varchar(36) NOT NULL, "account_id" varchar(40) NOT NULL, "email" varchar(254) NOT NULL, "password_hash" varchar(200) NOT NULL, "role" varchar(12) NOT NULL, "created_at" varchar(24) NOT NULL, "disabled_at" varchar(24), "failures" integer NOT NULL, "locked_until" varchar(24), "sealed_totp" varchar(200), "totp_since" varchar(24), "totp_last_step" integer, CONSTRAINT "operator_role" CHECK ("role" IN ('viewer','editor','manager','admin')), CONSTRAINT "FK_67093ab40a7362d1de15519f527" FOREIGN KEY ("account_id") ${ACCOUNT}, CONSTRAINT "PK_3d02b3692836893720335a79d1b" PRIMARY KEY ("id"))`,
  `CREATE UNIQUE INDEX "IDX_1570f3d85c3ff08bb99815897a" ON "operators" ("email")`,
  `CREATE TABLE "recovery_codes" ("operator_id" varchar(36) NOT NULL, "code_hash" varchar(64) NOT NULL, "used_at" varchar(24), CONSTRAINT "FK_f9b0ebb9acd7ce783a4e05c7583" FOREIGN KEY ("operator_id") REFERENCES "operators" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION, CONSTRAINT "PK_d514b3ab7c2890b5bf78aacd2ec" PRIMARY KEY ("operator_id", "code_hash"))`,
  `CREATE TABLE "sessions" ("id" varchar(36) NOT NULL, "subject" varchar(80) NOT NULL, "created_at" varchar(24) NOT NULL, "expires_at" varchar(24) NOT NULL, "ended_at" varchar(24), "ended_by" varchar(16), CONSTRAINT "PK_3238ef96f18b355b671619111bc" PRIMARY KEY ("id"))`,
  `CREATE INDEX "IDX_9cfe37d28c3b229a350e086d94" ON "sessions" ("expires_at")`,
  `CREATE INDEX "IDX_ba4c85d23d60c107941fb0bd99" ON "sessions" ("subject")`,
  `CREATE TABLE "refresh_tokens" ("token_hash" varchar(64) NOT NULL, "session_id" varchar(36) NOT NULL, "generation" integer NOT NULL, "issued_at" varchar(24) NOT NULL, "replaced_at" varchar(24), "sealed_successor" varchar(300), CONSTRAINT "FK_3bf308fa93da3966f9e76fcfba4" FOREIGN KEY ("session_id") REFERENCES "sessions" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION, CONSTRAINT "PK_a7838d2ba25be1342091b6695f1" PRIMARY KEY ("token_hash"))`,
  `CREATE INDEX "IDX_3bf308fa93da3966f9e76fcfba" ON "refresh_tokens" ("session_id")`,
  `CREATE TABLE "service_accounts" ("id" varchar(36) NOT NULL, "account_id" varchar(40) NOT NULL, "name" varchar(200) NOT NULL, "scopes" varchar(500) NOT NULL, "created_at" varchar(24) NOT NULL, "revoked_at" varchar(24), CONSTRAINT "FK_6457c72a770fe6503fdc6046a06" FOREIGN KEY ("account_id") ${ACCOUNT}, CONSTRAINT "PK_e2fb216fdc1db94c5e4da7d88fa" PRIMARY KEY ("id"))`,
  `CREATE TABLE "service_keys" ("service_account_id" varchar(36) NOT NULL, "kid" varchar(100) NOT NULL, "public_jwk" text NOT NULL, "created_at" varchar(24) NOT NULL, "revoked_at" varchar(24), CONSTRAINT "FK_e24e3a9df2cf63a7cbe3181e940" FOREIGN KEY ("service_account_id") REFERENCES "service_accounts" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION, CONSTRAINT "PK_37b2f95a4cd35698641cad9c743" PRIMARY KEY ("service_account_id", "kid"))`,
  `CREATE TABLE "subject_links" ("issuer" varchar(300) NOT NULL, "subject" varchar(255) NOT NULL, "account_id" varchar(40) NOT NULL, "role" varchar(12) NOT NULL, "created_at" varchar(24) NOT NULL, CONSTRAINT "FK_a535d9b92cf44ad1fb646668b58" FOREIGN KEY ("account_id") ${ACCOUNT}, CONSTRAINT "PK_75ad3df4378b2be3ce339a7bf93" PRIMARY KEY ("issuer", "subject"))`,
  `CREATE TABLE "single_uses" ("id" varchar(64) NOT NULL, "expires_at" varchar(24) NOT NULL, CONSTRAINT "PK_d4b3d5252c81498d91e69710455" PRIMARY KEY ("id"))`,
  `CREATE INDEX "IDX_50eda964d7db70feb2586e827c" ON "single_uses" ("expires_at")`,
  `CREATE TABLE "data_keys" ("id" varchar(16) NOT NULL, "sealed_key" varchar(200) NOT NULL, "created_at" varchar(24) NOT NULL, CONSTRAINT "PK_75e186bab00acc0d8f955b75cbb" PRIMARY KEY ("id"))`,
  `CREATE TABLE "access_events" ("id" varchar(36) NOT NULL, "account_id" varchar(40) NOT NULL, "at" varchar(24) NOT NULL, "type" varchar(40) NOT NULL, "actor" varchar(80) NOT NULL, "subject" varchar(80) NOT NULL, "details" text NOT NULL, CONSTRAINT "FK_0bbd46fbfe4cfdb4d91173a4aa6" FOREIGN KEY ("account_id") ${ACCOUNT}, CONSTRAINT "PK_b5edb54463ff60f59a3d40f71e3" PRIMARY KEY ("id"))`,
  `CREATE INDEX "IDX_df2173cd2b0d374aaa4de9e2c0" ON "access_events" ("account_id", "id")`,
];

const MESSAGE = 'access_events is insert-only';

const SQLITE_GUARDS = ['UPDATE', 'DELETE'].map(
  (change) =>
    `CREATE TRIGGER access_events_no_${change.toLowerCase()} BEFORE ${change} ON access_events BEGIN SELECT RAISE(ABORT, '${MESSAGE}'); END`,
);
const POSTGRES_GUARDS = [
  `CREATE TRIGGER access_events_insert_only BEFORE UPDATE OR DELETE ON access_events FOR EACH ROW EXECUTE FUNCTION refuse('${MESSAGE}')`,
];

export class Access1797000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const isSqlite = runner.connection.options.type === 'better-sqlite3';
    for (const statement of [...TABLES, ...(isSqlite ? SQLITE_GUARDS : POSTGRES_GUARDS)]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Access is not taken back: it would delete who let whom in');
  }
}
