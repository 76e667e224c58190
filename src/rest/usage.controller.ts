/** What an account's texts came to on a day, and which dial prefixes are not texted. */
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service.js';
import { CurrentCaller, Scopes } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { dayOf } from '../budgets/text-budgets.service.js';
import { UsageService } from '../budgets/usage.service.js';
import { Problem } from '../problems/problem.js';
import { type UsageQuery, usageSchema } from './usage.schemas.js';

@Controller('api/v1/usage')
export class UsageController {
  constructor(
    @Inject(UsageService) private readonly usage: UsageService,
    @Inject(AccountsService) private readonly accounts: AccountsService,
  ) {}

  @Get()
  @Scopes('messages:read')
  async get(@Query({ schema: usageSchema }) query: UsageQuery, @CurrentCaller() caller: Caller) {
    const { day = dayOf(new Date()) } = query;
    const account_id = await this.accountOf(caller, query.account_id);
    const asked = await this.usage.get(day, account_id);
    const all = caller.isAdmin && account_id !== null ? await this.usage.get(day, null) : asked;
    const paused = await this.usage.listPaused();
    return {
      ...{ day, account_id, segments: asked.segments, ...(caller.isAdmin && { total: all.segments }) },
      costs: asked.costs,
      paused_prefixes: paused.map(({ prefix, since, reason }) => ({ prefix, since, reason })),
    };
  }

  /** Null: all of them. */
  private async accountOf(caller: Caller, named: string | undefined): Promise<string | null> {
    if (caller.isAdmin) return named === undefined ? null : (await this.accounts.get(named)).id;
    if (named === undefined || named === caller.accountId) return caller.accountId;
    throw new Problem('account-not-found', `There is no account ${named}, or it is not yours to see`);
  }
}
