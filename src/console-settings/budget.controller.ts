/** What texts came to and may come to; and numbers that are paused, which an admin lets be asked again. */
import { Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConsolePage } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { PausedPrefixesService } from '../budgets/paused-prefixes.service.js';
import { dayOf } from '../budgets/text-budgets.service.js';
import { UsageService } from '../budgets/usage.service.js';
import { ENV, type Env } from '../config/env.js';
import { ConsoleController } from '../console/console.decorators.js';
import { ConsoleFrame, goTo, type View } from '../console/console-frame.js';
import { type Told, toldDone, toldRefusal } from '../console/notice.page.js';
import { readForm, textOf } from '../look/form.js';
import { Problem } from '../problems/problem.js';
import { WritesService } from '../writes/writes.service.js';
import { budgetBody, type DayUsage, PATH, resumptionBody } from './budget.page.js';
import { wordingOf } from './settings-wording.js';

const DAY_MS = 24 * 60 * 60 * 1_000;
const DAYS = [0, 1, 2, 3, 4, 5, 6];

@ConsoleController('console/budget')
export class ConsoleBudgetController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ConsoleFrame) private readonly frame: ConsoleFrame,
    @Inject(UsageService) private readonly usage: UsageService,
    @Inject(PausedPrefixesService) private readonly pauses: PausedPrefixesService,
    @Inject(WritesService) private readonly writes: WritesService,
  ) {}

  @Get()
  @ConsolePage('messages:read')
  show(@Req() request: FastifyRequest): Promise<string> {
    const view = this.frame.viewOf(request);
    return this.page(view, toldDone(wordingOf(view.language).budget.done, view.done));
  }

  /** Asks first: by POST too, for what a number begins with has no place in an address either. */
  @Post('resume')
  @ConsolePage('messages:read')
  @HttpCode(200)
  async resume(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const view = { ...this.frame.viewOf(request), path: PATH };
    const { budget: words } = wordingOf(view.language);
    assertMayResume(view.caller);
    const form = readForm(request.body);
    const prefix = textOf(form, 'prefix').slice(0, 7);
    if (form.get('sure') !== 'yes') {
      return this.frame.render(view, { title: words.confirm.title(prefix), body: resumptionBody(view, prefix) });
    }
    try {
      await this.writes.settle((tx) => this.pauses.resumeByHand(tx, prefix, new Date()));
    } catch (error) {
      const told = toldRefusal(words.refusals, error, reply);
      return this.page(view, told);
    }
    return goTo(reply, PATH, 'resumed');
  }

  private async page(view: View, told: Told | null): Promise<string> {
    const { caller } = view;
    const ofAccount = await this.lastDays(caller.accountId);
    const ofAll = caller.isAdmin ? await this.lastDays(null) : null;
    const paused = await this.pauses.list();
    const body = budgetBody(view, {
      ...{ ofAccount, ofAll, limits: this.env.texting, paused, mayResume: mayResume(caller), told },
    });
    return this.frame.render(view, { title: wordingOf(view.language).budget.title, body });
  }

  /** Today first. */
  private async lastDays(accountId: string | null): Promise<DayUsage[]> {
    const now = Date.now();
    const days: DayUsage[] = [];
    for (const back of DAYS) {
      const day = dayOf(new Date(now - back * DAY_MS));
      days.push({ day, ...(await this.usage.get(day, accountId)) });
    }
    return days;
  }
}

/** The pauses are of the whole service. Where nobody is asked who they are, it is development. */
const mayResume = ({ isAdmin, kind }: Caller): boolean => isAdmin || kind === 'anonymous';

function assertMayResume(caller: Caller): void {
  if (mayResume(caller)) return;
  throw new Problem('forbidden', 'This needs the role admin', { members: { required_role: 'admin' } });
}
