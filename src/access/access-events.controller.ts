/** Who let whom in: the account's own record, the latest first. */
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { AccessEventsService } from '../accounts/access-events.service.js';
import { CurrentCaller, Scopes } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import type { AccessEvent } from '../persistence/access.entities.js';
import { type PageQuery, pageOf, pageSchema, readCursor } from '../transactions/paging.js';

@Controller('api/v1/auth/events')
export class AccessEventsController {
  constructor(@Inject(AccessEventsService) private readonly events: AccessEventsService) {}

  @Get()
  @Scopes('audit:read')
  async list(@Query({ schema: pageSchema }) { limit, cursor }: PageQuery, @CurrentCaller() caller: Caller) {
    const before = readCursor(cursor, /^[\da-f-]{36}$/)?.[0];
    const rows = await this.events.list(caller.isAdmin ? null : caller.accountId, limit + 1, before);
    const { page, next_cursor } = pageOf(rows, limit, ({ id }) => id);
    return { events: page.map(eventAnswer), next_cursor };
  }
}

const eventAnswer = ({ details, ...event }: AccessEvent) => ({ ...event, details: JSON.parse(details) });
