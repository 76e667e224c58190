/** Each topic of the outbox leaves by a lane of its own; reports find a text by its number, and texts without a report are found. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const STEPS = [
  `ALTER TABLE "outbox" ADD "failures" integer NOT NULL DEFAULT (0)`,
  `DROP INDEX "IDX_a14ba2ba029cf4e66dc6a3296c"`,
  `CREATE INDEX "IDX_a3fccf71ab65368f04bc7639e8" ON "outbox" ("topic", "due_at", "id") WHERE "status" <> 'dead'`,
  `CREATE INDEX "IDX_68249bb53bb65803e5d1627a40" ON "outbox" ("topic", "id") WHERE "status" = 'dead'`,
  `ALTER TABLE "callbacks" ADD "phone_number" varchar(16)`,
  `CREATE INDEX "IDX_9fc0e44a17fabef4b94dab69cc" ON "callbacks" ("phone_number") WHERE "outcome" = 'parked'`,
  `CREATE INDEX "IDX_8a7decd6b73aa5c63d4cfb9c22" ON "messages" ("sent_at") WHERE "status" = 'sent'`,
];

export class Lanes1799500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const step of STEPS) await runner.query(step);
  }

  async down(): Promise<void> {
    throw new Error('Texts that failed or are parked would lose what is known of them');
  }
}
