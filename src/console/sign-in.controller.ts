/** In and out of the console. */
import { Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { loginSchema } from '../access/sign-in.schemas.js';
import { ConsolePage, FromHere, Public } from '../auth/access.decorators.js';
import { BrowserLoginsService } from '../auth/browser-logins.service.js';
import type { Caller } from '../auth/caller.js';
import { readForm, textOf } from '../look/form.js';
import { operatorName } from '../operators/operators.service.js';
import { Problem } from '../problems/problem.js';
import { LoginsService } from '../sign-in/logins.service.js';
import { LogoutsService } from '../sign-in/logouts.service.js';
import { refusedSignIn } from '../sign-in/refusals.js';
import { Limited } from '../throttling/throttling.decorators.js';
import { ConsoleController } from './console.decorators.js';
import { ConsoleFrame, goTo, wordingOf } from './console-frame.js';
import { closedBody, signInBody, type Tried, typedCode } from './sign-in.page.js';

const FIRST_PAGE = '/console/contracts';

@ConsoleController('console')
export class SignInController {
  constructor(
    @Inject(ConsoleFrame) private readonly frame: ConsoleFrame,
    @Inject(BrowserLoginsService) private readonly browserLogins: BrowserLoginsService,
    @Inject(LoginsService) private readonly logins: LoginsService,
    @Inject(LogoutsService) private readonly logouts: LogoutsService,
  ) {}

  @Get()
  @ConsolePage('contracts:read')
  enter(@Res({ passthrough: true }) reply: FastifyReply): string {
    return goTo(reply, FIRST_PAGE);
  }

  @Get('sign-in')
  @Public()
  show(@Req() request: FastifyRequest): string {
    const { then, done } = request.query as { then?: unknown; done?: unknown };
    return this.door(request, String(then ?? ''), { email: '', told: done === 'signedOut' ? done : null });
  }

  @Post('sign-in')
  @Public()
  @FromHere()
  @Limited('login')
  async signIn(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const form = readForm(request.body);
    const [email, password, code] = [textOf(form, 'email'), form.get('password') ?? '', textOf(form, 'totp_code')];
    const then = textOf(form, 'then');
    if (!this.browserLogins.canSignIn) return this.door(request, then, { email: '', told: null });
    try {
      const login = loginSchema.safeParse({ email, password, ...(code !== '' && { totp_code: typedCode(code) }) });
      if (!login.success) throw refusedSignIn();
      this.browserLogins.keep(await this.logins.loginInBrowser(login.data, new Date()), reply);
    } catch (error) {
      const told = error instanceof Problem && REFUSALS[error.kind];
      if (!told) throw error;
      reply.status(401);
      return this.door(request, then, { email, told });
    }
    return goTo(reply, isOurs(then) ? then : FIRST_PAGE);
  }

  @Post('sign-out')
  @ConsolePage('contracts:read')
  async signOut(
    @Req() request: FastifyRequest & { caller: Caller },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { id, sessionId } = request.caller;
    if (sessionId !== undefined) {
      const subject = operatorName(id!.replace(/^operator /, ''));
      await this.logouts.logout({ id: sessionId, subject }, new Date());
    }
    this.browserLogins.forget(reply);
    return goTo(reply, '/console/sign-in', 'signedOut');
  }

  private door(request: FastifyRequest, then: string, tried: Tried): string {
    const language = this.frame.languageOf(request);
    const { signIn } = wordingOf(language);
    const path = isOurs(then) ? `/console/sign-in?then=${encodeURIComponent(then)}` : '/console/sign-in';
    const isClosed = !this.browserLogins.canSignIn;
    const body = isClosed ? closedBody(language) : signInBody(language, then, tried);
    return this.frame.renderDoor(language, path, { title: isClosed ? signIn.offTitle : signIn.title, body });
  }
}

const REFUSALS: Record<string, Tried['told']> = { 'sign-in-refused': 'refused', 'totp-code-needed': 'codeNeeded' };

/** Nobody is led anywhere else by a link to the door. */
const isOurs = (path: string): boolean =>
  /^\/(console|phones)([/?][\w/?=&.%+:~*-]*)?$/.test(path) && !path.includes('//');
