/** Tells what became of a text about a contract: outside, and to the story where a party cannot be asked. */
import { Inject, Injectable } from '@nestjs/common';
import { AccountEventsService } from '../feed/account-events.service.js';
import { OutboxService } from '../outbox/outbox.service.js';
import type { Message } from '../persistence/message.entities.js';
import type { Tx } from '../transactions/tx.js';
import { TextCounts, type TextState } from './text-counts.js';

/** Its payload is the id of a text that asked a party, and did not arrive. */
export const UNREACHED_TOPIC = 'unreached';

export const ASKING_KINDS: ReadonlySet<string> = new Set(['invitation', 'reminder']);

type TextAbout = Pick<Message, 'id' | 'kind' | 'account_id' | 'contract_id'>;

@Injectable()
export class OutcomesService {
  readonly counts = new TextCounts();

  constructor(
    @Inject(AccountEventsService) private readonly events: AccountEventsService,
    @Inject(OutboxService) private readonly outbox: OutboxService,
  ) {}

  /** Counted once it is durable. */
  count(tx: Tx, state: TextState, texts = 1): void {
    if (texts > 0) tx.afterCommit(() => this.counts.states.add(state, texts));
  }

  countSent(tx: Tx, { segments }: Message, cost: string | null): void {
    tx.afterCommit(() => this.counts.addSent(segments, cost));
  }

  async tell(tx: Tx, message: Message, outcome: 'delivered' | 'failed', reason: string | null): Promise<void> {
    const { account_id: accountId, contract_id: contractId, party_id, version, id, kind } = message;
    if (accountId === null || contractId === null) return;
    const now = new Date();
    const why = outcome === 'failed' ? { reason } : {};
    const data = { version, party_id, message_id: id, kind, ...why };
    await this.events.record(tx, { accountId, contractId, type: `message.${outcome}`, data, now });
    if (outcome === 'failed' && ASKING_KINDS.has(kind)) await this.tellUnreached(tx, message, now);
  }

  /** Its number wants no texts: where it asked, nobody was asked. */
  async tellWithheld(tx: Tx, message: TextAbout): Promise<void> {
    if (ASKING_KINDS.has(message.kind)) await this.tellUnreached(tx, message, new Date());
  }

  async tellUnreached(tx: Tx, { id, account_id, contract_id }: TextAbout, now: Date): Promise<void> {
    const item = { topic: UNREACHED_TOPIC, orderKey: `unreached ${contract_id}`, payload: id, accountId: account_id };
    await this.outbox.add(tx, { ...item, now });
  }
}
