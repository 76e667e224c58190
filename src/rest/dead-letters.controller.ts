/** Texts that were given up: seen, and sent again. */
import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CurrentCaller, Scopes } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { type DeadLetter, DeadLettersService } from '../messaging/dead-letters.service.js';
import { troubleOf } from '../messaging/delivery-troubles.js';
import { maskPhone } from '../phones/phone-number.js';
import { Problem } from '../problems/problem.js';
import { type PageQuery, pageOf, pageSchema, readCursor } from '../transactions/paging.js';
import { CurrentExchange, type Exchange } from '../writes/exchange.decorators.js';
import { WritesService } from '../writes/writes.service.js';

const PLACE = /^(\d{1,9})$/;

@Controller('api/v1/dead-letters')
export class DeadLettersController {
  constructor(
    @Inject(DeadLettersService) private readonly letters: DeadLettersService,
    @Inject(WritesService) private readonly writes: WritesService,
  ) {}

  @Get()
  @Scopes('messages:read')
  async list(@Query({ schema: pageSchema }) { limit, cursor }: PageQuery, @CurrentCaller() caller: Caller) {
    const [, after = '0'] = readCursor(cursor, PLACE) ?? [];
    const rows = await this.letters.list(caller, limit + 1, Number(after));
    const { page, next_cursor } = pageOf(rows, limit, (last) => `${last.outbox_id}`);
    return { dead_letters: page.map((letter) => letterAnswer(letter, caller)), next_cursor };
  }

  @Post(':id/resend')
  @HttpCode(202)
  @Scopes('contracts:write')
  resend(@Param('id') id: string, @CurrentCaller() caller: Caller, @CurrentExchange() exchange: Exchange) {
    if (!PLACE.test(id)) throw new Problem('not-found', 'There is no such dead letter, or it is not yours to see');
    const now = new Date();
    return this.writes.run(exchange, now, async (tx) => {
      const message_id = await this.letters.resend(tx, caller, Number(id), now);
      return { status: 202, body: { message_id, status: 'queued' } };
    });
  }
}

const letterAnswer = (letter: DeadLetter, caller: Pick<Caller, 'seesNumbers'>) => ({
  dead_letter_id: String(letter.outbox_id),
  message_id: letter.id,
  contract_id: letter.contract_id,
  party_id: letter.party_id,
  version: letter.version,
  kind: letter.kind,
  phone_number: caller.seesNumbers ? letter.phone_number : maskPhone(letter.phone_number),
  failure_reason: letter.failure_reason,
  advice: troubleOf(letter, new Date())?.advice ?? null,
  tries: letter.attempt,
  created_at: letter.created_at,
  failed_at: letter.final_at,
});
