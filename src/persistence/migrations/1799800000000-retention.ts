/** Reports of deliveries, and what strangers texted, are found by their age, and let go. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Retention1799800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX "IDX_5deaa80fcbce15ab273edfdfa3" ON "callbacks" ("received_at")
        WHERE "kind" IN ('delivery','android') OR "outcome" = 'stranger'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "IDX_5deaa80fcbce15ab273edfdfa3"`);
  }
}
