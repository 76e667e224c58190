/** Webhook endpoints over REST. A secret stands in the one answer that made it. */
import { Body, Controller, Delete, Get, Header, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { CurrentCaller, Scopes } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { ENV, type Env } from '../config/env.js';
import { EndpointKeysService } from '../outbound-webhooks/endpoint-keys.service.js';
import { EndpointsService } from '../outbound-webhooks/endpoints.service.js';
import { urlFault } from '../outbound-webhooks/webhook-address.js';
import type { WebhookEndpoint } from '../persistence/webhook.entities.js';
import { faultyValue } from '../problems/schema-pipe.js';
import { type PageQuery, pageOf, pageSchema, readCursor } from '../transactions/paging.js';
import { Transactions } from '../transactions/tx.js';
import { CurrentExchange, type Exchange } from '../writes/exchange.decorators.js';
import { WritesService } from '../writes/writes.service.js';
import {
  type EndpointBody,
  type EndpointChangeBody,
  endpointChangeSchema,
  endpointSchema,
  type RotateSecretBody,
  rotateSecretSchema,
} from './webhook-endpoints.schemas.js';

const PATH = 'api/v1/webhook-endpoints';
const PLACE = /^([\da-f-]{36})$/;

@Scopes('webhooks:manage')
@Controller(PATH)
export class WebhookEndpointsController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(EndpointsService) private readonly endpoints: EndpointsService,
    @Inject(EndpointKeysService) private readonly keys: EndpointKeysService,
    @Inject(WritesService) private readonly writes: WritesService,
    @Inject(Transactions) private readonly transactions: Transactions,
  ) {}

  @Post()
  @Header('Cache-Control', 'no-store')
  async create(
    @Body({ schema: endpointSchema }) body: EndpointBody,
    @CurrentCaller() caller: Caller,
    @CurrentExchange() exchange: Exchange,
  ) {
    this.assertUrl(body.url);
    const now = new Date();
    const prepared = await this.endpoints.prepare(now);
    const publicKey = await this.keys.publicKeyOf(prepared.id);
    const wish = { url: body.url, description: body.description, eventTypes: body.event_types };
    return this.writes.run(exchange, now, async (tx) => {
      const endpoint = await this.endpoints.create(tx, caller, prepared, wish, now);
      const answer = { ...shown(endpoint, publicKey), secret: prepared.made.secret };
      return { status: 201, location: `/${PATH}/${endpoint.id}`, body: answer };
    });
  }

  @Get()
  async list(@Query({ schema: pageSchema }) { limit, cursor }: PageQuery, @CurrentCaller() caller: Caller) {
    const [, before] = readCursor(cursor, PLACE) ?? [];
    const { page, next_cursor } = pageOf(await this.endpoints.list(caller, limit, before), limit, ({ id }) => id);
    return { webhook_endpoints: await Promise.all(page.map((one) => this.answer(one))), next_cursor };
  }

  @Get(':id')
  async get(@Param('id') id: string, @CurrentCaller() caller: Caller) {
    return this.answer(await this.endpoints.get(caller, id));
  }

  @Patch(':id')
  async change(
    @Param('id') id: string,
    @Body({ schema: endpointChangeSchema }) body: EndpointChangeBody,
    @CurrentCaller() caller: Caller,
  ) {
    const { event_types: eventTypes, enabled: isEnabled, ...rest } = body;
    if (rest.url !== undefined) this.assertUrl(rest.url);
    const change = { ...rest, ...(eventTypes !== undefined && { eventTypes }), isEnabled };
    const now = new Date();
    return this.answer(await this.transactions.run((tx) => this.endpoints.change(tx, caller, id, change, now)));
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<void> {
    await this.transactions.run((tx) => this.endpoints.remove(tx, caller, id, new Date()));
  }

  @Post(':id/rotate-secret')
  @Header('Cache-Control', 'no-store')
  async rotateSecret(
    @Param('id') id: string,
    @Body({ schema: rotateSecretSchema }) { expire_previous_after }: RotateSecretBody,
    @CurrentCaller() caller: Caller,
    @CurrentExchange() exchange: Exchange,
  ) {
    const now = new Date();
    const made = await this.keys.make(id, now);
    const publicKey = await this.keys.publicKeyOf(id);
    return this.writes.run(exchange, now, async (tx) => {
      const endpoint = await this.endpoints.rotate(tx, caller, id, made, expire_previous_after, now);
      return { status: 200, body: { ...shown(endpoint, publicKey), secret: made.secret } };
    });
  }

  private assertUrl(url: string): void {
    const fault = urlFault(url, { isProduction: this.env.environment === 'production' });
    if (fault !== null) throw faultyValue([{ pointer: '#/url', detail: fault }], true);
  }

  private async answer(endpoint: WebhookEndpoint) {
    return shown(endpoint, await this.keys.publicKeyOf(endpoint.id));
  }
}

const shown = (endpoint: WebhookEndpoint, publicKey: string) => ({
  endpoint_id: endpoint.id,
  account_id: endpoint.account_id,
  url: endpoint.url,
  description: endpoint.description,
  event_types: endpoint.event_types?.split(' ') ?? null,
  enabled: endpoint.disabled_at === null,
  created_at: endpoint.created_at,
  disabled_at: endpoint.disabled_at,
  disabled_reason: endpoint.disabled_reason,
  failing_since: endpoint.failing_since,
  public_key: publicKey,
});
