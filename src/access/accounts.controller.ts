/** Accounts, for admins alone. */
import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AccountsService } from '../accounts/accounts.service.js';
import { AdminOnly, CurrentCaller } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import type { Account } from '../persistence/contract.entities.js';
import { Transactions } from '../transactions/tx.js';
import { type AccountBody, accountSchema } from './accounts.schemas.js';
import { type PageQuery, pageOf, pageSchema, readCursor } from './pages.schemas.js';

const PATH = 'api/v1/accounts';

@AdminOnly()
@Controller(PATH)
export class AccountsController {
  constructor(
    @Inject(AccountsService) private readonly accounts: AccountsService,
    @Inject(Transactions) private readonly transactions: Transactions,
  ) {}

  @Post()
  async create(
    @Body({ schema: accountSchema }) body: AccountBody,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const now = new Date();
    const account = await this.transactions.run((tx) => this.accounts.create(tx, body, caller.id ?? 'nobody', now));
    reply.header('Location', `/${PATH}/${account.id}`);
    return accountAnswer(account);
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
