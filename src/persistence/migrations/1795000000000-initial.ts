/** The first schema, once for each engine, with the names TypeORM gives, and what guards the rows. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SQLITE: string[] = [
  `CREATE TABLE "accounts" ("id" varchar(40) PRIMARY KEY NOT NULL, "name" varchar(200) NOT NULL, "created_at" varchar(24) NOT NULL)`,
  `CREATE TABLE "contracts" ("id" varchar(20) PRIMARY KEY NOT NULL, "account_id" varchar(40) NOT NULL, "contract_type" varchar(24) NOT NULL, "status" varchar(12) NOT NULL, "version" integer NOT NULL, "external_id" varchar(255), "manage_token_hash" varchar(64), "created_at" varchar(24) NOT NULL, "confirmed_at" varchar(24), "completed_at" varchar(24), CONSTRAINT "contract_status" CHECK ("status" IN ('pending','confirmed','declined','expired','cancelled','active','disputed','completed')), CONSTRAINT "FK_66009a63d18f2d6557f191b0367" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION)`,
  `CREATE UNIQUE INDEX "IDX_315f389210a919c3b3716cdda7" ON "contracts" ("manage_token_hash") `,
  `CREATE UNIQUE INDEX "IDX_737283207940b2bbc32a77c2ab" ON "contracts" ("account_id", "external_id") `,
  `CREATE INDEX "IDX_5e5dcbfdacb3429d368182712f" ON "contracts" ("account_id", "created_at", "id") `,
  `CREATE TABLE "contract_versions" ("contract_id" varchar(20) NOT NULL, "version" integer NOT NULL, "status" varchar(12) NOT NULL, "document" text NOT NULL, "contract_hash" varchar(64) NOT NULL, "attestation" text NOT NULL, "created_at" varchar(24) NOT NULL, "expires_at" varchar(24) NOT NULL, "decided_at" varchar(24), CONSTRAINT "version_status" CHECK ("status" IN ('pending','confirmed','declined','expired','cancelled','replaced')), CONSTRAINT "FK_3b828ff3fb99bd530480003ab60" FOREIGN KEY ("contract_id") REFERENCES "contracts" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION, PRIMARY KEY ("contract_id", "version"))`,
  `CREATE INDEX "IDX_54ca292b7b815e80daa123370e" ON "contract_versions" ("expires_at") WHERE "status" = 'pending'`,
  `CREATE TABLE "parties" ("contract_id" varchar(20) NOT NULL, "version" integer NOT NULL, "party_id" varchar(4) NOT NULL, "name" varchar(500) NOT NULL, "role" varchar(12) NOT NULL, "phone_number" varchar(16) NOT NULL, "language" varchar(2) NOT NULL, "status" varchar(10) NOT NULL, "code_counter" integer NOT NULL, "asked_at" varchar(24) NOT NULL, "open_until" varchar(24), "decided_at" varchar(24), "channel" varchar(8), "evidence_grade" varchar(1), "decision" text, CONSTRAINT "party_status" CHECK ("status" IN ('pending','confirmed','declined')), CONSTRAINT "FK_906e925a01757e867011f0eaddf" FOREIGN KEY ("contract_id") REFERENCES "contracts" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION, PRIMARY KEY ("contract_id", "version", "party_id"))`,
  `CREATE INDEX "IDX_0cb67c2cfb9633da0212a134bd" ON "parties" ("phone_number", "asked_at") `,
  `CREATE INDEX "IDX_358d6bc94be9c529c9335362e1" ON "parties" ("phone_number", "open_until") WHERE "open_until" IS NOT NULL`,
  `CREATE TABLE "events" ("contract_id" varchar(20) NOT NULL, "seq" integer NOT NULL, "type" varchar(40) NOT NULL, "at" varchar(24) NOT NULL, "data" text NOT NULL, "prev" varchar(64), "hash" varchar(64) NOT NULL, CONSTRAINT "FK_aef1b28586686ab9b1e48fd076a" FOREIGN KEY ("contract_id") REFERENCES "contracts" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION, PRIMARY KEY ("contract_id", "seq"))`,
  `CREATE TABLE "receipts" ("contract_id" varchar(20) NOT NULL, "version" integer NOT NULL, "issued_at" varchar(24) NOT NULL, "receipt" text NOT NULL, CONSTRAINT "FK_9adfba1b3d10b3b4d26e1d727e2" FOREIGN KEY ("contract_id") REFERENCES "contracts" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION, PRIMARY KEY ("contract_id", "version"))`,
  `CREATE TABLE "signing_keys" ("kid" varchar(43) PRIMARY KEY NOT NULL, "public_jwk" text NOT NULL, "first_used_at" varchar(24) NOT NULL)`,
  `CREATE TABLE "messages" ("id" varchar(36) PRIMARY KEY NOT NULL, "account_id" varchar(40), "contract_id" varchar(20), "version" integer, "party_id" varchar(4), "direction" varchar(3) NOT NULL, "phone_number" varchar(16) NOT NULL, "kind" varchar(20) NOT NULL, "text" text NOT NULL, "terms_not_shown" text, "code_counter" integer, "segments" integer NOT NULL, "status" varchar(12) NOT NULL, "carrier" varchar(20), "carrier_id" varchar(128), "carrier_status" varchar(64), "cost" varchar(32), "failure_reason" varchar(64), "possible_duplicate" integer NOT NULL, "outcome" varchar(24), "created_at" varchar(24) NOT NULL, "sent_at" varchar(24), "final_at" varchar(24), CONSTRAINT "message_status" CHECK ("status" IN ('queued','sent','delivered','failed','suppressed','received')), CONSTRAINT "message_direction" CHECK ("direction" IN ('in','out')), CONSTRAINT "FK_d61d1bec4a104d044b6e5abd843" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION, CONSTRAINT "FK_c9c53b19d3d4bfba7f1c73ec0cd" FOREIGN KEY ("contract_id") REFERENCES "contracts" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION)`,
  `CREATE INDEX "IDX_1cda7d283770172f287d7e01bd" ON "messages" ("carrier_id") WHERE "carrier_id" IS NOT NULL`,
  `CREATE INDEX "IDX_20424512137daa9d3747527601" ON "messages" ("phone_number", "id") `,
  `CREATE INDEX "IDX_7b986d2ec4703294b52af226eb" ON "messages" ("contract_id", "id") `,
  `CREATE TABLE "callbacks" ("kind" varchar(16) NOT NULL, "dedupe_key" varchar(255) NOT NULL, "subject" varchar(128), "fields" text NOT NULL, "proof" varchar(16) NOT NULL, "outcome" varchar(24) NOT NULL, "received_at" varchar(24) NOT NULL, PRIMARY KEY ("kind", "dedupe_key"))`,
  `CREATE INDEX "IDX_b9f98800b6d31e68de3293db69" ON "callbacks" ("subject") WHERE "outcome" = 'parked'`,
  `CREATE TABLE "opt_outs" ("phone_number" varchar(16) PRIMARY KEY NOT NULL, "since" varchar(24) NOT NULL)`,
  `CREATE TABLE "one_time_codes" ("id" varchar(36) PRIMARY KEY NOT NULL, "contract_id" varchar(20) NOT NULL, "asked_by" varchar(64) NOT NULL, "version" integer, "contract_hash" varchar(64), "party_id" varchar(4), "counter" integer NOT NULL, "tries" integer NOT NULL, "created_at" varchar(24) NOT NULL, "expires_at" varchar(24) NOT NULL, "used_at" varchar(24))`,
  `CREATE INDEX "IDX_8783e69fa00f91f2e9f12e64a4" ON "one_time_codes" ("contract_id", "asked_by", "created_at") `,
  `CREATE TABLE "outbox" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "account_id" varchar(40), "topic" varchar(24) NOT NULL, "order_key" varchar(64) NOT NULL, "payload" text NOT NULL, "status" varchar(8) NOT NULL, "attempt" integer NOT NULL, "interruptions" integer NOT NULL, "due_at" varchar(24) NOT NULL, "lease_until" varchar(24), "worker" varchar(36), "last_error" varchar(200), "created_at" varchar(24) NOT NULL, CONSTRAINT "outbox_status" CHECK ("status" IN ('waiting','parked','dead')), CONSTRAINT "FK_029ebefc587e228914f3d063f13" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION)`,
  `CREATE INDEX "IDX_c22f35f6f12143ce99f71925f0" ON "outbox" ("order_key", "id") `,
  `CREATE INDEX "IDX_a14ba2ba029cf4e66dc6a3296c" ON "outbox" ("due_at", "id") WHERE "status" = 'waiting'`,
  `CREATE TABLE "simulator_texts" ("id" varchar(36) PRIMARY KEY NOT NULL, "phone_number" varchar(16) NOT NULL, "direction" varchar(12) NOT NULL, "sealed_text" text NOT NULL, "status" varchar(12) NOT NULL, "at" varchar(24) NOT NULL)`,
  `CREATE INDEX "IDX_8fce3e4d2f3b8e95cc52d31b3f" ON "simulator_texts" ("phone_number", "id") `,
  `CREATE TABLE "simulator_phones" ("phone_number" varchar(16) PRIMARY KEY NOT NULL, "outcome" varchar(12) NOT NULL)`,
];
const POSTGRES: string[] = [
  `CREATE TABLE "accounts" ("id" character varying(40) NOT NULL, "name" character varying(200) NOT NULL, "created_at" character varying(24) NOT NULL, CONSTRAINT "PK_5a7a02c20412299d198e097a8fe" PRIMARY KEY ("id"))`,
  `CREATE TABLE "contracts" ("id" character varying(20) NOT NULL, "account_id" character varying(40) NOT NULL, "contract_type" character varying(24) NOT NULL, "status" character varying(12) NOT NULL, "version" integer NOT NULL, "external_id" character varying(255), "manage_token_hash" character varying(64), "created_at" character varying(24) NOT NULL, "confirmed_at" character varying(24), "completed_at" character varying(24), CONSTRAINT "contract_status" CHECK ("status" IN ('pending','confirmed','declined','expired','cancelled','active','disputed','completed')), CONSTRAINT "PK_2c7b8f3a7b1acdd49497d83d0fb" PRIMARY KEY ("id"))`,
  `CREATE UNIQUE INDEX "IDX_315f389210a919c3b3716cdda7" ON "contracts"  ("manage_token_hash") `,
  `CREATE UNIQUE INDEX "IDX_737283207940b2bbc32a77c2ab" ON "contracts"  ("account_id", "external_id") `,
  `CREATE INDEX "IDX_5e5dcbfdacb3429d368182712f" ON "contracts"  ("account_id", "created_at", "id") `,
  `CREATE TABLE "contract_versions" ("contract_id" character varying(20) NOT NULL, "version" integer NOT NULL, "status" character varying(12) NOT NULL, "document" text NOT NULL, "contract_hash" character varying(64) NOT NULL, "attestation" text NOT NULL, "created_at" character varying(24) NOT NULL, "expires_at" character varying(24) NOT NULL, "decided_at" character varying(24), CONSTRAINT "version_status" CHECK ("status" IN ('pending','confirmed','declined','expired','cancelled','replaced')), CONSTRAINT "PK_2e1dff77309cfcd55c38329a640" PRIMARY KEY ("contract_id", "version"))`,
  `CREATE INDEX "IDX_54ca292b7b815e80daa123370e" ON "contract_versions"  ("expires_at") WHERE "status" = 'pending'`,
  `CREATE TABLE "parties" ("contract_id" character varying(20) NOT NULL, "version" integer NOT NULL, "party_id" character varying(4) NOT NULL, "name" character varying(500) NOT NULL, "role" character varying(12) NOT NULL, "phone_number" character varying(16) NOT NULL, "language" character varying(2) NOT NULL, "status" character varying(10) NOT NULL, "code_counter" integer NOT NULL, "asked_at" character varying(24) NOT NULL, "open_until" character varying(24), "decided_at" character varying(24), "channel" character varying(8), "evidence_grade" character varying(1), "decision" text, CONSTRAINT "party_status" CHECK ("status" IN ('pending','confirmed','declined')), CONSTRAINT "PK_b36b5328cc73dbcd4b45cadafb2" PRIMARY KEY ("contract_id", "version", "party_id"))`,
  `CREATE INDEX "IDX_0cb67c2cfb9633da0212a134bd" ON "parties"  ("phone_number", "asked_at") `,
  `CREATE INDEX "IDX_358d6bc94be9c529c9335362e1" ON "parties"  ("phone_number", "open_until") WHERE "open_until" IS NOT NULL`,
  `CREATE TABLE "events" ("contract_id" character varying(20) NOT NULL, "seq" integer NOT NULL, "type" character varying(40) NOT NULL, "at" character varying(24) NOT NULL, "data" text NOT NULL, "prev" character varying(64), "hash" character varying(64) NOT NULL, CONSTRAINT "PK_fcd12b26ca616449d06a652228e" PRIMARY KEY ("contract_id", "seq"))`,
  `CREATE TABLE "receipts" ("contract_id" character varying(20) NOT NULL, "version" integer NOT NULL, "issued_at" character varying(24) NOT NULL, "receipt" text NOT NULL, CONSTRAINT "PK_9e3a60b9e27935f515a5610cd40" PRIMARY KEY ("contract_id", "version"))`,
  `CREATE TABLE "signing_keys" ("kid" character varying(43) NOT NULL, "public_jwk" text NOT NULL, "first_used_at" character varying(24) NOT NULL, CONSTRAINT "PK_13362ac3e792c69417e1a53d355" PRIMARY KEY ("kid"))`,
  `CREATE TABLE "messages" ("id" character varying(36) NOT NULL, "account_id" character varying(40), "contract_id" character varying(20), "version" integer, "party_id" character varying(4), "direction" character varying(3) NOT NULL, "phone_number" character varying(16) NOT NULL, "kind" character varying(20) NOT NULL, "text" text NOT NULL, "terms_not_shown" text, "code_counter" integer, "segments" integer NOT NULL, "status" character varying(12) NOT NULL, "carrier" character varying(20), "carrier_id" character varying(128), "carrier_status" character varying(64), "cost" character varying(32), "failure_reason" character varying(64), "possible_duplicate" integer NOT NULL, "outcome" character varying(24), "created_at" character varying(24) NOT NULL, "sent_at" character varying(24), "final_at" character varying(24), CONSTRAINT "message_status" CHECK ("status" IN ('queued','sent','delivered','failed','suppressed','received')), CONSTRAINT "message_direction" CHECK ("direction" IN ('in','out')), CONSTRAINT "PK_18325f38ae6de43878487eff986" PRIMARY KEY ("id"))`,
  `CREATE INDEX "IDX_1cda7d283770172f287d7e01bd" ON "messages"  ("carrier_id") WHERE "carrier_id" IS NOT NULL`,
  `CREATE INDEX "IDX_20424512137daa9d3747527601" ON "messages"  ("phone_number", "id") `,
  `CREATE INDEX "IDX_7b986d2ec4703294b52af226eb" ON "messages"  ("contract_id", "id") `,
  `CREATE TABLE "callbacks" ("kind" character varying(16) NOT NULL, "dedupe_key" character varying(255) NOT NULL, "subject" character varying(128), "fields" text NOT NULL, "proof" character varying(16) NOT NULL, "outcome" character varying(24) NOT NULL, "received_at" character varying(24) NOT NULL, CONSTRAINT "PK_d470d21b908f90efded687f3196" PRIMARY KEY ("kind", "dedupe_key"))`,
  `CREATE INDEX "IDX_b9f98800b6d31e68de3293db69" ON "callbacks"  ("subject") WHERE "outcome" = 'parked'`,
  `CREATE TABLE "opt_outs" ("phone_number" character varying(16) NOT NULL, "since" character varying(24) NOT NULL, CONSTRAINT "PK_b190f67b720fda01a8f90c96635" PRIMARY KEY ("phone_number"))`,
  `CREATE TABLE "one_time_codes" ("id" character varying(36) NOT NULL, "contract_id" character varying(20) NOT NULL, "asked_by" character varying(64) NOT NULL, "version" integer, "contract_hash" character varying(64), "party_id" character varying(4), "counter" integer NOT NULL, "tries" integer NOT NULL, "created_at" character varying(24) NOT NULL, "expires_at" character varying(24) NOT NULL, "used_at" character varying(24), CONSTRAINT "PK_ae6fc30aa12eeae02fec8d6b63e" PRIMARY KEY ("id"))`,
  `CREATE INDEX "IDX_8783e69fa00f91f2e9f12e64a4" ON "one_time_codes"  ("contract_id", "asked_by", "created_at") `,
  `CREATE TABLE "outbox" ("id" SERIAL NOT NULL, "account_id" character varying(40), "topic" character varying(24) NOT NULL, "order_key" character varying(64) NOT NULL, "payload" text NOT NULL, "status" character varying(8) NOT NULL, "attempt" integer NOT NULL, "interruptions" integer NOT NULL, "due_at" character varying(24) NOT NULL, "lease_until" character varying(24), "worker" character varying(36), "last_error" character varying(200), "created_at" character varying(24) NOT NULL, CONSTRAINT "outbox_status" CHECK ("status" IN ('waiting','parked','dead')), CONSTRAINT "PK_340ab539f309f03bdaa14aa7649" PRIMARY KEY ("id"))`,
  `CREATE INDEX "IDX_c22f35f6f12143ce99f71925f0" ON "outbox"  ("order_key", "id") `,
  `CREATE INDEX "IDX_a14ba2ba029cf4e66dc6a3296c" ON "outbox"  ("due_at", "id") WHERE "status" = 'waiting'`,
  `CREATE TABLE "simulator_texts" ("id" character varying(36) NOT NULL, "phone_number" character varying(16) NOT NULL, "direction" character varying(12) NOT NULL, "sealed_text" text NOT NULL, "status" character varying(12) NOT NULL, "at" character varying(24) NOT NULL, CONSTRAINT "PK_2d20ef07f827371bb5a2874428b" PRIMARY KEY ("id"))`,
  `CREATE INDEX "IDX_8fce3e4d2f3b8e95cc52d31b3f" ON "simulator_texts"  ("phone_number", "id") `,
  `CREATE TABLE "simulator_phones" ("phone_number" character varying(16) NOT NULL, "outcome" character varying(12) NOT NULL, CONSTRAINT "PK_d0abd995d91d36c30ca32e9bfa8" PRIMARY KEY ("phone_number"))`,
  `ALTER TABLE "contracts" ADD CONSTRAINT "FK_66009a63d18f2d6557f191b0367" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "contract_versions" ADD CONSTRAINT "FK_3b828ff3fb99bd530480003ab60" FOREIGN KEY ("contract_id") REFERENCES "contracts"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "parties" ADD CONSTRAINT "FK_906e925a01757e867011f0eaddf" FOREIGN KEY ("contract_id") REFERENCES "contracts"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "events" ADD CONSTRAINT "FK_aef1b28586686ab9b1e48fd076a" FOREIGN KEY ("contract_id") REFERENCES "contracts"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "receipts" ADD CONSTRAINT "FK_9adfba1b3d10b3b4d26e1d727e2" FOREIGN KEY ("contract_id") REFERENCES "contracts"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "messages" ADD CONSTRAINT "FK_d61d1bec4a104d044b6e5abd843" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "messages" ADD CONSTRAINT "FK_c9c53b19d3d4bfba7f1c73ec0cd" FOREIGN KEY ("contract_id") REFERENCES "contracts"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "outbox" ADD CONSTRAINT "FK_029ebefc587e228914f3d063f13" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
];

/** The edges of the state machine in contract-status.ts; whatever else is refused by the database too (T3). */
const EDGES = [
  ...['pending>confirmed', 'pending>declined', 'pending>expired', 'pending>cancelled'],
  ...['confirmed>active', 'confirmed>disputed', 'active>completed', 'active>disputed'],
  ...['disputed>active', 'disputed>completed', 'disputed>cancelled'],
];
const edgeList = EDGES.map((edge) => `'${edge}'`).join(', ');

