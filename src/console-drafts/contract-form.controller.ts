/** A new contract: written in a form, looked at as the phones will show it, and created once however often it is sent. */
import { Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConsolePage } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { ENV, type Env } from '../config/env.js';
import { ProposalsService } from '../confirmations/proposals.service.js';
import { ConsoleController } from '../console/console.decorators.js';
import { ConsoleFrame, goTo } from '../console/console-frame.js';
import { readForm, textOf } from '../look/form.js';
import { Problem } from '../problems/problem.js';
import { RateLimitsService } from '../throttling/rate-limits.service.js';
import { WritesService } from '../writes/writes.service.js';
import { createBody, emptyDraft, renewKey, type Shown } from './contract-form.page.js';
import { changeRows, type Draft, filledFields, readDraft } from './draft.js';
import { checkDraft, faultsAt } from './draft-check.js';
import { wordingOf } from './draft-wording.js';
import { factsPart, previewPart } from './preview.page.js';
import { refusalNotice } from './refusals.js';
import { askedBy } from './sms-preview.js';

const PATH = '/console/contracts';

type Sent = FastifyRequest & { caller: Caller };

@ConsoleController('console/contracts')
export class ContractFormController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ConsoleFrame) private readonly frame: ConsoleFrame,
    @Inject(ProposalsService) private readonly proposals: ProposalsService,
    @Inject(WritesService) private readonly writes: WritesService,
    @Inject(RateLimitsService) private readonly limits: RateLimitsService,
  ) {}

  @Get('new')
  @ConsolePage('contracts:write')
  show(@Req() request: FastifyRequest): string {
    return this.page(request, emptyDraft(this.env), {});
  }

  /** For whoever loads the address of a preview again. */
  @Get('preview')
  @ConsolePage('contracts:write')
  begin(@Res({ passthrough: true }) reply: FastifyReply): string {
    return goTo(reply, `${PATH}/new`);
  }

  /** The form as it is, with its rows changed or its texts shown; nothing is written, and no number is looked up. */
  @Post('preview')
  @ConsolePage('contracts:write')
  look(@Req() request: FastifyRequest): string {
    const form = readForm(request.body);
    const button = textOf(form, 'do');
    const draft = changeRows(readDraft(form), button);
    const { faults, terms } = checkDraft(draft, this.env);
    if (request.headers['x-part'] === undefined) {
      const filled = filledFields(draft);
      const told = button === 'preview' ? faults.filter(({ field }) => filled.has(field)) : [];
      return this.page(request, draft, { faults: told });
    }
    const language = this.frame.languageOf(request);
    return `${previewPart(language, draft, askedBy(draft, terms, this.env)).text}${factsPart(language, draft, faults, true).text}`;
  }

  @Post('new')
  @ConsolePage('contracts:write')
  async create(@Req() request: Sent, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const draft = readDraft(readForm(request.body));
    const { body, faults, wish } = checkDraft(draft, this.env);
    if (wish === null) {
      reply.status(422);
      return this.page(request, draft, { faults });
    }
    const now = new Date();
    const { caller } = request;
    try {
      // Counted here, not by the guard: what was typed outlives the refusal.
      await this.limits.count('create', caller.id!, reply);
      const sent = { key: renewKey(draft.plain.idempotency_key), body };
      const id = await this.writes.settleOnce(request, sent, now, async (tx) => {
        const { contract } = await this.proposals.propose(tx, caller.accountId, false, wish, now);
        return contract.id;
      });
      return goTo(reply, `${PATH}/${id}`, 'created');
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return this.refused(request, reply, draft, error);
    }
  }

  private refused(request: Sent, reply: FastifyReply, draft: Draft, problem: Problem): string {
    reply.status(problem.status).headers(problem.extras.headers ?? {});
    const { errors } = problem.extras;
    if (errors !== undefined) return this.page(request, draft, { faults: faultsAt(errors, draft) });
    const language = this.frame.languageOf(request);
    const notice = refusalNotice(problem, wordingOf(language).create.refused, language);
    const isUsed = problem.kind === 'idempotency-key-reused';
    const again = isUsed ? { ...draft, plain: { ...draft.plain, idempotency_key: renewKey('') } } : draft;
    return this.page(request, again, { notice });
  }

  private page(request: FastifyRequest, draft: Draft, shown: Shown): string {
    const view = { ...this.frame.viewOf(request), path: `${PATH}/new` };
    const body = createBody(view.language, this.env, draft, shown);
    const { title } = wordingOf(view.language).create;
    return this.frame.render(view, { title, body, scripts: ['contract-form.js'] });
  }
}
