/** What is told outside beside the contracts' own events. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const references = (table: string) => `REFERENCES "${table}" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION`;

const TABLES = [
  `CREATE TABLE "account_events" ("id" varchar(36) NOT NULL, "position" integer, "account_id" varchar(40) NOT NULL, "contract_id" varchar(20), "type" varchar(40) NOT NULL, "at" varchar(24) NOT NULL, "data" text NOT NULL, CONSTRAINT "FK_2c3916581bee21ef0bff73d00e5" FOREIGN KEY ("account_id") ${references('accounts')}, CONSTRAINT "FK_2e4b8c2d3e301d2e2bf9bb2cf02" FOREIGN KEY ("contract_id") ${references('contracts')}, CONSTRAINT "PK_096b79d6426e443a0f0b096e7cf" PRIMARY KEY ("id"))`,
  `CREATE UNIQUE INDEX "IDX_ed17cdf1972482bc181a6041cc" ON "account_events" ("position")`,
];

export class AccountEvents1799000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "account_events"');
  }
}
