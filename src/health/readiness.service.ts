/** Whether this process can do its work: a write goes through, and its workers come round. */
import { Inject, Injectable } from '@nestjs/common';
import { COMMUNITY } from '../accounts/community.js';
import { LogGuardService } from '../audit/log-guard.service.js';
import { ExpiryWorker } from '../confirmations/expiry.worker.js';
import { OutboxWorker } from '../outbox/outbox.worker.js';
import { Account } from '../persistence/contract.entities.js';
import { Stopping } from '../stopping.js';
import { Transactions } from '../transactions/tx.js';

const PROBE_KEPT_MS = 1_000;
const HEARTBEAT_MS = 15_000;
const REFUSAL_KEPT_MS = 2_000;

export interface Readiness {
  /** `stopping`: it still answers, and a proxy should turn to another one. */
  status: 'ready' | 'not-ready' | 'stopping';
  checks: { write: boolean; outbox_worker: boolean; expiry_worker: boolean; log: boolean };
  /** Seconds the oldest waiting item has been due: told, not judged. A carrier's outage is no reason to go away. */
  outbox_age_seconds: number;
  /** What nothing leaves for, because its carrier is away. Told, not judged. */
  outbox_halted: string[];
}

@Injectable()
export class ReadinessService {
  private probe: Promise<boolean> | null = null;
  private probedAt = 0;

  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(OutboxWorker) private readonly outbox: OutboxWorker,
    @Inject(ExpiryWorker) private readonly expiry: ExpiryWorker,
    @Inject(LogGuardService) private readonly log: LogGuardService,
    @Inject(Stopping) private readonly stopping: Stopping,
  ) {}

  async check(now: number): Promise<Readiness> {
    if (this.probe === null || now - this.probedAt > PROBE_KEPT_MS) {
      this.probedAt = now;
      this.probe = this.canWrite();
    }
    const isAlive = (worker: { lastTurnAt: number }) => now - worker.lastTurnAt < HEARTBEAT_MS;
    const workers = {
      outbox_worker: isAlive(this.outbox),
      expiry_worker: isAlive(this.expiry),
      log: this.log.isSound && isAlive(this.log),
    };
    // The probe rewrites one row, and may still fit where a contract does not.
    const write = (await this.probe) && performance.now() - this.transactions.refusedAt > REFUSAL_KEPT_MS;
    const checks = { write, ...workers };
    const isReady = Object.values(checks).every(Boolean);
    const status = this.stopping.hasBegun ? 'stopping' : isReady ? 'ready' : 'not-ready';
    return { status, checks, ...(await this.outboxState(now)) };
  }

  private canWrite(): Promise<boolean> {
    const write = this.transactions.run((tx) => tx.update(Account, { id: COMMUNITY }, { name: 'Community' }));
    return write.then(
      (changed) => changed === 1,
      () => false,
    );
  }

  private async outboxState(now: number) {
    const outbox_age_seconds = await this.outbox.ageSeconds(now).catch(() => 0);
    return { outbox_age_seconds, outbox_halted: this.outbox.listHalted() };
  }
}
