/** Signing in with email, password and, where it is on, a code. */
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { operatorName } from '../operators/operators.service.js';
import type { Operator } from '../persistence/access.entities.js';
import { Problem } from '../problems/problem.js';
import type { Subject } from '../tokens/holders.service.js';
import { SessionTokensService } from '../tokens/session-tokens.service.js';
import { newBrowserToken, newRefreshToken, SessionsService } from '../tokens/sessions.service.js';
import type { Tx } from '../transactions/tx.js';
import { ProofsService } from './proofs.service.js';
import { codeNeeded, refusedSignIn } from './refusals.js';
import type { TokenPair } from './token-pair.js';

// A refusal is told at a multiple of this: what the database did for a known address does not show.
const STEP_MS = 250;

export interface Login {
  email: string;
  password: string;
  totp_code?: string | undefined;
}

@Injectable()
export class LoginsService {
  constructor(
    @Inject(ProofsService) private readonly proofs: ProofsService,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(SessionTokensService) private readonly sessionTokens: SessionTokensService,
  ) {}

  async login(login: Login, now: Date): Promise<TokenPair> {
    return this.slowly(async () => {
      const refreshToken = newRefreshToken();
      const issued = await this.sessionTokens.issue(await this.judge(login, refreshToken, now), now);
      if (!issued) throw refusedSignIn(); // disabled in this very moment
      return { ...issued, refreshToken };
    });
  }

  /** The same in a browser: what its cookie is to hold. */
  async loginInBrowser(login: Login, now: Date): Promise<string> {
    return this.slowly(async () => {
      const token = newBrowserToken();
      await this.judge(login, token, now);
      return token;
    });
  }

  private async slowly<T>(work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    try {
      return await work();
    } catch (error) {
      if (error instanceof Problem && error.kind === 'sign-in-refused') {
        await pause(STEP_MS - ((performance.now() - began) % STEP_MS));
      }
      throw error;
    }
  }

  private async judge({ email, password, totp_code: code }: Login, token: string, now: Date): Promise<Subject> {
    const demand = {
      presented: { password, code },
      needsCode: ({ totp_since }: Operator) => totp_since !== null,
      event: 'operator.signed_in',
      open: async (tx: Tx, { id }: Operator) => {
        const name = operatorName(id);
        return { name, sessionId: await this.sessions.open(tx, name, token, now) };
      },
    };
    const verdict = await this.proofs.prove({ email }, demand, now);
    if (!verdict.isProven) throw verdict.why === 'wrong' ? refusedSignIn() : codeNeeded();
    return verdict.value;
  }
}
