/** Logins in a browser end when nobody is there any more, and what an operator has looked at is out of the way. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const STEPS = [
  `ALTER TABLE "sessions" ADD "seen_at" varchar(24)`,
  `ALTER TABLE "messages" ADD "reviewed_at" varchar(24)`,
  `ALTER TABLE "messages" ADD "reviewed_by" varchar(80)`,
  `CREATE INDEX "IDX_27088c168cd6919ba631292f23" ON "messages" ("account_id", "id")
    WHERE "outcome" IN ('needs_review','wrong_code','wrong_check') AND "reviewed_at" IS NULL`,
];

export class Console1799600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const step of STEPS) await runner.query(step);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE "sessions" SET "ended_at" = "created_at" WHERE "seen_at" IS NOT NULL`);
    await runner.query(`DROP INDEX "IDX_27088c168cd6919ba631292f23"`);
    for (const [table, column] of [
      ['messages', 'reviewed_by'],
      ['messages', 'reviewed_at'],
      ['sessions', 'seen_at'],
    ]) {
      await runner.query(`ALTER TABLE "${table}" DROP COLUMN "${column}"`);
    }
  }
}
