/** Comes round to remind who has not answered. Several servers may: the contract's lock lets one of them. */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ContractsService } from '../contracts/contracts.service.js';
import { Reads } from '../transactions/reads.js';
import { Transactions, type Tx } from '../transactions/tx.js';
import { RemindersService } from './reminders.service.js';
import { VersionsService } from './versions.service.js';

const FIRST_TURN_MS = 2_000;
const TURN_MS = 10_000;
const AT_ONCE = 500; // parties; a morning's ten thousand are through in minutes

@Injectable()
export class RemindersWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('reminders');
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(ContractsService) private readonly contracts: ContractsService,
    @Inject(VersionsService) private readonly versions: VersionsService,
    @Inject(RemindersService) private readonly reminders: RemindersService,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setTimeout(() => this.comeRound(), FIRST_TURN_MS);
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.turn;
  }

  private comeRound(): void {
    this.turn = this.remindDue(new Date())
      .then(() => {})
      .catch((error) => this.log.warn(`will look again: ${(error as Error).message}`))
      .finally(() => {
        if (this.timer) this.timer = setTimeout(() => this.comeRound(), TURN_MS);
      });
  }

  /** Returns how many parties were reminded. */
  async remindDue(now: Date): Promise<number> {
    const due = await this.reads.sql<{ contract_id: string }>`SELECT contract_id FROM parties
      WHERE remind_at <= ${now.toISOString()} ORDER BY remind_at LIMIT ${AT_ONCE}`;
    const ids = [...new Set(due.map((party) => party.contract_id))];
    // Together: waiting callers share a commit.
    const counts = await Promise.all(ids.map((id) => this.transactions.run((tx) => this.remind(tx, id, now))));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  private async remind(tx: Tx, contractId: string, now: Date): Promise<number> {
    const contract = await this.contracts.findLocked(tx, contractId);
    const open = await this.versions.findOpen(tx, contractId);
    if (!contract || !open) return 0; // closed meanwhile
    const parties = await this.versions.listParties(tx, contractId, open.version);
    return this.reminders.remindDue(tx, contract.account_id, open, parties, now);
  }
}
