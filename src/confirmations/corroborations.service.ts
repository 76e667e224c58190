/** Raises a decision's grade when the carrier's own inbox is found to hold the reply it was made by. Rewrites nothing signed. */
import { Inject, Injectable } from '@nestjs/common';
import { ContractsService } from '../contracts/contracts.service.js';
import { EventsService } from '../evidence/events.service.js';
import { RAISED_FROM } from '../evidence/held-grade.js';
import { ReceiptsService } from '../evidence/receipts.service.js';
import type { Decision } from '../evidence/statements.js';
import { type ContractVersion, Party } from '../persistence/contract.entities.js';
import type { Message } from '../persistence/message.entities.js';
import type { Tx } from '../transactions/tx.js';
import { VersionsService } from './versions.service.js';

@Injectable()
export class CorroborationsService {
  constructor(
    @Inject(ContractsService) private readonly contracts: ContractsService,
    @Inject(VersionsService) private readonly versions: VersionsService,
    @Inject(EventsService) private readonly events: EventsService,
    @Inject(ReceiptsService) private readonly receipts: ReceiptsService,
  ) {}

  /** @param reply found in the inbox with these very words; the sender's number is locked. True where a grade was raised. */
  async corroborate(tx: Tx, reply: Message, now: Date): Promise<boolean> {
    if (reply.contract_id === null || reply.version === null) return false;
    const contract = await this.contracts.findLocked(tx, reply.contract_id);
    const version = contract && (await this.versions.find(tx, contract.id, reply.version));
    const [party] = await tx.sql<Party>`SELECT * FROM parties WHERE contract_id = ${reply.contract_id}
      AND version = ${reply.version} AND party_id = ${reply.party_id}`;
    if (!version || !party?.decision) return false;
    const decision = JSON.parse(party.decision) as Decision;
    if (!isMadeBy(decision, reply) || party.evidence_grade !== RAISED_FROM) return false;
    const { contract_id, party_id } = party;
    await tx.update(Party, { contract_id, version: version.version, party_id }, { evidence_grade: 'A' });
    await this.record(tx, version, decision, now.toISOString());
    return true;
  }

  /** Before the version is decided the event goes into its receipt like all others; afterwards the receipt is issued again. */
  private async record(tx: Tx, version: ContractVersion, decision: Decision, at: string): Promise<void> {
    const { party_id, answer, carrier } = decision;
    const { contract_id, contract_hash } = version;
    const stated = await this.receipts.findStated(tx, version);
    const facts = { version: version.version, contract_hash, party_id, answer, grade: 'A', carrier };
    // It may be a receipt's last event, and then stands in the log for all of it.
    const whole = stated ? { ...facts, decisions_hash: stated.decisions_hash } : facts;
    await this.events.record(tx, contract_id, 'contract.corroborated', at, whole);
    if (stated) await this.receipts.reissue(tx, stated, at);
  }
}

/** A number may have texted the same words twice: a reply and the decision it made have one time. */
const isMadeBy = (decision: Decision, reply: Message): boolean =>
  decision.channel === 'sms' &&
  decision.at === reply.created_at &&
  decision.reply === reply.text &&
  decision.carrier_message_id === reply.carrier_id;
