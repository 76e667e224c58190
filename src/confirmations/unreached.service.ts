/** Records that a party who still has to answer was not reached, with the reason and what to do. */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ContractsService } from '../contracts/contracts.service.js';
import { EventsService } from '../evidence/events.service.js';
import { troubleOf } from '../messaging/delivery-troubles.js';
import { MessagesService } from '../messaging/messages.service.js';
import { UNREACHED_TOPIC } from '../messaging/outcomes.service.js';
import { OutboxService } from '../outbox/outbox.service.js';
import type { Tx } from '../transactions/tx.js';
import { VersionsService } from './versions.service.js';

const TYPE = 'party.unreachable';

@Injectable()
export class UnreachedService implements OnModuleInit {
  constructor(
    @Inject(OutboxService) private readonly outbox: OutboxService,
    @Inject(MessagesService) private readonly messages: MessagesService,
    @Inject(ContractsService) private readonly contracts: ContractsService,
    @Inject(VersionsService) private readonly versions: VersionsService,
    @Inject(EventsService) private readonly events: EventsService,
  ) {}

  onModuleInit(): void {
    this.outbox.register(UNREACHED_TOPIC, async ({ payload }) => ({
      state: 'done',
      record: (tx) => this.record(tx, payload, new Date()),
    }));
  }

  private async record(tx: Tx, messageId: string, now: Date): Promise<void> {
    const message = await this.messages.find(messageId, tx);
    if (!message) return;
    const { id: message_id, contract_id: contractId, party_id } = message;
    const trouble = troubleOf(message, now);
    const contract = await this.contracts.findLocked(tx, contractId!);
    const open = await this.versions.findOpen(tx, contractId!);
    if (!trouble || !contract || open?.version !== message.version) return; // it arrived, or no longer matters
    const parties = await this.versions.listParties(tx, contract.id, open!.version);
    const hasAnswered = parties.some((party) => party.party_id === party_id && party.status !== 'pending');
    if (hasAnswered || (await this.isTold(tx, contract.id, message_id))) return;
    const { version, contract_hash } = open!;
    const facts = { version, status: contract.status, contract_hash, party_id, message_id, ...trouble };
    await this.events.record(tx, contract.id, TYPE, now.toISOString(), facts);
  }

  private async isTold(tx: Tx, contractId: string, messageId: string): Promise<boolean> {
    const told = await tx.sql<{ data: string }>`SELECT data FROM events
      WHERE contract_id = ${contractId} AND type = ${TYPE}`;
    return told.some(({ data }) => (JSON.parse(data) as { message_id: string }).message_id === messageId);
  }
}
