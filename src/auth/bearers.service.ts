/** Whom a bearer token stands for now: whoever was disabled, revoked or signed out since is nobody. */
import { Inject, Injectable } from '@nestjs/common';
import type { Holder } from '../accounts/holder.js';
import { keyHolder } from '../api-keys/key-holder.js';
import { KeyProofsService } from '../api-keys/key-proofs.service.js';
import { OutsideTokensService } from '../outside-subjects/outside-tokens.service.js';
import { AccessTokensService, type Claims } from '../tokens/access-tokens.service.js';
import { HoldersService, narrowed } from '../tokens/holders.service.js';
import { type Caller, credentialCaller } from './caller.js';
import { refused } from './refused.js';

@Injectable()
export class BearersService {
  constructor(
    @Inject(AccessTokensService) private readonly accessTokens: AccessTokensService,
    @Inject(HoldersService) private readonly holders: HoldersService,
    @Inject(KeyProofsService) private readonly keys: KeyProofsService,
    @Inject(OutsideTokensService) private readonly outsideTokens: OutsideTokensService,
  ) {}

  /** @throws Problem 401, the same for whatever is wrong with it; for a token from outside also 403 and 503 */
  async get(token: string, address: string, now: Date): Promise<Caller> {
    const isOurs = this.accessTokens.isOurs(token);
    const holder = await (isOurs ? this.findOurs(token, address, now) : this.outsideTokens.find(token, now));
    if (!holder) throw refused('Bearer');
    return credentialCaller(holder);
  }

  private async findOurs(token: string, address: string, now: Date): Promise<Holder | null> {
    const claims = await this.accessTokens.check(token, now);
    const holder = claims && (await this.findHolder(claims, address, now));
    return holder && holder.accountId === claims.account ? narrowed(holder, claims.scopes) : null;
  }

  private async findHolder({ sub, sid }: Claims, address: string, now: Date): Promise<Holder | null> {
    const [kind, id = ''] = sub.split(' ');
    if (kind !== 'api-key') return this.holders.find({ name: sub, sessionId: sid }, now);
    const key = await this.keys.find(id);
    return key && this.keys.mayBeUsed(key, address, now) ? keyHolder(key) : null;
  }
}
