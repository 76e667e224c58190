/** What an operator sets for itself: its authenticator, its password, and where else it is signed in. */
import { Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { disableSchema, passwordSchema, verifySchema } from '../access/sign-in.schemas.js';
import { signedIn } from '../access/signed-in-caller.js';
import { ConsolePage } from '../auth/access.decorators.js';
import type { Faults } from '../look/fault-summary.js';
import { type Form, readForm, textOf } from '../look/form.js';
import { html } from '../look/html.js';
import { OperatorsService, operatorName } from '../operators/operators.service.js';
import { Problem } from '../problems/problem.js';
import { LogoutsService } from '../sign-in/logouts.service.js';
import { PasswordChangesService } from '../sign-in/password-changes.service.js';
import { wrongCode, wrongPassword } from '../sign-in/refusals.js';
import { SecondFactorService } from '../sign-in/second-factor.service.js';
import { Limited } from '../throttling/throttling.decorators.js';
import { accountBody, accountWords, PATH, recoveryBody, setUpBody } from './account.page.js';
import { ConsoleController } from './console.decorators.js';
import { ConsoleFrame, goTo, type View } from './console-frame.js';
import { type Told, toldDone, toldRefusal } from './notice.page.js';
import { typedCode } from './sign-in.page.js';

@ConsoleController('console/account')
export class AccountController {
  constructor(
    @Inject(ConsoleFrame) private readonly frame: ConsoleFrame,
    @Inject(OperatorsService) private readonly operators: OperatorsService,
    @Inject(SecondFactorService) private readonly secondFactor: SecondFactorService,
    @Inject(PasswordChangesService) private readonly passwordChanges: PasswordChangesService,
    @Inject(LogoutsService) private readonly logouts: LogoutsService,
  ) {}

  @Get()
  @ConsolePage('contracts:read')
  show(@Req() request: FastifyRequest): Promise<string> {
    const view = this.viewOf(request);
    const { done } = accountWords(view.language);
    return this.page(view, toldDone(done, view.done));
  }

  @Post('authenticator')
  @ConsolePage('contracts:read')
  @Limited('login')
  @HttpCode(200)
  async setUp(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const view = this.viewOf(request);
    try {
      return this.setUpPage(view, await this.secondFactor.setUp(signedIn(view.caller).id));
    } catch (error) {
      return this.refused(view, error, reply);
    }
  }

  @Post('authenticator/verify')
  @ConsolePage('contracts:read')
  @Limited('login')
  @HttpCode(200)
  async verify(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const view = this.viewOf(request);
    const { id } = signedIn(view.caller);
    try {
      const { data } = verifySchema.safeParse({ totp_code: codeIn(readForm(request.body)) });
      if (!data) throw wrongCode(false);
      const codes = await this.secondFactor.turnOn(id, data.totp_code, new Date());
      const { title } = accountWords(view.language).recovery;
      return this.frame.render(view, { title, body: recoveryBody(view, codes), isOnce: true });
    } catch (error) {
      if (!(error instanceof Problem) || error.kind !== 'wrong-code') return this.refused(view, error, reply);
      reply.status(error.status);
      return this.setUpPage(view, null);
    }
  }

  @Post('authenticator/off')
  @ConsolePage('contracts:read')
  @Limited('login')
  async turnOff(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const view = this.viewOf(request);
    const { id } = signedIn(view.caller);
    const form = readForm(request.body);
    try {
      const { data } = disableSchema.safeParse({ password: form.get('password') ?? '', totp_code: codeIn(form) });
      if (!data) throw wrongCode(true);
      await this.secondFactor.turnOff(id, data.password, data.totp_code, new Date());
    } catch (error) {
      return this.refused(view, error, reply);
    }
    return goTo(reply, PATH, 'factorOff');
  }

  @Post('password')
  @ConsolePage('contracts:read')
  @Limited('login')
  async changePassword(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const view = this.viewOf(request);
    const operator = signedIn(view.caller);
    const form = readForm(request.body);
    const [current, chosen] = [form.get('current') ?? '', form.get('new') ?? ''];
    const { faults: words } = accountWords(view.language).password;
    if (form.get('again') !== chosen) return this.page(view, null, { again: words.again }, reply);
    try {
      if (!passwordSchema.safeParse({ current, new: chosen }).success) throw wrongPassword('current');
      await this.passwordChanges.change(operator, current, chosen, new Date());
    } catch (error) {
      if (!(error instanceof Problem) || error.kind !== 'invalid-value') throw error;
      const isNew = error.extras.errors?.[0]?.pointer === '#/new';
      return this.page(view, null, isNew ? { new: words.new } : { current: words.current }, reply);
    }
    return goTo(reply, PATH, 'password');
  }

  @Post('sign-out-elsewhere')
  @ConsolePage('contracts:read')
  async signOutElsewhere(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { id, sessionId } = signedIn(this.viewOf(request).caller);
    await this.logouts.logoutElsewhere({ id: sessionId, subject: operatorName(id) }, new Date());
    return goTo(reply, PATH, 'elsewhere');
  }

  private viewOf = (request: FastifyRequest): View => ({ ...this.frame.viewOf(request), path: PATH });

  private async page(view: View, told: Told | null, faults: Faults = {}, reply?: FastifyReply): Promise<string> {
    const words = accountWords(view.language);
    if (Object.keys(faults).length > 0) reply?.status(422);
    const { title } = words;
    if (view.caller.kind !== 'operator') {
      return this.frame.render(view, { title, body: html`<h1>${title}</h1><p class="lead">${words.nobody}</p>` });
    }
    const operator = await this.operators.get(signedIn(view.caller).id);
    return this.frame.render(view, { title, body: accountBody(view, { operator, told, faults }) });
  }

  private setUpPage(view: View, made: Parameters<typeof setUpBody>[1]): string {
    const { title } = accountWords(view.language).setUp;
    return this.frame.render(view, { title, body: setUpBody(view, made), isOnce: true });
  }

  private refused(view: View, error: unknown, reply: FastifyReply): Promise<string> {
    return this.page(view, toldRefusal(accountWords(view.language).refusals, error, reply));
  }
}

const codeIn = (form: Form): string => typedCode(textOf(form, 'totp_code'));
