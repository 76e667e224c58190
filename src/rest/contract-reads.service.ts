/** Puts together what one answer shows of a contract and of the texts about it. */
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { isContractId } from '../contracts/contract-id.js';
import { ContractsService, type ContractView, notFound } from '../contracts/contracts.service.js';
import { MessagesService } from '../messaging/messages.service.js';
import type { Tx } from '../transactions/tx.js';
import { contractAnswer, type Deliveries } from './contract-answers.js';

@Injectable()
export class ContractReadsService {
  constructor(
    @Inject(ContractsService) private readonly contracts: ContractsService,
    @Inject(MessagesService) private readonly messages: MessagesService,
  ) {}

  async view(caller: Caller, id: string, from?: Pick<Tx, 'sql'>): Promise<ContractView> {
    assertId(id);
    return this.contracts.get(caller, id, from);
  }

  async get(caller: Caller, id: string, from?: Pick<Tx, 'sql'>) {
    const view = await this.view(caller, id, from);
    const [deliveries] = await this.deliveriesOf([view], from);
    return contractAnswer(view, deliveries!, caller);
  }

  deliveriesOf(views: ContractView[], from?: Pick<Tx, 'sql'>): Promise<Deliveries[]> {
    return Promise.all(
      views.map(async ({ contract, standing, proposal }) => ({
        standing: await this.messages.deliveries(contract.id, standing.version, from),
        proposal: proposal && (await this.messages.deliveries(contract.id, proposal.version.version, from)),
      })),
    );
  }
}

/** What cannot be an id needs no look into the database; a mistyped digit is caught here too. */
export function assertId(id: string): void {
  if (!isContractId(id)) throw notFound(id.slice(0, 40));
}
