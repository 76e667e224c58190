/** Endpoints: listed, made, changed, given a new secret, removed. A secret stands on the one page that made it. */
import { Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConsolePage } from '../auth/access.decorators.js';
import { ENV, type Env } from '../config/env.js';
import { ConsoleController } from '../console/console.decorators.js';
import { ConsoleFrame, goTo, type View } from '../console/console-frame.js';
import { type Told, toldDone, toldRefusal } from '../console/notice.page.js';
import type { Faults } from '../look/fault-summary.js';
import { type Form, readForm, textOf } from '../look/form.js';
import { EndpointKeysService } from '../outbound-webhooks/endpoint-keys.service.js';
import { EndpointsService } from '../outbound-webhooks/endpoints.service.js';
import { urlFault } from '../outbound-webhooks/webhook-address.js';
import { endpointSchema, rotateSecretSchema } from '../rest/webhook-endpoints.schemas.js';
import { pageOf, readCursor } from '../transactions/paging.js';
import { WritesService } from '../writes/writes.service.js';
import { checkForm } from './form-faults.js';
import { wordingOf } from './settings-wording.js';
import { removalBody, type ShownSecret, secretBody, shownSecretBody } from './webhook-secret.page.js';
import { endpointFormBody, PATH, type TypedEndpoint, webhooksBody } from './webhooks.page.js';

const PAGE = 20;
const PLACE = /^([\da-f-]{36})$/;
const NOTHING_TYPED: TypedEndpoint = { url: '', description: '', types: null };

