/** The access token of a login, for as long as its operator may sign in. */
import { Inject, Injectable } from '@nestjs/common';
import type { Scopes } from '../accounts/scopes.js';
import { AccessTokensService } from './access-tokens.service.js';
import { HoldersService, narrowed, type Subject } from './holders.service.js';

export interface Issued {
  token: string;
  expiresIn: number;
  scopes: Scopes;
}

@Injectable()
export class SessionTokensService {
  constructor(
    @Inject(HoldersService) private readonly holders: HoldersService,
    @Inject(AccessTokensService) private readonly accessTokens: AccessTokensService,
  ) {}

  /** Null when the subject may do nothing any more. `asked`: no more than these scopes. */
  async issue(subject: Subject, now: Date, asked?: Scopes): Promise<Issued | null> {
    const holder = await this.holders.find(subject, now);
    if (!holder) return null;
    const { accountId, scopes } = asked ? narrowed(holder, asked) : holder;
    const grant = { subject: subject.name, accountId, scopes, sessionId: subject.sessionId };
    return { ...(await this.accessTokens.issue(grant, now)), scopes };
  }
}
