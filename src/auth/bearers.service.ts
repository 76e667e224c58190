/** Whom a bearer token stands for: one contract, one of ours who signed in, or a subject of the outside issuer. */
import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { sha256Hex } from '../crypto/secrets.js';
import { AccessTokensService } from '../tokens/access-tokens.service.js';
import { HoldersService, narrowed } from '../tokens/holders.service.js';
import { Reads } from '../transactions/reads.js';
import { type Caller, credentialCaller, manageTokenCaller } from './caller.js';
import { refused } from './refused.js';

@Injectable()
export class BearersService {
  private readonly takesTokens: boolean;

  constructor(
    @Inject(ENV) env: Env,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(AccessTokensService) private readonly accessTokens: AccessTokensService,
    @Inject(HoldersService) private readonly holders: HoldersService,
  ) {
    this.takesTokens = env.auth.schemes.includes('jwt');
  }

  /** @throws Problem 401, the same for whatever is wrong with it */
  get(token: string, now: Date): Promise<Caller> {
    return this.takesTokens && !token.startsWith('mt_') ? this.ofAccessToken(token, now) : this.ofManageToken(token);
  }

  private async ofAccessToken(token: string, now: Date): Promise<Caller> {
    const claims = await this.accessTokens.check(token, now);
    const holder = claims && (await this.holders.find({ name: claims.sub, sessionId: claims.sid }, now));
    if (!holder || holder.accountId !== claims.account) throw refused('Bearer');
    return credentialCaller(narrowed(holder, claims.scopes));
  }

  private async ofManageToken(token: string): Promise<Caller> {
    const [contract] = await this.reads.sql<{ id: string; account_id: string }>`
      SELECT id, account_id FROM contracts WHERE manage_token_hash = ${sha256Hex(token)}`;
    if (!contract) throw refused('Bearer');
    return manageTokenCaller(contract.account_id, contract.id);
  }
}
