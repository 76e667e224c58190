/** What the issuer may do to a contract: withdraw it, move it on, ask again. */
import { Inject, Injectable } from '@nestjs/common';
import { readDocument } from '../contracts/contract-document.js';
import { type IssuerMove, moveContract } from '../contracts/contract-status.js';
import { ContractsService, type Scope } from '../contracts/contracts.service.js';
import { EventsService, type EventType } from '../evidence/events.service.js';
import { Problem } from '../problems/problem.js';
import type { Tx } from '../transactions/tx.js';
import { AskingService } from './asking.service.js';
import { assertInTime, VersionsService } from './versions.service.js';

const EVENT_OF: Record<IssuerMove, EventType> = {
  cancel: 'contract.cancelled',
  activate: 'contract.activated',
  complete: 'contract.completed',
  dispute: 'contract.disputed',
};

const FINAL = new Set<string>(['cancelled', 'completed']);

@Injectable()
export class MovesService {
  constructor(
    @Inject(ContractsService) private readonly contracts: ContractsService,
    @Inject(VersionsService) private readonly versions: VersionsService,
    @Inject(EventsService) private readonly events: EventsService,
    @Inject(AskingService) private readonly asking: AskingService,
  ) {}

  async move(tx: Tx, scope: Scope, id: string, move: IssuerMove, reason: string | undefined, now: Date): Promise<void> {
    const at = now.toISOString();
    const contract = await this.contracts.getLocked(tx, scope, id);
    const awaited = await this.versions.findOpen(tx, id);
    if (contract.status === 'pending') assertInTime(awaited, now);
    const status = await moveContract(tx, contract, move, at);
    // A contract that is over cannot take new terms either.
    const open = FINAL.has(status) ? awaited : null;
    const notice = move === 'cancel' ? 'cancelled' : 'changes_withdrawn';
    if (open) await this.versions.withdraw(tx, contract, open, notice, now);
    const { version } = contract;
    const facts = { version, status, ...(reason !== undefined && { reason }) };
    await this.events.record(tx, id, EVENT_OF[move], at, facts);
  }

  /** Asks again whoever has not answered; returns whom, and what their texts cost. */
  async resend(tx: Tx, scope: Scope, id: string, partyId: string | undefined, now: Date) {
    await this.asking.lockNumbersOf(tx, scope, id);
    const contract = await this.contracts.getLocked(tx, scope, id);
    const open = await this.versions.findOpen(tx, id);
    assertInTime(open, now);
    if (!open) {
      const members = { current_status: contract.status };
      throw new Problem('contract-not-pending', 'Nobody is being asked about this contract', { members });
    }
    const parties = await this.versions.listParties(tx, id, open.version);
    if (partyId !== undefined && !parties.some((party) => party.party_id === partyId)) {
      const errors = [{ pointer: '#/party_id', detail: `must be one of ${parties.map((p) => p.party_id).join(', ')}` }];
      throw new Problem('invalid-value', 'party_id names no party of this contract', { errors });
    }
    const waiting = parties.filter((p) => p.status === 'pending' && (partyId ?? p.party_id) === p.party_id);
    const document = readDocument(open.document);
    const { segments } = await this.asking.inviteAll(tx, contract.account_id, document, waiting, now);
    return { asked: waiting.map((party) => party.party_id), segments };
  }
}
