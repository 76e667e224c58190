/** Everything that happens in the caller's account, as it happens: server-sent events, which go on where they broke off. */
import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentCaller, Scopes } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { CredentialsService } from '../auth/credentials.service.js';
import { FeedService } from '../feed/feed.service.js';
import { type FeedCursor, parseCursor } from '../feed/feed-cursor.js';
import { Problem } from '../problems/problem.js';
import { addressOf } from '../throttling/rate-limits.service.js';
import { STREAM_HEADERS } from './event-stream.js';
import { EventStreamsService } from './event-streams.service.js';
import { type EventsQuery, eventsSchema, ID_RULE } from './events.schemas.js';

@Controller('api/v1/events')
export class EventsController {
  constructor(
    @Inject(FeedService) private readonly feed: FeedService,
    @Inject(EventStreamsService) private readonly streams: EventStreamsService,
    @Inject(CredentialsService) private readonly credentials: CredentialsService,
  ) {}

  @Get()
  @Scopes('contracts:read')
  async follow(
    @Query({ schema: eventsSchema }) { last_event_id, types }: EventsQuery,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const accountId = caller.isAdmin ? null : caller.accountId;
    const cursor = await this.beginning(request.headers['last-event-id'], last_event_id);
    const text = this.streams.follow({
      who: caller.id ?? addressOf(request),
      following: { accountId, cursor, types: types ? new Set(types) : null },
      raw: reply.raw,
      isAllowed: () => this.credentials.isStillGood(request, caller, new Date()),
    });
    reply.headers(STREAM_HEADERS).send(text);
  }

  /** A browser that comes again sends the header, and the address it began with. */
  private async beginning(header: string | string[] | undefined, parameter: FeedCursor | undefined) {
    const head = await this.feed.head();
    const name = header === undefined ? 'last_event_id' : 'Last-Event-ID';
    const cursor = header === undefined ? (parameter ?? head) : parseCursor(String(header));
    if (cursor && cursor.leaves <= head.leaves && cursor.positions <= head.positions) return cursor;
    throw new Problem('invalid-parameter', `${name} ${ID_RULE}`, {
      errors: [{ pointer: `#/${name}`, detail: ID_RULE }],
    });
  }
}
