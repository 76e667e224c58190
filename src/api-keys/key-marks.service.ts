/** Notes when a key was last used, to the minute, and from where it was refused: a moment later, so that no request waits. */
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { AccessEventsService } from '../accounts/access-events.service.js';
import type { ApiKey } from '../persistence/access.entities.js';
import { Transactions } from '../transactions/tx.js';

const DELAY_MS = 1_000;
// A thief who tries a key from many addresses must not fill the table.
const REFUSALS_PER_MINUTE = 60;

interface Refusal {
  key: ApiKey;
  address: string;
  at: Date;
}

@Injectable()
export class KeyMarksService implements OnModuleDestroy {
  private readonly log = new Logger('api-keys');
  private uses = new Map<string, string>();
  private refusals: Refusal[] = [];
  private told = { minute: '', pairs: new Set<string>() };
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(AccessEventsService) private readonly events: AccessEventsService,
  ) {}

  used(key: ApiKey, now: Date): void {
    const minute = minuteOf(now);
    if (key.last_used_at !== null && key.last_used_at >= minute) return;
    this.uses.set(key.id, minute);
    this.writeSoon();
  }

  refused(key: ApiKey, address: string, now: Date): void {
    const minute = minuteOf(now);
    if (this.told.minute !== minute) this.told = { minute, pairs: new Set() };
    const { pairs } = this.told;
    const pair = `${key.id} ${address}`;
    if (pairs.has(pair) || pairs.size >= REFUSALS_PER_MINUTE) return;
    pairs.add(pair);
    this.refusals.push({ key, address, at: now });
    this.writeSoon();
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.timer);
    await this.write();
  }

  private writeSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.write();
    }, DELAY_MS).unref();
  }

  private async write(): Promise<void> {
    const { uses, refusals } = this;
    if (uses.size + refusals.length === 0) return;
    [this.uses, this.refusals] = [new Map(), []];
    const written = this.transactions.run(async (tx) => {
      for (const [id, minute] of uses) {
        await tx.sql`UPDATE api_keys SET last_used_at = ${minute}
          WHERE id = ${id} AND (last_used_at IS NULL OR last_used_at < ${minute})`;
      }
      for (const { key, address, at } of refusals) {
        const subject = `api-key ${key.id}`;
        const fact = { accountId: key.account_id, type: 'api-key.refused', actor: subject, subject };
        await this.events.record(tx, { ...fact, details: { address, reason: 'allowed_ips' } }, at);
      }
    });
    await written.catch((error: Error) => this.log.warn(`uses of keys were not noted: ${error.message}`));
  }
}

const minuteOf = (now: Date): string => `${now.toISOString().slice(0, 16)}:00.000Z`;
