/** One endpoint: its deliveries, and what may be sent to it anew. */
import { Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConsolePage } from '../auth/access.decorators.js';
import { ENV, type Env } from '../config/env.js';
import { ConsoleController } from '../console/console.decorators.js';
import { ConsoleFrame, goTo, type View } from '../console/console-frame.js';
import { type Told, toldDone, toldRefusal } from '../console/notice.page.js';
import { readForm, textOf } from '../look/form.js';
import { DeliveriesService } from '../outbound-webhooks/deliveries.service.js';
import { EndpointsService } from '../outbound-webhooks/endpoints.service.js';
import { pageOf, readCursor } from '../transactions/paging.js';
import type { Tx } from '../transactions/tx.js';
import { WritesService } from '../writes/writes.service.js';
import { wordingOf } from './settings-wording.js';
import { endpointBody } from './webhook.page.js';
import { PATH } from './webhooks.page.js';

const PAGE = 10;
const PLACE = /^([\da-f-]{36})$/;
const HOUR_MS = 3_600_000;
const SPANS_H = [1, 6, 24, 72, 168, 720];

type Work = (tx: Tx, view: View, id: string, now: Date) => Promise<unknown>;

@ConsoleController('console/webhooks/:id')
export class ConsoleWebhookController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ConsoleFrame) private readonly frame: ConsoleFrame,
    @Inject(EndpointsService) private readonly endpoints: EndpointsService,
    @Inject(DeliveriesService) private readonly deliveries: DeliveriesService,
    @Inject(WritesService) private readonly writes: WritesService,
  ) {}

  @Get()
  @ConsolePage('webhooks:manage')
  show(@Param('id') id: string, @Req() request: FastifyRequest): Promise<string> {
    const { cursor } = request.query as { cursor?: unknown };
    const view = this.frame.viewOf(request);
    const { deleted: _, ...done } = wordingOf(view.language).webhooks.done;
    return this.page(view, id, toldDone(done, view.done), cursor);
  }

  @Post('test')
  @ConsolePage('webhooks:manage')
  test(@Param('id') id: string, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const work: Work = (tx, { caller }, endpoint, now) => this.deliveries.test(tx, caller, endpoint, now);
    return this.settle(id, request, reply, 'tested', work);
  }

  @Post('enable')
  @ConsolePage('webhooks:manage')
  enable(@Param('id') id: string, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const work: Work = (tx, { caller }, endpoint, now) =>
      this.endpoints.change(tx, caller, endpoint, { isEnabled: true }, now);
    return this.settle(id, request, reply, 'on', work);
  }

  @Post('disable')
  @ConsolePage('webhooks:manage')
  disable(@Param('id') id: string, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const work: Work = (tx, { caller }, endpoint, now) =>
      this.endpoints.change(tx, caller, endpoint, { isEnabled: false }, now);
    return this.settle(id, request, reply, 'off', work);
  }

  @Post('deliveries/:delivery_id/resend')
  @ConsolePage('webhooks:manage')
  resend(
    @Param('id') id: string,
    @Param('delivery_id') deliveryId: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const work: Work = (tx, { caller }, endpoint, now) => this.deliveries.resend(tx, caller, endpoint, deliveryId, now);
    return this.settle(id, request, reply, 'resent', work);
  }

  @Post('recover')
  @ConsolePage('webhooks:manage')
  async recover(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const wished = textOf(readForm(request.body), 'hours');
    const hours = this.recoverable.find((one) => String(one) === wished);
    if (hours === undefined) {
      const view = { ...this.frame.viewOf(request), path: `${PATH}/${id}` };
      reply.status(422);
      return this.page(view, id, { isGood: false, text: wordingOf(view.language).webhooks.one.recoverFault });
    }
    const work: Work = (tx, { caller }, endpoint, now) =>
      this.deliveries.recover(tx, caller, endpoint, new Date(now.getTime() - hours * HOUR_MS));
    return this.settle(id, request, reply, 'recovering', work);
  }

  private async settle(id: string, request: FastifyRequest, reply: FastifyReply, done: string, work: Work) {
    const view = { ...this.frame.viewOf(request), path: `${PATH}/${id}` };
    try {
      await this.writes.settle((tx) => work(tx, view, id, new Date()));
    } catch (error) {
      const told = toldRefusal(wordingOf(view.language).webhooks.refusals, error, reply);
      return this.page(view, id, told);
    }
    return goTo(reply, view.path, done);
  }

  private async page(view: View, id: string, told: Told | null, cursor?: unknown): Promise<string> {
    const endpoint = await this.endpoints.get(view.caller, id);
    const [, before] = readCursor(cursor, PLACE) ?? [];
    const rows = await this.deliveries.list(view.caller, id, PAGE, before);
    const { page: deliveries, next_cursor: next } = pageOf(rows, PAGE, (one) => one.id);
    const body = endpointBody(view, { endpoint, deliveries, next, recoverable: this.recoverable, told });
    return this.frame.render(view, { title: wordingOf(view.language).webhooks.one.title, body, isLive: true });
  }

  /** As far back as deliveries are kept. */
  private get recoverable(): number[] {
    return SPANS_H.filter((hours) => hours * HOUR_MS <= this.env.outboundWebhooks.retentionMs);
  }
}
