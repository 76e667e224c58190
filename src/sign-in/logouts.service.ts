/** Signing out: the login ends, with every token that came of it. */
import { Inject, Injectable } from '@nestjs/common';
import { RefreshTokensService } from '../tokens/refresh-tokens.service.js';
import { SessionsService } from '../tokens/sessions.service.js';
import { Transactions } from '../transactions/tx.js';
import { SessionEventsService } from './session-events.service.js';

interface Login {
  id: string;
  subject: string;
}

@Injectable()
export class LogoutsService {
  constructor(
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(RefreshTokensService) private readonly refreshTokens: RefreshTokensService,
    @Inject(SessionEventsService) private readonly events: SessionEventsService,
  ) {}

  /** By the login itself, or by its refresh token; of one that is not there nothing is told. */
  async logout(which: Login | { refreshToken: string }, now: Date): Promise<void> {
    await this.transactions.run(async (tx) => {
      const login = 'id' in which ? which : await this.refreshTokens.findSession(tx, which.refreshToken);
      if (!login) return;
      await this.sessions.end(tx, login.id, 'logout', now);
      await this.events.record(tx, login.subject, 'operator.signed_out', login.subject, now);
    });
  }

  /** All other logins of whoever has this one. */
  async logoutElsewhere({ id, subject }: Login, now: Date): Promise<void> {
    await this.transactions.run(async (tx) => {
      await this.sessions.endAll(tx, subject, 'logout', now, id);
      await this.events.record(tx, subject, 'operator.signed_out_elsewhere', subject, now);
    });
  }
}
