/** Reports of deliveries, and what strangers texted, are found by their age, and let go. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

// SQLite takes no index whose condition is not said word for word, and rather the primary key, which begins with the kind.
const INDEXES = {
  IDX_3354cf05249d0f1db88f3db838: `("kind", "received_at") WHERE "kind" IN ('delivery','android')`,
  IDX_801bed9a46b0c3796a60413c5b: `("received_at") WHERE "outcome" = 'stranger'`,
};

export class Retention1799800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, rows] of Object.entries(INDEXES)) {
      await runner.query(`CREATE INDEX "${name}" ON "callbacks" ${rows}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(INDEXES)) await runner.query(`DROP INDEX "${name}"`);
  }
}
