/** New terms for a contract: the form of the present ones, the texts they would send, and the change, once. */
import { Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConsolePage } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { ENV, type Env } from '../config/env.js';
import { assertAmendable, ProposalsService } from '../confirmations/proposals.service.js';
import { ConsoleController } from '../console/console.decorators.js';
import { ConsoleFrame, goTo } from '../console/console-frame.js';
import { noticeOf } from '../console/notice.page.js';
import { assertNotErased, type Terms } from '../contracts/contract-document.js';
import { canonicalize } from '../json/canonical-json.js';
import { readForm, textOf } from '../look/form.js';
import type { Html } from '../look/html.js';
import { Problem } from '../problems/problem.js';
import { assertId, ContractReadsService } from '../rest/contract-reads.service.js';
import { WritesService } from '../writes/writes.service.js';
import { type Amended, amendBody, amendedOf, amendPreview, draftOfAmended, stateOf } from './amend.page.js';
import { renewKey, type Shown } from './contract-form.page.js';
import { changeRows, type Draft, filledFields, readDraft } from './draft.js';
import { checkTerms } from './draft-check.js';
import { wordingOf } from './draft-wording.js';
import { factsPart } from './preview.page.js';
import { refusalNotice } from './refusals.js';

type Sent = FastifyRequest & { caller: Caller };

/** Thrown within the transaction, which is undone: the contract moved on since the form was made, or nothing would change. */
class NotDone extends Error {
  constructor(readonly why: 'moved' | 'unchanged') {
    super(why);
  }
}

@ConsoleController('console/contracts/:id/amend')
export class AmendController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ConsoleFrame) private readonly frame: ConsoleFrame,
    @Inject(ContractReadsService) private readonly contracts: ContractReadsService,
    @Inject(ProposalsService) private readonly proposals: ProposalsService,
    @Inject(WritesService) private readonly writes: WritesService,
  ) {}

  @Get()
  @ConsolePage('contracts:write')
  async show(@Req() request: Sent, @Param('id') id: string): Promise<string> {
    const amended = await this.read(request, id);
    assertAmendable(amended.status);
    return this.page(request, amended, draftOfAmended(amended), {});
  }

  /** For whoever loads the address of a preview again. */
  @Get('preview')
  @ConsolePage('contracts:write')
  begin(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): string {
    assertId(id);
    return goTo(reply, `/console/contracts/${id}/amend`);
  }

  /** Nothing is written. */
  @Post('preview')
  @ConsolePage('contracts:write')
  async look(@Req() request: Sent, @Param('id') id: string): Promise<string> {
    const amended = await this.read(request, id);
    const form = readForm(request.body);
    const button = textOf(form, 'do');
    const draft = changeRows(readDraft(form), button);
    const { faults } = checkTerms(draft, amended.document.terms);
    if (request.headers['x-part'] === undefined) {
      const filled = filledFields(draft);
      const told = button === 'preview' ? faults.filter(({ field }) => filled.has(field)) : [];
      return this.page(request, amended, draft, { faults: told });
    }
    const language = this.frame.languageOf(request);
    const texts = amendPreview(language, this.env, amended, draft);
    return `${texts.text}${factsPart(language, draft, faults, false).text}`;
  }

  @Post()
  @ConsolePage('contracts:write')
  async amend(@Req() request: Sent, @Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const form = readForm(request.body);
    const [draft, from] = [readDraft(form), textOf(form, 'from')];
    const amended = await this.read(request, id);
    const { faults, wish } = checkTerms(draft, amended.document.terms);
    if (wish === null) {
      reply.status(422);
      return this.page(request, amended, draft, { faults });
    }
    try {
      await this.change(request, draft, from, amended, wish);
    } catch (error) {
      if (!(error instanceof NotDone || error instanceof Problem)) throw error;
      const notice = this.tell(request, reply, error);
      // As it stands by now: the next try is made from that.
      return this.page(request, await this.read(request, id), draft, { notice });
    }
    return goTo(reply, `/console/contracts/${id}`, 'amended');
  }

  /** A second click finds the key used, and is told what the first was: that the contract has moved on since, is no matter. */
  private change(request: Sent, draft: Draft, from: string, { document }: Amended, wish: Terms): Promise<string> {
    const now = new Date();
    const sent = { key: renewKey(draft.plain.idempotency_key), body: { ...draft, from } };
    return this.writes.settleOnce(request, sent, now, async (tx) => {
      if (canonicalize(wish) === canonicalize(document.terms)) throw new NotDone('unchanged');
      const found = await this.proposals.amend(tx, request.caller, document.contract_id, wish, now);
      if (stateOf(found) !== from) throw new NotDone('moved');
      return document.contract_id;
    });
  }

  private tell(request: Sent, reply: FastifyReply, refusal: NotDone | Problem): Html {
    const language = this.frame.languageOf(request);
    const { amend } = wordingOf(language);
    if (refusal instanceof NotDone) {
      reply.status(refusal.why === 'moved' ? 409 : 422);
      return noticeOf({ isGood: false, text: amend[refusal.why] });
    }
    reply.status(refusal.status).headers(refusal.extras.headers ?? {});
    return refusalNotice(refusal, amend.refused, language);
  }

  private async read({ caller }: Sent, id: string): Promise<Amended> {
    const amended = amendedOf(await this.contracts.view(caller, id));
    assertNotErased(amended.document);
    return amended;
  }

  private page(request: Sent, amended: Amended, draft: Draft, shown: Shown): string {
    const path = `/console/contracts/${amended.document.contract_id}/amend`;
    const view = { ...this.frame.viewOf(request), path };
    const title = wordingOf(view.language).amend.title(amended.document.contract_id);
    const body = amendBody(view.language, this.env, amended, draft, shown);
    return this.frame.render(view, { title, body, scripts: ['contract-form.js'] });
  }
}