const INSERT_ONLY = ['events', 'receipts', 'signing_keys'];

const sqliteGuard = (name: string, when: string, condition: string, message: string) =>
  `CREATE TRIGGER ${name} BEFORE ${when} ${condition} BEGIN SELECT RAISE(ABORT, '${message}'); END`;

const SQLITE_GUARDS = [
  ...INSERT_ONLY.flatMap((table) => [
    sqliteGuard(`${table}_no_update`, `UPDATE ON ${table}`, '', `${table} is insert-only`),
    sqliteGuard(`${table}_no_delete`, `DELETE ON ${table}`, '', `${table} is insert-only`),
  ]),
  sqliteGuard(
    'document_is_final',
    'UPDATE OF document, contract_hash, attestation ON contract_versions',
    '',
    'a recorded document never changes',
  ),
  sqliteGuard(
    'contract_moves',
    'UPDATE OF status ON contracts',
    `WHEN NEW.status <> OLD.status AND (OLD.status || '>' || NEW.status) NOT IN (${edgeList})`,
    'a contract cannot make that move',
  ),
];

const POSTGRES_GUARDS = [
  `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$`,
  ...INSERT_ONLY.map(
    (table) => `CREATE TRIGGER ${table}_insert_only BEFORE UPDATE OR DELETE ON ${table}
      FOR EACH ROW EXECUTE FUNCTION refuse('${table} is insert-only')`,
  ),
  `CREATE TRIGGER document_is_final BEFORE UPDATE OF document, contract_hash, attestation ON contract_versions
    FOR EACH ROW EXECUTE FUNCTION refuse('a recorded document never changes')`,
  `CREATE TRIGGER contract_moves BEFORE UPDATE OF status ON contracts FOR EACH ROW
    WHEN (NEW.status <> OLD.status AND (OLD.status || '>' || NEW.status) NOT IN (${edgeList}))
    EXECUTE FUNCTION refuse('a contract cannot make that move')`,
];

const COMMUNITY = `INSERT INTO accounts (id, name, created_at) VALUES ('community', 'Community', '2026-11-22T00:00:00.000Z')`;

export class Initial1795000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const isSqlite = runner.connection.options.type === 'better-sqlite3';
    const statements = isSqlite ? [...SQLITE, ...SQLITE_GUARDS] : [...POSTGRES, ...POSTGRES_GUARDS];
    for (const statement of [...statements, COMMUNITY]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The first schema is not taken back: it would delete every record');
  }
}
