/** Contracts: created, read, listed. */
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CurrentCaller, Open, Scopes } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { ENV, type Env } from '../config/env.js';
import { ProposalsService } from '../confirmations/proposals.service.js';
import { ContractListService, type ListFilter } from '../contracts/contract-list.service.js';
import { faultyValue } from '../problems/schema-pipe.js';
import { Limited } from '../throttling/throttling.decorators.js';
import { CurrentExchange, type Exchange } from '../writes/exchange.decorators.js';
import { WritesService } from '../writes/writes.service.js';
import { contractAnswer, statusAnswer } from './contract-answers.js';
import { ContractReadsService } from './contract-reads.service.js';
import {
  type CreateBody,
  createSchema,
  type ListQuery,
  listSchema,
  type SearchBody,
  searchSchema,
} from './contracts.schemas.js';
import { phoneOf, proposalOf } from './proposal-request.js';

const PATH = 'api/v1/contracts';
// Each party is a text somebody pays for.
const ANONYMOUS_PARTIES = 5;

@Controller(PATH)
export class ContractsController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ProposalsService) private readonly proposals: ProposalsService,
    @Inject(ContractReadsService) private readonly contracts: ContractReadsService,
    @Inject(ContractListService) private readonly lists: ContractListService,
    @Inject(WritesService) private readonly writes: WritesService,
  ) {}

  @Post(['', 'create'])
  @Open('contracts:write')
  @Limited('create')
  async create(
    @Body({ schema: createSchema }) body: CreateBody,
    @CurrentCaller() caller: Caller,
    @CurrentExchange() exchange: Exchange,
  ) {
    const isAnonymous = caller.kind === 'anonymous';
    if (isAnonymous && this.env.environment === 'production' && body.parties.length > ANONYMOUS_PARTIES) {
      const detail = `may hold at most ${ANONYMOUS_PARTIES} parties without a credential`;
      throw faultyValue([{ pointer: '#/parties', detail }], true);
    }
    const proposal = proposalOf(body, this.env);
    const now = new Date();
    return this.writes.run(exchange, now, async (tx) => {
      const made = await this.proposals.propose(tx, caller.accountId, isAnonymous, proposal, now);
      const { contract, version: standing, parties, deliveries, segments, manageToken } = made;
      const view = { contract, standing, parties, proposal: null };
      const answer = contractAnswer(view, { deliveries, proposalDeliveries: null, receiptCode: null }, caller);
      const once = { estimated_segments: segments, ...(manageToken !== null && { manage_token: manageToken }) };
      return { status: 201, location: `/${PATH}/${contract.id}`, body: { ...answer, ...once } };
    });
  }

  @Get()
  @Scopes('contracts:read')
  list(@Query({ schema: listSchema }) query: ListQuery, @CurrentCaller() caller: Caller) {
    return this.page(query, caller);
  }

  @Post('search')
  @HttpCode(200)
  @Scopes('contracts:read')
  @Limited('search')
  search(@Body({ schema: searchSchema }) body: SearchBody, @CurrentCaller() caller: Caller) {
    return this.page({ ...body, phone_number: phoneOf(body.phone_number, this.env) }, caller);
  }

  @Get(':id')
  @Scopes('contracts:read')
  get(@Param('id') id: string, @CurrentCaller() caller: Caller) {
    return this.contracts.get(caller, id);
  }

  @Get(':id/status')
  @Open('contracts:read')
  async status(@Param('id') id: string, @CurrentCaller() caller: Caller) {
    return statusAnswer(await this.contracts.view(caller, id));
  }

  private async page(filter: ListFilter, caller: Caller) {
    const { views, next_cursor } = await this.lists.list(caller, filter);
    const related = await this.contracts.relatedTo(views);
    return { contracts: views.map((view, i) => contractAnswer(view, related[i]!, caller)), next_cursor };
  }
}
