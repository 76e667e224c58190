/** Records what an account should hear of beside its contracts' own events, in the transaction that found it out. */
import { Inject, Injectable } from '@nestjs/common';
import { uuidv7 } from '../crypto/ids.js';
import { AccountEvent } from '../persistence/feed.entities.js';
import type { Tx } from '../transactions/tx.js';
import { FeedWorker } from './feed.worker.js';
import type { FeedType } from './feed-types.js';

/** What is told outside and stands in no contract's chain. */
export type AccountEventType = Exclude<FeedType, `contract.${string}` | 'party.unreachable'>;

export interface NewAccountEvent {
  accountId: string;
  type: AccountEventType;
  contractId?: string;
  /** A party is named by its party_id alone. */
  data: Record<string, unknown>;
  now: Date;
}

@Injectable()
export class AccountEventsService {
  constructor(@Inject(FeedWorker) private readonly worker: FeedWorker) {}

  async record(tx: Tx, { accountId, type, contractId, data, now }: NewAccountEvent): Promise<void> {
    await tx.insert(AccountEvent, {
      id: uuidv7(),
      position: null,
      account_id: accountId,
      contract_id: contractId ?? null,
      type,
      at: now.toISOString(),
      data: JSON.stringify(data),
    });
    tx.afterCommit(() => this.worker.poke());
  }
}
