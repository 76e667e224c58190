/** Whom a bearer token stands for: one of ours, or one of the outside issuer. */
import { Inject, Injectable } from '@nestjs/common';
import { AccessTokensService } from '../tokens/access-tokens.service.js';
import { HoldersService, narrowed } from '../tokens/holders.service.js';
import { type Caller, credentialCaller } from './caller.js';
import { refused } from './refused.js';

@Injectable()
export class BearersService {
  constructor(
    @Inject(AccessTokensService) private readonly accessTokens: AccessTokensService,
    @Inject(HoldersService) private readonly holders: HoldersService,
  ) {}

  /** @throws Problem 401, the same for whatever is wrong with it */
  async get(token: string, now: Date): Promise<Caller> {
    const claims = await this.accessTokens.check(token, now);
    const holder = claims && (await this.holders.find({ name: claims.sub, sessionId: claims.sid }, now));
    if (!holder || holder.accountId !== claims.account) throw refused('Bearer');
    return credentialCaller(narrowed(holder, claims.scopes));
  }
}
