/** What texts cost: the budget of all accounts, what was told of spent ones, traffic by dial prefix, paused prefixes. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const ACCOUNT = 'REFERENCES "accounts" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION';

const TABLES = [
  `CREATE TABLE "segment_totals" ("day" varchar(10) NOT NULL, "segments" integer NOT NULL, CONSTRAINT "PK_465358ed567ab87731a5682a92b" PRIMARY KEY ("day"))`,
  `CREATE TABLE "spent_budgets" ("account_id" varchar(40) NOT NULL, "day" varchar(10) NOT NULL, CONSTRAINT "FK_5b6832bb1407a4d8ecdece6502e" FOREIGN KEY ("account_id") ${ACCOUNT}, CONSTRAINT "PK_a76e3ebe8990a8d8af746d3ed35" PRIMARY KEY ("account_id", "day"))`,
  `CREATE TABLE "prefix_traffic" ("prefix" varchar(7) NOT NULL, "minute" varchar(16) NOT NULL, "texts" integer NOT NULL, CONSTRAINT "PK_8c72b4cedffbadf966f0751e1e4" PRIMARY KEY ("prefix", "minute"))`,
  `CREATE TABLE "answered_prefixes" ("prefix" varchar(7) NOT NULL, "minute" varchar(16) NOT NULL, CONSTRAINT "PK_87a9490c86675d3ce94062ce22d" PRIMARY KEY ("prefix"))`,
  `CREATE TABLE "paused_prefixes" ("prefix" varchar(7) NOT NULL, "account_id" varchar(40) NOT NULL, "reason" varchar(24) NOT NULL, "since" varchar(24) NOT NULL, CONSTRAINT "FK_da25f54fff845ac9e96a6f1b64f" FOREIGN KEY ("account_id") ${ACCOUNT}, CONSTRAINT "PK_8b4d940a477abf69ea5005c76fc" PRIMARY KEY ("prefix"))`,
];
const NAMES = ['paused_prefixes', 'answered_prefixes', 'prefix_traffic', 'spent_budgets', 'segment_totals'];

export class Cost1799200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of NAMES) await runner.query(`DROP TABLE "${name}"`);
  }
}
