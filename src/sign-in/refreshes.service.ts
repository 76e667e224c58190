/** Gives a new pair of tokens for a refresh token, once. */
import { Inject, Injectable } from '@nestjs/common';
import type { Scopes } from '../accounts/scopes.js';
import { RefreshTokensService, type Rotation } from '../tokens/refresh-tokens.service.js';
import { SessionTokensService } from '../tokens/session-tokens.service.js';
import { Transactions } from '../transactions/tx.js';
import { SessionEventsService } from './session-events.service.js';
import type { TokenPair } from './token-pair.js';

@Injectable()
export class RefreshesService {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(RefreshTokensService) private readonly refreshTokens: RefreshTokensService,
    @Inject(SessionTokensService) private readonly sessionTokens: SessionTokensService,
    @Inject(SessionEventsService) private readonly events: SessionEventsService,
  ) {}

  /** Null for a token that does not count any more. `asked`: no more than these scopes for the access token. */
  async refresh(presented: string, now: Date, asked?: Scopes): Promise<TokenPair | null> {
    const successor = await this.refreshTokens.prepare(presented);
    const rotation = await this.transactions.run(async (tx): Promise<Rotation> => {
      const found = await this.refreshTokens.rotate(tx, presented, successor, now);
      if (found.end === 'reused')
        await this.events.record(tx, found.subject, 'session.reuse_detected', 'anonymous', now);
      return found;
    });
    if (rotation.end === 'unknown' || rotation.end === 'reused') return null;
    const { subject: name, sessionId, sealed } = rotation;
    const issued = await this.sessionTokens.issue({ name, sessionId }, now, asked);
    return issued && { ...issued, refreshToken: await this.refreshTokens.open(presented, sealed) };
  }
}
