/** Tells the console's pages that something happened. What it was, they ask for as pages. */
import { Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConsolePage, CurrentCaller } from '../auth/access.decorators.js';
import { BrowserLoginsService } from '../auth/browser-logins.service.js';
import type { Caller } from '../auth/caller.js';
import { FeedService } from '../feed/feed.service.js';
import { STREAM_HEADERS } from '../rest/event-stream.js';
import { EventStreamsService } from '../rest/event-streams.service.js';
import { addressOf } from '../throttling/rate-limits.service.js';
import { ConsoleController } from './console.decorators.js';

@ConsoleController('console/events')
export class ConsoleEventsController {
  constructor(
    @Inject(FeedService) private readonly feed: FeedService,
    @Inject(EventStreamsService) private readonly streams: EventStreamsService,
    @Inject(BrowserLoginsService) private readonly browserLogins: BrowserLoginsService,
  ) {}

  @Get()
  @ConsolePage('contracts:read')
  async follow(@CurrentCaller() caller: Caller, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const cursor = await this.feed.head();
    const text = this.streams.follow({
      who: caller.sessionId ?? addressOf(request),
      following: { accountId: caller.isAdmin ? null : caller.accountId, cursor, types: null },
      raw: reply.raw,
      isAllowed: () => this.browserLogins.isStillGood(request, 'console', new Date()),
    });
    reply.headers(STREAM_HEADERS).send(text);
  }
}
