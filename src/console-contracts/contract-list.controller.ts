/** The contracts of whoever looks, newest first; filtered by what an address may hold, found by what it may not. */
import { Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ConsolePage } from '../auth/access.decorators.js';
import { ENV, type Env } from '../config/env.js';
import { ConsoleController } from '../console/console.decorators.js';
import { ConsoleFrame, goTo, type View } from '../console/console-frame.js';
import { isContractId, PREFIXES } from '../contracts/contract-id.js';
import { ContractListService, type ListFilter } from '../contracts/contract-list.service.js';
import { STATUSES } from '../contracts/contract-status.js';
import { readForm, textOf } from '../look/form.js';
import { parsePhone } from '../phones/phone-number.js';
import { contractAnswer } from '../rest/contract-answers.js';
import { ContractReadsService } from '../rest/contract-reads.service.js';
import { Limited } from '../throttling/throttling.decorators.js';
import { contractListBody } from './contract-list.page.js';
import { wordingOf } from './contract-wording.js';

const PAGE = 20;
const PATH = '/console/contracts';

@ConsoleController('console/contracts')
export class ContractListController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ConsoleFrame) private readonly frame: ConsoleFrame,
    @Inject(ContractListService) private readonly lists: ContractListService,
    @Inject(ContractReadsService) private readonly reads: ContractReadsService,
  ) {}

  @Get()
  @ConsolePage('contracts:read')
  list(@Req() request: FastifyRequest): Promise<string> {
    const filter = readFilter(request.query as Record<string, unknown>);
    return this.page(this.frame.viewOf(request), filter, filter.external_id ?? '');
  }

  /** By POST: a telephone number stands in no address, and so in no log and no history. */
  @Post('search')
  @ConsolePage('contracts:read')
  @Limited('search')
  async search(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const form = readForm(request.body);
    const words = textOf(form, 'q').slice(0, 255);
    const view = { ...this.frame.viewOf(request), path: PATH };
    if (words === '') return goTo(reply, PATH);
    if (isContractId(words.toUpperCase())) return goTo(reply, `${PATH}/${words.toUpperCase()}`);
    const parsed = parsePhone(words, this.env.defaults.region);
    if (!('phoneNumber' in parsed)) return goTo(reply, `${PATH}?external_id=${encodeURIComponent(words)}`);
    const cursor = textOf(form, 'cursor');
    const filter = { phone_number: parsed.phoneNumber, cursor: cursor === '' ? undefined : cursor };
    return this.page(view, filter, words);
  }

  private async page(view: View, filter: Omit<ListFilter, 'limit'>, search: string): Promise<string> {
    const { views, next_cursor } = await this.lists.list(view.caller, { ...filter, limit: PAGE });
    const related = await this.reads.relatedTo(views);
    const contracts = views.map((one, i) => contractAnswer(one, related[i]!, view.caller));
    const body = contractListBody(view, { contracts, next: next_cursor, filter, search });
    return this.frame.render(view, { title: wordingOf(view.language).list.title, body, isLive: true });
  }
}

/** What an address says; whatever it says wrongly is left out. Days are those of UTC. */
function readFilter(query: Record<string, unknown>): Omit<ListFilter, 'limit'> {
  const text = (name: string) => (typeof query[name] === 'string' && query[name] !== '' ? query[name] : undefined);
  const day = (name: string) => z.iso.date().safeParse(query[name]).data;
  const [from, to] = [day('from'), day('to')];
  return {
    status: STATUSES.find((one) => one === query.status),
    contract_type: Object.keys(PREFIXES).find((one) => one === query.contract_type),
    created_after: from && `${from}T00:00:00.000Z`,
    created_before: to && `${to}T23:59:59.999Z`,
    external_id: text('external_id'),
    cursor: text('cursor'),
  };
}
