/** API keys over REST. The key and its signing secret stand in the one answer that made them. */
import { Body, Controller, Delete, Get, Header, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AccountsService } from '../accounts/accounts.service.js';
import { keyIdOf } from '../api-keys/api-key.js';
import { ApiKeysService, isInForce, type MadeKey } from '../api-keys/api-keys.service.js';
import { CurrentCaller, Scopes } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { ENV, type Env } from '../config/env.js';
import type { ApiKey } from '../persistence/access.entities.js';
import { type PageQuery, pageOf, pageSchema, readCursor } from '../transactions/paging.js';
import { expiryMs, type KeyBody, keySchema, type RotateBody, rotateSchema } from './api-keys.schemas.js';

const PATH = 'api/v1/auth/api-keys';
const PLACE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([a-z2-7]{12})$/;

@Scopes('keys:manage')
@Controller(PATH)
export class ApiKeysController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ApiKeysService) private readonly keys: ApiKeysService,
    @Inject(AccountsService) private readonly accounts: AccountsService,
  ) {}

  @Post()
  @Header('Cache-Control', 'no-store')
  async create(
    @Body({ schema: keySchema }) body: KeyBody,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { name, scopes, admin: isAdmin, account_id: accountId = caller.accountId } = body;
    if (caller.isAdmin) await this.accounts.get(accountId);
    const expiresInMs = body.expires_in === undefined ? null : expiryMs(body.expires_in);
    const wish = { name, accountId, scopes, isAdmin, expiresInMs, allowedIps: body.allowed_ips ?? null };
    return this.shownOnce(await this.keys.create(caller, wish, new Date()), reply);
  }

  @Get()
  async list(@Query({ schema: pageSchema }) { limit, cursor }: PageQuery, @CurrentCaller() caller: Caller) {
    const [, at, id] = readCursor(cursor, PLACE) ?? [];
    const rows = await this.keys.list(caller, limit, at && id ? { at, id } : null);
    const { page, next_cursor } = pageOf(rows, limit, (last) => `${last.created_at} ${last.id}`);
    return { api_keys: page.map((row) => this.answer(row)), next_cursor };
  }

  @Get(':id')
  async get(@Param('id') id: string, @CurrentCaller() caller: Caller) {
    return this.answer(await this.keys.get(caller, id));
  }

  @Delete(':id')
  @HttpCode(204)
  async revoke(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<void> {
    await this.keys.revoke(caller, id, new Date());
  }

  @Post(':id/rotate')
  @Header('Cache-Control', 'no-store')
  async rotate(
    @Param('id') id: string,
    @Body({ schema: rotateSchema }) { grace }: RotateBody,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.shownOnce(await this.keys.rotate(caller, id, grace, new Date()), reply);
  }

  private shownOnce({ row, key, signingSecret }: MadeKey, reply: FastifyReply) {
    reply.header('Location', `/${PATH}/${row.id}`);
    return { ...this.answer(row), key, signing_secret: signingSecret };
  }

  private answer(row: ApiKey) {
    const status = row.revoked_at !== null ? 'revoked' : isInForce(row, new Date()) ? 'active' : 'expired';
    return {
      id: row.id,
      key_id: keyIdOf(row.id, this.env.environment),
      name: row.name,
      account_id: row.account_id,
      scopes: row.scopes.split(' '),
      admin: row.is_admin === 1,
      allowed_ips: row.allowed_ips?.split(' ') ?? null,
      status,
      created_by: row.created_by,
      created_at: row.created_at,
      expires_at: row.expires_at,
      last_used_at: row.last_used_at,
      revoked_at: row.revoked_at,
      replaced_by: row.replaced_by,
    };
  }
}
