/** Texts that a person should look at, and the word that somebody has. */
import { Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConsolePage } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { ConsoleController } from '../console/console.decorators.js';
import { ConsoleFrame, goTo } from '../console/console-frame.js';
import type { Message } from '../persistence/message.entities.js';
import { ReviewsService, TEXT_ID } from '../replies/reviews.service.js';
import { messageAnswer } from '../rest/contract-answers.js';
import { pageOf, readCursor } from '../transactions/paging.js';
import { WritesService } from '../writes/writes.service.js';
import { ContractLookService } from './contract-look.service.js';
import { type Awaited, reviewBody, reviewWordingOf } from './review.page.js';

const PATH = '/console/review';
const PAGE = 20;

@ConsoleController('console/review')
export class ReviewController {
  constructor(
    @Inject(ConsoleFrame) private readonly frame: ConsoleFrame,
    @Inject(ReviewsService) private readonly reviews: ReviewsService,
    @Inject(ContractLookService) private readonly looks: ContractLookService,
    @Inject(WritesService) private readonly writes: WritesService,
  ) {}

  @Get()
  @ConsolePage('messages:read')
  async list(@Req() request: FastifyRequest): Promise<string> {
    const { cursor } = request.query as { cursor?: unknown };
    const [, after] = readCursor(cursor, TEXT_ID) ?? [];
    const view = this.frame.viewOf(request);
    const rows = await this.reviews.listAwaited(view.caller, PAGE + 1, after);
    const { page, next_cursor } = pageOf(rows, PAGE, (last) => last.id);
    const texts = await Promise.all(page.map((message) => this.awaited(view.caller, message)));
    const body = reviewBody(view, { texts, next: next_cursor, isFirstPage: after === undefined });
    return this.frame.render(view, { title: reviewWordingOf(view.language).title, body, isLive: true });
  }

  @Post(':id')
  @ConsolePage('contracts:write')
  async mark(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { caller } = this.frame.viewOf(request);
    await this.writes.settle((tx) => this.reviews.markReviewed(tx, caller, id, new Date()));
    return goTo(reply, PATH, 'reviewed');
  }

  private async awaited(caller: Caller, message: Message): Promise<Awaited> {
    const about = await this.looks.askable(caller, message);
    const { contract_id, text } = message;
    return { ...messageAnswer(message, caller), contract_id, kept: text, ...about };
  }
}
