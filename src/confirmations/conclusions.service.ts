/** Concludes a version: confirmed by the last yes or declined by the first no, with the receipt in the same transaction. */
import { Inject, Injectable } from '@nestjs/common';
import { moveContract } from '../contracts/contract-status.js';
import type { EventLink } from '../evidence/chained-event.js';
import { EventsService } from '../evidence/events.service.js';
import { ReceiptsService } from '../evidence/receipts.service.js';
import { type Decision, hashDecisions } from '../evidence/statements.js';
import { Contract, type ContractVersion, type Party } from '../persistence/contract.entities.js';
import type { Tx } from '../transactions/tx.js';
import { NoticesService } from './notices.service.js';
import { VersionsService } from './versions.service.js';

@Injectable()
export class ConclusionsService {
  constructor(
    @Inject(VersionsService) private readonly versions: VersionsService,
    @Inject(EventsService) private readonly events: EventsService,
    @Inject(ReceiptsService) private readonly receipts: ReceiptsService,
    @Inject(NoticesService) private readonly notices: NoticesService,
  ) {}

  /** `after` is the event of the deciding answer. Returns the contract as it stands afterwards. */
  async conclude(
    tx: Tx,
    contract: Contract,
    version: ContractVersion,
    parties: Party[],
    status: 'confirmed' | 'declined',
    after: EventLink,
    now: Date,
  ): Promise<Contract> {
    const at = now.toISOString();
    const { contract_id, contract_hash, document, attestation } = version;
    await this.versions.close(tx, version, status, at);
    const concluded = await this.moveOrReplace(tx, contract, version, status, at);
    const decisions = decisionsOf(parties);
    const decisions_hash = hashDecisions(decisions);
    const facts = { version: version.version, status: concluded.status, contract_hash, decisions_hash };
    await this.events.record(tx, contract_id, `contract.${status}`, at, facts, after);
    const code = await this.receipts.issue(tx, {
      version: version.version,
      issued_at: at,
      ...{ contract_id, contract_hash, document, attestation, status, decisions, decisions_hash },
    });
    const isProposal = contract.status !== 'pending';
    const notice = isProposal && status === 'declined' ? 'changes_declined' : status;
    await this.notices.tell(tx, contract, parties, notice, now, code);
    return concluded;
  }

  /** A pending contract takes the status; beside a standing version, a confirmed proposal takes its place. */
  private async moveOrReplace(
    tx: Tx,
    contract: Contract,
    version: ContractVersion,
    status: 'confirmed' | 'declined',
    at: string,
  ): Promise<Contract> {
    if (contract.status === 'pending') {
      const moved = await moveContract(tx, contract, status === 'confirmed' ? 'confirm' : 'decline', at);
      return { ...contract, status: moved };
    }
    if (status === 'declined') return contract;
    const standing = { version: version.version, confirmed_at: at };
    await tx.update(Contract, { id: contract.id }, standing);
    return { ...contract, ...standing };
  }
}

const decisionsOf = (parties: Party[]): Decision[] =>
  parties
    .filter((party) => party.decision !== null)
    .map((party) => JSON.parse(party.decision!) as Decision)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
