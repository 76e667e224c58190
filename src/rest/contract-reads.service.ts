/** Puts together what one answer shows of a contract and of the texts about it. */
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { isContractId } from '../contracts/contract-id.js';
import { ContractsService, type ContractView, notFound } from '../contracts/contracts.service.js';
import { ReceiptsService } from '../evidence/receipts.service.js';
import { MessagesService } from '../messaging/messages.service.js';
import type { Tx } from '../transactions/tx.js';
import { contractAnswer, type Related } from './contract-answers.js';

/** Versions that have a receipt. */
const DECIDED = new Set(['confirmed', 'declined']);

@Injectable()
export class ContractReadsService {
  constructor(
    @Inject(ContractsService) private readonly contracts: ContractsService,
    @Inject(MessagesService) private readonly messages: MessagesService,
    @Inject(ReceiptsService) private readonly receipts: ReceiptsService,
  ) {}

  async view(caller: Caller, id: string, from?: Pick<Tx, 'sql'>): Promise<ContractView> {
    assertId(id);
    return this.contracts.get(caller, id, from);
  }

  async get(caller: Caller, id: string, from?: Pick<Tx, 'sql'>) {
    const view = await this.view(caller, id, from);
    const [related] = await this.relatedTo([view], from);
    return contractAnswer(view, related!, caller);
  }

  relatedTo(views: ContractView[], from?: Pick<Tx, 'sql'>): Promise<Related[]> {
    return Promise.all(
      views.map(async ({ contract, standing, proposal }) => ({
        deliveries: await this.messages.deliveries(contract.id, standing.version, from),
        proposalDeliveries: proposal && (await this.messages.deliveries(contract.id, proposal.version.version, from)),
        receiptCode: DECIDED.has(standing.status)
          ? await this.receipts.findCode(contract.id, standing.version, from)
          : null,
      })),
    );
  }
}

/** What cannot be an id needs no look into the database; a mistyped digit is caught here too. */
export function assertId(id: string): void {
  if (!isContractId(id)) throw notFound(id.slice(0, 40));
}
