/** When each party is to be reminded. Who was asked before this is not. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Reminders1799400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "parties" ADD "remind_at" varchar(24)`);
    await runner.query(
      `CREATE INDEX "IDX_52b68677548eafe9370c824ce7" ON "parties" ("remind_at") WHERE "remind_at" IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "IDX_52b68677548eafe9370c824ce7"`);
    await runner.query(`ALTER TABLE "parties" DROP COLUMN "remind_at"`);
  }
}
