/** The simulated phones in a browser. Numbers travel in forms alone; those added are kept in a cookie of that browser. */
import { Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentCaller, PhonesPage } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { ENV, type Env } from '../config/env.js';
import { ConsoleController } from '../console/console.decorators.js';
import { ConsoleFrame, goTo } from '../console/console-frame.js';
import { readCookie, writeCookie } from '../look/cookies.js';
import { readForm, textOf } from '../look/form.js';
import { parsePhone } from '../phones/phone-number.js';
import { credentialFlag } from '../rest/example-contract.js';
import { PhoneDeskService } from './phone-desk.service.js';
import { type Adding, renderPhonesPage } from './phones.page.js';
import { SampleContractsService } from './sample-contracts.service.js';
import { SiteService } from './site.service.js';

const COOKIE = 'ndiyo-phones';
const MOST_KEPT = 10;
const LONGEST_TYPED = 100;

@ConsoleController('phones')
export class PhonesController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ConsoleFrame) private readonly frame: ConsoleFrame,
    @Inject(PhoneDeskService) private readonly desk: PhoneDeskService,
    @Inject(SampleContractsService) private readonly samples: SampleContractsService,
    @Inject(SiteService) private readonly site: SiteService,
  ) {}

  @Get()
  @PhonesPage('messages:read')
  show(@Req() request: FastifyRequest): Promise<string> {
    return this.page(request, {});
  }

  /** One more phone on the desk of this browser. */
  @Post('numbers')
  @PhonesPage('messages:read')
  async add(
    @Req() request: FastifyRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const typed = textOf(readForm(request.body), 'phone_number').slice(0, LONGEST_TYPED);
    const parsed = parsePhone(typed, this.env.defaults.region);
    if ('fault' in parsed) {
      reply.status(422);
      return this.page(request, { typed, fault: parsed.fault });
    }
    const added = await this.desk.add(caller, this.addedIn(request), parsed.phoneNumber);
    reply.header('Set-Cookie', writeCookie(COOKIE, added.join('.'), { sameSite: 'Strict', isSecure: false }));
    return goTo(reply, `/phones#${this.desk.idOf(parsed.phoneNumber)}`);
  }

  private async page(request: FastifyRequest, adding: Adding): Promise<string> {
    const view = { ...this.frame.viewOf(request), path: '/phones' };
    const [phones, sample] = await Promise.all([
      this.desk.phonesOf(view.caller, this.addedIn(request)),
      view.caller.scopes.has('contracts:read') ? this.samples.findLatest(view.caller) : null,
    ]);
    return renderPhonesPage(view, {
      ...{ phones, sample, adding, keyword: this.env.confirmation.keyword },
      ...{ url: `${request.protocol}://${request.host}`, credential: credentialFlag(this.env) },
      ...{ hasConsole: this.site.has.console, sections: this.site.sections(view.language) },
    });
  }

  /** Whatever the cookie holds besides numbers is nothing. */
  private addedIn({ headers }: FastifyRequest): string[] {
    const kept = (readCookie(headers.cookie, COOKIE) ?? '').split('.').slice(0, MOST_KEPT);
    const parsed = kept.map((text) => parsePhone(text, this.env.defaults.region));
    return parsed.flatMap((one) => ('phoneNumber' in one ? [one.phoneNumber] : []));
  }
}
