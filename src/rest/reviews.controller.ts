/** Texts that a person should look at: seen, and marked as looked at. */
import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CurrentCaller, Scopes } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import type { Message } from '../persistence/message.entities.js';
import { ReviewsService, TEXT_ID } from '../replies/reviews.service.js';
import { type PageQuery, pageOf, pageSchema, readCursor } from '../transactions/paging.js';
import { CurrentExchange, type Exchange } from '../writes/exchange.decorators.js';
import { WritesService } from '../writes/writes.service.js';
import { messageAnswer } from './contract-answers.js';

@Controller('api/v1/messages')
export class ReviewsController {
  constructor(
    @Inject(ReviewsService) private readonly reviews: ReviewsService,
    @Inject(WritesService) private readonly writes: WritesService,
  ) {}

  @Get('review')
  @Scopes('messages:read')
  async list(@Query({ schema: pageSchema }) { limit, cursor }: PageQuery, @CurrentCaller() caller: Caller) {
    const [, after] = readCursor(cursor, TEXT_ID) ?? [];
    const rows = await this.reviews.listAwaited(caller, limit + 1, after);
    const { page, next_cursor } = pageOf(rows, limit, (last) => last.id);
    return { messages: page.map((message) => awaitedAnswer(message, caller)), next_cursor };
  }

  @Post(':id/reviewed')
  @HttpCode(200)
  @Scopes('contracts:write')
  mark(@Param('id') id: string, @CurrentCaller() caller: Caller, @CurrentExchange() exchange: Exchange) {
    const now = new Date();
    return this.writes.run(exchange, now, async (tx) => {
      const { reviewed_at, reviewed_by } = await this.reviews.markReviewed(tx, caller, id, now);
      return { status: 200, body: { message_id: id, reviewed_at, reviewed_by } };
    });
  }
}

const awaitedAnswer = (message: Message, caller: Caller) => ({
  contract_id: message.contract_id,
  ...messageAnswer(message, caller),
});
