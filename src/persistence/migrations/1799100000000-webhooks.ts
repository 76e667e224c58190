/** Who is told of events over HTTP, and the log of what was sent. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const references = (table: string) => `REFERENCES "${table}" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION`;

const STATEMENTS = [
  `CREATE TABLE "webhook_endpoints" ("id" varchar(36) NOT NULL, "account_id" varchar(40) NOT NULL, "url" varchar(2000) NOT NULL, "description" varchar(500) NOT NULL, "event_types" varchar(1000), "created_at" varchar(24) NOT NULL, "start_leaves" integer NOT NULL, "start_positions" integer NOT NULL, "disabled_at" varchar(24), "disabled_reason" varchar(200), "failing_since" varchar(24), "held_until" varchar(24), "due_at" varchar(24), "claimed_at" varchar(24), "lease_until" varchar(24), "worker" varchar(36), "fence" integer NOT NULL, "recover_from" varchar(36), "deleted_at" varchar(24), CONSTRAINT "FK_4d6b730495c4aea409766707c49" FOREIGN KEY ("account_id") ${references('accounts')}, CONSTRAINT "PK_054c4cfb95223732f5939d2d546" PRIMARY KEY ("id"))`,
  `CREATE INDEX "IDX_f982792649bff750f7bcb97a34" ON "webhook_endpoints" ("due_at")`,
  `CREATE INDEX "IDX_1742e3385bc3c5621e3b7e91ba" ON "webhook_endpoints" ("deleted_at")`,
  `CREATE INDEX "IDX_f792af877f4e9c769bf04d141f" ON "webhook_endpoints" ("account_id", "id")`,
  `CREATE TABLE "webhook_secrets" ("id" varchar(36) NOT NULL, "endpoint_id" varchar(36) NOT NULL, "sealed" varchar(200) NOT NULL, "created_at" varchar(24) NOT NULL, "expires_at" varchar(24), CONSTRAINT "FK_44bf990624480f985227893bf43" FOREIGN KEY ("endpoint_id") ${references('webhook_endpoints')}, CONSTRAINT "PK_50b998e9fcc99aa3e0d8123c154" PRIMARY KEY ("id"))`,
  `CREATE INDEX "IDX_5611f74531687ce95fcd6b8715" ON "webhook_secrets" ("endpoint_id", "id")`,
  `CREATE TABLE "webhook_deliveries" ("id" varchar(36) NOT NULL, "endpoint_id" varchar(36) NOT NULL, "event_id" varchar(80) NOT NULL, "type" varchar(40) NOT NULL, "body" text NOT NULL, "status" varchar(9) NOT NULL, "attempts" integer NOT NULL, "step" integer NOT NULL, "round" integer NOT NULL, "next_attempt_at" varchar(24), "created_at" varchar(24) NOT NULL, CONSTRAINT "webhook_delivery_status" CHECK ("status" IN ('waiting','delivered','failed')), CONSTRAINT "FK_0b882c26a9b91c26e6e86b4867c" FOREIGN KEY ("endpoint_id") ${references('webhook_endpoints')}, CONSTRAINT "PK_535dd409947fb6d8fc6dfc0112a" PRIMARY KEY ("id"))`,
  `CREATE INDEX "IDX_02e3ad0fa6fead0b8654090902" ON "webhook_deliveries" ("endpoint_id", "next_attempt_at")`,
  `CREATE INDEX "IDX_400a43a8db7e79179893d48f44" ON "webhook_deliveries" ("endpoint_id", "status", "id")`,
  `CREATE INDEX "IDX_bf4c2408a9971469612351d92a" ON "webhook_deliveries" ("endpoint_id", "id")`,
  `CREATE UNIQUE INDEX "IDX_ce8ee1053d7a0687e786719605" ON "webhook_deliveries" ("endpoint_id", "event_id")`,
  `CREATE TABLE "webhook_attempts" ("id" varchar(36) NOT NULL, "delivery_id" varchar(36) NOT NULL, "at" varchar(24) NOT NULL, "status_code" integer, "answer" varchar(1024) NOT NULL, "error" varchar(200), "duration_ms" integer NOT NULL, CONSTRAINT "FK_0d56d91d61b827bb2079c256538" FOREIGN KEY ("delivery_id") ${references('webhook_deliveries')}, CONSTRAINT "PK_2de7e7887ad97de459adab62638" PRIMARY KEY ("id"))`,
  `CREATE INDEX "IDX_5f8b5cb423a16df616d5f6a6c4" ON "webhook_attempts" ("delivery_id", "id")`,
  `CREATE TABLE "webhook_fan_out" ("id" varchar(8) NOT NULL, "position" varchar(24) NOT NULL, "told_seq" integer NOT NULL, "told_at" varchar(24) NOT NULL, CONSTRAINT "PK_a81bfc4ee6b58516419deb65989" PRIMARY KEY ("id"))`,
];

const TABLES = ['webhook_endpoints', 'webhook_secrets', 'webhook_deliveries', 'webhook_attempts', 'webhook_fan_out'];

export class Webhooks1799100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await runner.query(`DROP TABLE "${table}"`);
  }
}
