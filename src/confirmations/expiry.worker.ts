/** Marks what ran out of time. Answers are refused from that second on, whether or not this has come round. */
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { moveContract } from '../contracts/contract-status.js';
import { ContractsService } from '../contracts/contracts.service.js';
import { EventsService } from '../evidence/events.service.js';
import { Reads } from '../transactions/reads.js';
import { Transactions, type Tx } from '../transactions/tx.js';
import { VersionsService } from './versions.service.js';

const TURN_MS = 2_000;
const AT_ONCE = 200;

@Injectable()
export class ExpiryWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('expiry');
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> = Promise.resolve();
  /** When it last came round, for the readiness probe. */
  lastTurnAt = Date.now();

  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(ContractsService) private readonly contracts: ContractsService,
    @Inject(VersionsService) private readonly versions: VersionsService,
    @Inject(EventsService) private readonly events: EventsService,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setTimeout(() => this.comeRound(), TURN_MS);
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.turn;
  }

  private comeRound(): void {
    this.lastTurnAt = Date.now();
    this.turn = this.expireDue(new Date())
      .then(() => {})
      .catch((error) => this.log.warn(`will look again: ${(error as Error).message}`))
      .finally(() => {
        if (this.timer) this.timer = setTimeout(() => this.comeRound(), TURN_MS);
      });
  }

  /** Returns how many versions ran out. */
  async expireDue(now: Date): Promise<number> {
    const due = await this.reads.sql<{ contract_id: string; version: number }>`
      SELECT contract_id, version FROM contract_versions
      WHERE status = 'pending' AND expires_at <= ${now.toISOString()} ORDER BY expires_at LIMIT ${AT_ONCE}`;
    // Together: waiting callers share a commit.
    await Promise.all(due.map((one) => this.transactions.run((tx) => this.expire(tx, one.contract_id, now))));
    return due.length;
  }

  private async expire(tx: Tx, contractId: string, now: Date): Promise<void> {
    const contract = await this.contracts.findLocked(tx, contractId);
    const open = await this.versions.findOpen(tx, contractId);
    const at = now.toISOString();
    if (!contract || !open || open.expires_at > at) return; // decided or amended meanwhile
    const parties = await this.versions.listParties(tx, contractId, open.version);
    const unanswered = parties.filter((party) => party.status === 'pending').map((party) => party.party_id);
    await this.versions.close(tx, open, 'expired', at);
    const isPending = contract.status === 'pending';
    const status = isPending ? await moveContract(tx, contract, 'expire', at) : contract.status;
    const { version, contract_hash } = open;
    const facts = { version, status, contract_hash, unanswered };
    await this.events.record(tx, contractId, 'contract.expired', at, facts);
  }
}
