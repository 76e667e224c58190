/** Kept answers of requests with an Idempotency-Key, and what an account has spent on texts in a day. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const ACCOUNT = 'REFERENCES "accounts" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION';

const TABLES = [
  `CREATE TABLE "idempotency_keys" ("id" varchar(64) NOT NULL, "account_id" varchar(40) NOT NULL, "request_hash" varchar(64) NOT NULL, "sealed_answer" text, "created_at" varchar(24) NOT NULL, CONSTRAINT "FK_2fce765c0a9afca71085de67556" FOREIGN KEY ("account_id") ${ACCOUNT}, CONSTRAINT "PK_8ad20779ad0411107a56e53d0f6" PRIMARY KEY ("id"))`,
  `CREATE INDEX "IDX_5e72f040fdc5efc8eef52a388c" ON "idempotency_keys" ("created_at")`,
  `CREATE TABLE "segment_budgets" ("account_id" varchar(40) NOT NULL, "day" varchar(10) NOT NULL, "segments" integer NOT NULL, CONSTRAINT "FK_83fc01ce32a6708dfafcab8a57b" FOREIGN KEY ("account_id") ${ACCOUNT}, CONSTRAINT "PK_425d1e55b92fd2f233aec3d8ee8" PRIMARY KEY ("account_id", "day"))`,
];

export class IdempotencyAndBudgets1796000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "segment_budgets"');
    await runner.query('DROP TABLE "idempotency_keys"');
  }
}
