/** Texts that were given up: seen, and sent again. */
import { Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConsolePage } from '../auth/access.decorators.js';
import { ConsoleController } from '../console/console.decorators.js';
import { ConsoleFrame, goTo, type View } from '../console/console-frame.js';
import { type Told, toldDone, toldRefusal } from '../console/notice.page.js';
import { DeadLettersService } from '../messaging/dead-letters.service.js';
import { Problem } from '../problems/problem.js';
import { pageOf, readCursor } from '../transactions/paging.js';
import { WritesService } from '../writes/writes.service.js';
import { deadLettersBody, PATH } from './dead-letters.page.js';
import { wordingOf } from './settings-wording.js';

const PAGE = 20;
const PLACE = /^(\d{1,9})$/;

@ConsoleController('console/dead-letters')
export class ConsoleDeadLettersController {
  constructor(
    @Inject(ConsoleFrame) private readonly frame: ConsoleFrame,
    @Inject(DeadLettersService) private readonly letters: DeadLettersService,
    @Inject(WritesService) private readonly writes: WritesService,
  ) {}

  @Get()
  @ConsolePage('messages:read')
  list(@Req() request: FastifyRequest): Promise<string> {
    const { cursor } = request.query as { cursor?: unknown };
    const view = this.frame.viewOf(request);
    const words = wordingOf(view.language).deadLetters;
    return this.page(view, cursor, toldDone({ queued: words.done }, view.done));
  }

  @Post(':id/resend')
  @ConsolePage('contracts:write')
  async resend(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const view = { ...this.frame.viewOf(request), path: PATH };
    try {
      if (!PLACE.test(id)) throw new Problem('not-found', 'There is no such dead letter, or it is not yours to see');
      await this.writes.settle((tx) => this.letters.resend(tx, view.caller, Number(id), new Date()));
    } catch (error) {
      const told = toldRefusal(wordingOf(view.language).deadLetters.refusals, error, reply);
      return this.page(view, undefined, told);
    }
    return goTo(reply, PATH, 'queued');
  }

  private async page(view: View, cursor: unknown, told: Told | null): Promise<string> {
    const [, after = '0'] = readCursor(cursor, PLACE) ?? [];
    const rows = await this.letters.list(view.caller, PAGE + 1, Number(after));
    const { page: letters, next_cursor: next } = pageOf(rows, PAGE, (last) => `${last.outbox_id}`);
    const body = deadLettersBody(view, { letters, next, told });
    return this.frame.render(view, { title: wordingOf(view.language).deadLetters.title, body, isLive: true });
  }
}
