/** The contract between the two sample phones: made as over REST, and found again, whoever made it. */
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { ENV, type Env } from '../config/env.js';
import { ProposalsService } from '../confirmations/proposals.service.js';
import { ContractListService } from '../contracts/contract-list.service.js';
import { contractAnswer } from '../rest/contract-answers.js';
import { ContractReadsService } from '../rest/contract-reads.service.js';
import { createSchema } from '../rest/contracts.schemas.js';
import { EXAMPLE_CONTRACT, exampleContractIn, type Reading } from '../rest/example-contract.js';
import { proposalOf } from '../rest/proposal-request.js';
import { WritesService } from '../writes/writes.service.js';

export type Sample = ReturnType<typeof contractAnswer>;

@Injectable()
export class SampleContractsService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ProposalsService) private readonly proposals: ProposalsService,
    @Inject(WritesService) private readonly writes: WritesService,
    @Inject(ContractListService) private readonly lists: ContractListService,
    @Inject(ContractReadsService) private readonly reads: ContractReadsService,
  ) {}

  async make({ accountId }: Caller, reading: Reading): Promise<void> {
    const proposal = proposalOf(createSchema.parse(exampleContractIn(reading)), this.env);
    const now = new Date();
    // No manage token: nobody would be shown it.
    await this.writes.settle((tx) => this.proposals.propose(tx, accountId, false, proposal, now));
  }

  /** The latest between the two phones that whoever looks may see. */
  async findLatest(caller: Caller): Promise<Sample | null> {
    const [seller, buyer] = EXAMPLE_CONTRACT.parties.map((party) => party.phone_number);
    const { views } = await this.lists.list(caller, { phone_number: seller, limit: 1 });
    const [view] = views.filter(({ parties }) => parties.some((party) => party.phone_number === buyer));
    if (!view) return null;
    const [related] = await this.reads.relatedTo([view]);
    return contractAnswer(view, related!, { seesNumbers: true });
  }
}
