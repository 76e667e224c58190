/** The log of deliveries over REST, and what may be sent anew. */
import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { CurrentCaller, Scopes } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { ENV, type Env } from '../config/env.js';
import { DeliveriesService, type LoggedDelivery } from '../outbound-webhooks/deliveries.service.js';
import { faultyValue } from '../problems/schema-pipe.js';
import { type PageQuery, pageOf, pageSchema, readCursor } from '../transactions/paging.js';
import { CurrentExchange, type Exchange } from '../writes/exchange.decorators.js';
import { WritesService } from '../writes/writes.service.js';
import { nothingSchema, type RecoverBody, recoverSchema } from './webhook-endpoints.schemas.js';

const PLACE = /^([\da-f-]{36})$/;

@Scopes('webhooks:manage')
@Controller('api/v1/webhook-endpoints/:id')
export class WebhookDeliveriesController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(DeliveriesService) private readonly deliveries: DeliveriesService,
    @Inject(WritesService) private readonly writes: WritesService,
  ) {}

  @Get('deliveries')
  async list(
    @Param('id') id: string,
    @Query({ schema: pageSchema }) { limit, cursor }: PageQuery,
    @CurrentCaller() caller: Caller,
  ) {
    const [, before] = readCursor(cursor, PLACE) ?? [];
    const { page, next_cursor } = pageOf(await this.deliveries.list(caller, id, limit, before), limit, (one) => one.id);
    return { deliveries: page.map(shown), next_cursor };
  }

  @Post('test')
  test(
    @Param('id') id: string,
    @Body({ schema: nothingSchema }) _: object,
    @CurrentCaller() caller: Caller,
    @CurrentExchange() exchange: Exchange,
  ) {
    const now = new Date();
    return this.writes.run(exchange, now, async (tx) => {
      const delivery_id = await this.deliveries.test(tx, caller, id, now);
      return { status: 202, body: { endpoint_id: id, delivery_id } };
    });
  }

  @Post('deliveries/:delivery_id/resend')
  resend(
    @Param('id') id: string,
    @Param('delivery_id') delivery_id: string,
    @Body({ schema: nothingSchema }) _: object,
    @CurrentCaller() caller: Caller,
    @CurrentExchange() exchange: Exchange,
  ) {
    const now = new Date();
    return this.writes.run(exchange, now, async (tx) => {
      await this.deliveries.resend(tx, caller, id, delivery_id, now);
      return { status: 202, body: { endpoint_id: id, delivery_id } };
    });
  }

  @Post('recover')
  recover(
    @Param('id') id: string,
    @Body({ schema: recoverSchema }) { since }: RecoverBody,
    @CurrentCaller() caller: Caller,
    @CurrentExchange() exchange: Exchange,
  ) {
    const now = new Date();
    const { retentionMs } = this.env.outboundWebhooks;
    const earliest = new Date(now.getTime() - retentionMs);
    if (since > now || since < earliest) {
      const detail = `must lie between ${earliest.toISOString()}, as far back as deliveries are kept, and now`;
      throw faultyValue([{ pointer: '#/since', detail }], true);
    }
    return this.writes.run(exchange, now, async (tx) => {
      await this.deliveries.recover(tx, caller, id, since);
      return { status: 202, body: { endpoint_id: id, since: since.toISOString() } };
    });
  }
}

const shown = ({ id, event_id, type, status, created_at, next_attempt_at, body, tries }: LoggedDelivery) => ({
  ...{ delivery_id: id, event_id, type, status, created_at, next_attempt_at, body },
  attempts: tries.map(({ at, status_code, answer, error, duration_ms }) => ({
    ...{ at, status_code, answer, error, duration_ms },
  })),
});