@ConsoleController('console/webhooks')
export class ConsoleWebhooksController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ConsoleFrame) private readonly frame: ConsoleFrame,
    @Inject(EndpointsService) private readonly endpoints: EndpointsService,
    @Inject(EndpointKeysService) private readonly keys: EndpointKeysService,
    @Inject(WritesService) private readonly writes: WritesService,
  ) {}

  @Get()
  @ConsolePage('webhooks:manage')
  async list(@Req() request: FastifyRequest): Promise<string> {
    const { cursor } = request.query as { cursor?: unknown };
    const view = this.frame.viewOf(request);
    const { webhooks: words } = wordingOf(view.language);
    const [, before] = readCursor(cursor, PLACE) ?? [];
    const rows = await this.endpoints.list(view.caller, PAGE, before);
    const { page: endpoints, next_cursor: next } = pageOf(rows, PAGE, ({ id }) => id);
    const told = toldDone({ deleted: words.done.deleted }, view.done);
    return this.frame.render(view, {
      title: words.title,
      body: webhooksBody(view, { endpoints, next, told }),
      isLive: true,
    });
  }

  @Get('new')
  @ConsolePage('webhooks:manage')
  askForNew(@Req() request: FastifyRequest): string {
    return this.form(this.frame.viewOf(request), null, NOTHING_TYPED);
  }

  @Post()
  @ConsolePage('webhooks:manage')
  async create(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const view = { ...this.frame.viewOf(request), path: `${PATH}/new` };
    const typed = readTyped(readForm(request.body));
    const { value, faults } = this.check(view, typed);
    if (faults) return this.form(view, null, typed, faults, reply);
    const now = new Date();
    const prepared = await this.endpoints.prepare(now);
    const { url, description, event_types: eventTypes } = value;
    try {
      const wish = { url, description, eventTypes };
      await this.writes.settle((tx) => this.endpoints.create(tx, view.caller, prepared, wish, now));
    } catch (error) {
      const told = toldRefusal(wordingOf(view.language).webhooks.refusals, error, reply);
      return this.form(view, null, typed, {}, reply, told);
    }
    const publicKey = await this.keys.publicKeyOf(prepared.id);
    const shown = { id: prepared.id, url, secret: prepared.made.secret, publicKey, formerUntil: null };
    return this.shownOnce(view, shown);
  }

  @Get(':id/edit')
  @ConsolePage('webhooks:manage')
  async askForChange(@Param('id') id: string, @Req() request: FastifyRequest): Promise<string> {
    const view = this.frame.viewOf(request);
    const { url, description, event_types } = await this.endpoints.get(view.caller, id);
    return this.form(view, id, { url, description, types: event_types?.split(' ') ?? null });
  }

  @Post(':id/edit')
  @ConsolePage('webhooks:manage')
  async change(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const view = this.frame.viewOf(request);
    await this.endpoints.get(view.caller, id);
    const typed = readTyped(readForm(request.body));
    const { value, faults } = this.check(view, typed);
    if (faults) return this.form(view, id, typed, faults, reply);
    const { url, description, event_types: eventTypes } = value;
    const wish = { url, description, eventTypes };
    await this.writes.settle((tx) => this.endpoints.change(tx, view.caller, id, wish, new Date()));
    return goTo(reply, `${PATH}/${id}`, 'changed');
  }

  @Get(':id/secret')
  @ConsolePage('webhooks:manage')
  async askForSecret(@Param('id') id: string, @Req() request: FastifyRequest): Promise<string> {
    return this.secretPage(this.frame.viewOf(request), id);
  }

  @Post(':id/secret')
  @ConsolePage('webhooks:manage')
  async rotate(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const view = this.frame.viewOf(request);
    const given = { expire_previous_after: textOf(readForm(request.body), 'expire_previous_after') };
    const { value } = checkForm(rotateSecretSchema, given, {});
    if (!value) {
      reply.status(422);
      return this.secretPage(view, id, wordingOf(view.language).webhooks.secret.graceFault);
    }
    const { url } = await this.endpoints.get(view.caller, id);
    const now = new Date();
    const graceMs = value.expire_previous_after;
    const made = await this.keys.make(id, now);
    await this.writes.settle((tx) => this.endpoints.rotate(tx, view.caller, id, made, graceMs, now));
    const publicKey = await this.keys.publicKeyOf(id);
    const formerUntil = new Date(now.getTime() + graceMs);
    return this.shownOnce(view, { id, url, secret: made.secret, publicKey, formerUntil });
  }

  @Get(':id/delete')
  @ConsolePage('webhooks:manage')
  async askBeforeRemoval(@Param('id') id: string, @Req() request: FastifyRequest): Promise<string> {
    const view = this.frame.viewOf(request);
    const body = removalBody(view, await this.endpoints.get(view.caller, id));
    return this.frame.render(view, { title: wordingOf(view.language).webhooks.removal.title, body });
  }

  @Post(':id/delete')
  @ConsolePage('webhooks:manage')
  async remove(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { caller } = this.frame.viewOf(request);
    await this.writes.settle((tx) => this.endpoints.remove(tx, caller, id, new Date()));
    return goTo(reply, PATH, 'deleted');
  }

  /** As the REST door does, and beside it what the environment allows of an address. */
  private check(view: View, { url, description, types }: TypedEndpoint) {
    const isProduction = this.env.environment === 'production';
    const sentences = wordingOf(view.language).webhooks.form.faults(isProduction);
    const checked = checkForm(endpointSchema, { url, description, event_types: types }, sentences);
    if (urlFault(url, { isProduction }) === null) return checked;
    return { value: null, faults: { url: sentences.url, ...checked.faults } };
  }

  private form(
    view: View,
    id: string | null,
    typed: TypedEndpoint,
    faults: Faults = {},
    reply?: FastifyReply,
    told: Told | null = null,
  ): string {
    const { form } = wordingOf(view.language).webhooks;
    if (Object.keys(faults).length > 0) reply?.status(422);
    const body = endpointFormBody(view, id, typed, faults, told);
    return this.frame.render(view, { title: id === null ? form.newTitle : form.editTitle, body });
  }

  private async secretPage(view: View, id: string, fault?: string): Promise<string> {
    const endpoint = await this.endpoints.get(view.caller, id);
    const body = secretBody(view, endpoint, await this.keys.publicKeyOf(id), fault);
    return this.frame.render(view, { title: wordingOf(view.language).webhooks.secret.title, body });
  }

  private shownOnce(view: View, shown: ShownSecret): string {
    const { shownTitle: title } = wordingOf(view.language).webhooks.secret;
    return this.frame.render(view, { title, body: shownSecretBody(view, shown), isOnce: true });
  }
}

const readTyped = (form: Form): TypedEndpoint => ({
  url: textOf(form, 'url'),
  description: textOf(form, 'description'),
  types: form.get('which') === 'chosen' ? form.getAll('event_types') : null,
});
