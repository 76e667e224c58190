/** API keys: listed, made, replaced, revoked. A key and its signing secret stand on the one page that made them. */
import { Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { expiryMs, keySchema, rotateSchema } from '../access/api-keys.schemas.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { keyIdOf } from '../api-keys/api-key.js';
import { ApiKeysService, type MadeKey } from '../api-keys/api-keys.service.js';
import { ConsolePage } from '../auth/access.decorators.js';
import { ENV, type Env } from '../config/env.js';
import { ConsoleController } from '../console/console.decorators.js';
import { ConsoleFrame, goTo, type View } from '../console/console-frame.js';
import { type Told, toldDone, toldRefusal } from '../console/notice.page.js';
import type { Faults } from '../look/fault-summary.js';
import { type Form, readForm, textOf } from '../look/form.js';
import { html } from '../look/html.js';
import { pageOf, readCursor } from '../transactions/paging.js';
import { checkForm } from './form-faults.js';
import { keyFormBody, type TypedKey } from './key-form.page.js';
import { keysBody, offNotice, PATH, replacementBody, revocationBody, shownKeyBody } from './keys.page.js';
import { wordingOf } from './settings-wording.js';

const PAGE = 20;
const PLACE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([a-z2-7]{12})$/;

@ConsoleController('console/keys')
export class ConsoleKeysController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ConsoleFrame) private readonly frame: ConsoleFrame,
    @Inject(ApiKeysService) private readonly keys: ApiKeysService,
    @Inject(AccountsService) private readonly accounts: AccountsService,
  ) {}

  @Get()
  @ConsolePage('keys:manage')
  list(@Req() request: FastifyRequest): Promise<string> {
    const { cursor } = request.query as { cursor?: unknown };
    const view = this.frame.viewOf(request);
    return this.page(view, toldDone(wordingOf(view.language).keys.done, view.done), cursor);
  }

  @Get('new')
  @ConsolePage('keys:manage')
  askForNew(@Req() request: FastifyRequest): string {
    const view = this.frame.viewOf(request);
    const account_id = view.caller.accountId;
    return this.form(view, { name: '', scopes: [], expires_in: '', allowed_ips: '', account_id, admin: false });
  }

  @Post()
  @ConsolePage('keys:manage')
  async create(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const view = { ...this.frame.viewOf(request), path: `${PATH}/new` };
    const typed = readTyped(readForm(request.body));
    const { value: body, faults } = checkForm(
      keySchema,
      bodyOf(typed, view),
      wordingOf(view.language).keys.form.faults,
    );
    if (faults || !this.isOn) {
      reply.status(422);
      return this.form(view, typed, faults ?? {});
    }
    const { name, scopes, admin: isAdmin, account_id: accountId = view.caller.accountId } = body;
    const expiresInMs = body.expires_in === undefined ? null : expiryMs(body.expires_in);
    try {
      if (view.caller.isAdmin) await this.accounts.get(accountId);
      const wish = { name, accountId, scopes, isAdmin, expiresInMs, allowedIps: body.allowed_ips ?? null };
      return this.shownOnce(view, await this.keys.create(view.caller, wish, new Date()), null);
    } catch (error) {
      const told = toldRefusal(wordingOf(view.language).keys.refusals, error, reply);
      return this.form(view, typed, {}, told);
    }
  }

  @Get(':id/rotate')
  @ConsolePage('keys:manage')
  askBeforeRotation(@Param('id') id: string, @Req() request: FastifyRequest): Promise<string> {
    return this.rotationPage(this.frame.viewOf(request), id);
  }

  @Post(':id/rotate')
  @ConsolePage('keys:manage')
  async rotate(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const view = this.frame.viewOf(request);
    const words = wordingOf(view.language).keys;
    const { value } = checkForm(rotateSchema, { grace: textOf(readForm(request.body), 'grace') }, {});
    if (!value) {
      reply.status(422);
      return this.rotationPage(view, id, words.replacement.graceFault);
    }
    const now = new Date();
    try {
      const made = await this.keys.rotate(view.caller, id, value.grace, now);
      return this.shownOnce(view, made, new Date(now.getTime() + value.grace));
    } catch (error) {
      const told = toldRefusal(words.refusals, error, reply);
      return this.page({ ...view, path: PATH }, told);
    }
  }

  @Get(':id/revoke')
  @ConsolePage('keys:manage')
  async askBeforeRevocation(@Param('id') id: string, @Req() request: FastifyRequest): Promise<string> {
    const view = this.frame.viewOf(request);
    const body = revocationBody(view, await this.keys.get(view.caller, id), this.env.environment);
    return this.frame.render(view, { title: wordingOf(view.language).keys.revocation.title, body });
  }

  @Post(':id/revoke')
  @ConsolePage('keys:manage')
  async revoke(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const view = { ...this.frame.viewOf(request), path: PATH };
    try {
      await this.keys.revoke(view.caller, id, new Date());
    } catch (error) {
      const told = toldRefusal(wordingOf(view.language).keys.refusals, error, reply);
      return this.page(view, told);
    }
    return goTo(reply, PATH, 'revoked');
  }

  private get isOn(): boolean {
    return this.env.auth.schemes.some((scheme) => scheme === 'api-key' || scheme === 'signature');
  }

  private async page(view: View, told: Told | null, cursor?: unknown): Promise<string> {
    const [, at, last] = readCursor(cursor, PLACE) ?? [];
    const rows = await this.keys.list(view.caller, PAGE, at && last ? { at, id: last } : null);
    const { page: keys, next_cursor: next } = pageOf(rows, PAGE, ({ created_at, id }) => `${created_at} ${id}`);
    const body = keysBody(view, { keys, tier: this.env.environment, isOn: this.isOn, next, told });
    return this.frame.render(view, { title: wordingOf(view.language).keys.title, body });
  }

  /** Where no key opens anything, none is made. */
  private form(view: View, typed: TypedKey, faults: Faults = {}, told: Told | null = null): string {
    const { title } = wordingOf(view.language).keys.form;
    const body = this.isOn ? keyFormBody(view, typed, faults, told) : html`<h1>${title}</h1>${offNotice(view)}`;
    return this.frame.render(view, { title, body });
  }

  private async rotationPage(view: View, id: string, fault?: string): Promise<string> {
    const body = replacementBody(view, await this.keys.get(view.caller, id), this.env.environment, fault);
    return this.frame.render(view, { title: wordingOf(view.language).keys.replacement.title, body });
  }

  private shownOnce(view: View, { row, key, signingSecret }: MadeKey, formerUntil: Date | null): string {
    const keyId = keyIdOf(row.id, this.env.environment);
    const body = shownKeyBody(view, { name: row.name, keyId, key, signingSecret, formerUntil });
    return this.frame.render(view, { title: wordingOf(view.language).keys.shown.title, body, isOnce: true });
  }
}

const readTyped = (form: Form): TypedKey => ({
  name: textOf(form, 'name'),
  scopes: form.getAll('scopes'),
  expires_in: textOf(form, 'expires_in'),
  allowed_ips: textOf(form, 'allowed_ips'),
  account_id: textOf(form, 'account_id'),
  admin: form.get('admin') === 'yes',
});

/** What the REST door would be sent. Only admins are asked for an account. */
function bodyOf(typed: TypedKey, { caller }: View): object {
  const { name, scopes, expires_in, account_id, admin } = typed;
  const addresses = typed.allowed_ips.split(/[\s,]+/).filter((line) => line !== '');
  return {
    ...{ name, scopes, admin },
    ...(expires_in !== '' && { expires_in }),
    ...(addresses.length > 0 && { allowed_ips: addresses }),
    ...(caller.isAdmin && account_id !== '' && { account_id }),
  };
}
