/** The carrier's own inbox, held against its callbacks; receipts issued again when it bears a decision out. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `CREATE TABLE "inboxes" ("carrier" varchar(20) NOT NULL, "last_id" varchar(20) NOT NULL, "looked_at" varchar(24) NOT NULL, "holder" varchar(36), "lease_until" varchar(24), CONSTRAINT "PK_09f2cf505d401de3a9a11eb3c00" PRIMARY KEY ("carrier"))`,
  `CREATE TABLE "arrivals" ("message_id" varchar(36) NOT NULL, "text_hash" varchar(64) NOT NULL, "key_name" varchar(16) NOT NULL, "carrier_at" varchar(24) NOT NULL, "callback_key" varchar(255), "inbox_id" varchar(20), CONSTRAINT "PK_9be1c0bae2ed51d9a7defac4689" PRIMARY KEY ("message_id"))`,
  `CREATE INDEX "IDX_2fe3da794791312bec682a6e0c" ON "arrivals" ("text_hash")`,
  `CREATE UNIQUE INDEX "IDX_a0e386b27b780bb0d29634c5bf" ON "arrivals" ("inbox_id")`,
  `CREATE TABLE "receipt_reissues" ("contract_id" varchar(20) NOT NULL, "version" integer NOT NULL, "issue" integer NOT NULL, "issued_at" varchar(24) NOT NULL, "receipt" text NOT NULL, CONSTRAINT "FK_b34d8e233ec29d0c55a159ca876" FOREIGN KEY ("contract_id") REFERENCES "contracts" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION, CONSTRAINT "PK_7a02c1cebb9a3c28d1d5a8d9260" PRIMARY KEY ("contract_id", "version", "issue"))`,
];

const MESSAGE = 'receipt_reissues is insert-only';
const ERASED = `EXISTS (SELECT 1 FROM events WHERE contract_id = OLD.contract_id AND type = 'contract.erased')`;

// As of receipts: never changed, and taken away only with a person who was erased.
const SQLITE_GUARDS = [
  `CREATE TRIGGER receipt_reissues_no_update BEFORE UPDATE ON receipt_reissues BEGIN SELECT RAISE(ABORT, '${MESSAGE}'); END`,
  `CREATE TRIGGER receipt_reissues_no_delete BEFORE DELETE ON receipt_reissues WHEN NOT ${ERASED} BEGIN SELECT RAISE(ABORT, '${MESSAGE}'); END`,
];
const POSTGRES_GUARDS = [
  `CREATE TRIGGER receipt_reissues_no_update BEFORE UPDATE ON receipt_reissues FOR EACH ROW EXECUTE FUNCTION refuse('${MESSAGE}')`,
  `CREATE TRIGGER receipt_reissues_no_delete BEFORE DELETE ON receipt_reissues FOR EACH ROW EXECUTE FUNCTION refuse_unless_erased('${MESSAGE}')`,
];

export class Inbox1799300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const isSqlite = runner.connection.options.type === 'better-sqlite3';
    for (const statement of [...TABLES, ...(isSqlite ? SQLITE_GUARDS : POSTGRES_GUARDS)]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Receipts that were issued are not taken back');
  }
}
