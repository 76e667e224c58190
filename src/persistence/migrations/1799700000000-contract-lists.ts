/** Lists of contracts by status, and of all accounts together, cost a page and no more. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEXES: Record<string, string> = {
  IDX_5954cb4be0a75f862b4ddc3a8c: `"account_id", "status", "created_at", "id"`,
  IDX_7238e3a90a60e49fd3fee4f860: `"created_at", "id"`,
  IDX_52736a3f22c3440b175cc4e468: `"status", "created_at", "id"`,
};

export class ContractLists1799700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, columns] of Object.entries(INDEXES)) {
      await runner.query(`CREATE INDEX "${name}" ON "contracts" (${columns})`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(INDEXES)) await runner.query(`DROP INDEX "${name}"`);
  }
}
