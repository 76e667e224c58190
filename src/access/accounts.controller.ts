/** Accounts, for admins alone. */
import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service.js';
import { AdminOnly, CurrentCaller } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import type { Account } from '../persistence/contract.entities.js';
import { type PageQuery, pageOf, pageSchema, readCursor } from '../transactions/paging.js';
import { CurrentExchange, type Exchange } from '../writes/exchange.decorators.js';
import { WritesService } from '../writes/writes.service.js';
import { type AccountBody, accountSchema } from './accounts.schemas.js';

const PATH = 'api/v1/accounts';

@AdminOnly()
@Controller(PATH)
export class AccountsController {
  constructor(
    @Inject(AccountsService) private readonly accounts: AccountsService,
    @Inject(WritesService) private readonly writes: WritesService,
  ) {}

  @Post()
  create(
    @Body({ schema: accountSchema }) body: AccountBody,
    @CurrentCaller() caller: Caller,
    @CurrentExchange() exchange: Exchange,
  ) {
    const now = new Date();
    return this.writes.run(exchange, now, async (tx) => {
      const account = await this.accounts.create(tx, body, caller.id ?? 'nobody', now);
      return { status: 201, location: `/${PATH}/${account.id}`, body: accountAnswer(account) };
    });
  }

  @Get()
  async list(@Query({ schema: pageSchema }) { limit, cursor }: PageQuery) {
    const after = readCursor(cursor, /^[a-z\d-]{1,40}$/)?.[0];
    const { page, next_cursor } = pageOf(await this.accounts.list(limit + 1, after), limit, ({ id }) => id);
    return { accounts: page.map(accountAnswer), next_cursor };
  }

  @Get(':id')
  async get(@Param('id') id: string) {
    return accountAnswer(await this.accounts.get(id));
  }
}

const accountAnswer = ({ id, name, created_at }: Account) => ({ account_id: id, name, created_at });
