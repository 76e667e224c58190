/** Who looks at a page: an operator's browser, by its cookie; where nobody is asked who they are, whoever it is. */
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ENV, type Env } from '../config/env.js';
import { readCookie, writeCookie } from '../look/cookies.js';
import { HoldersService } from '../tokens/holders.service.js';
import { SessionsService } from '../tokens/sessions.service.js';
import { CALLERS, type Caller, credentialCaller } from './caller.js';

/** What each is open to by itself differs. */
export type Page = 'console' | 'phones';

@Injectable()
export class BrowserLoginsService {
  private readonly isSecure: boolean;
  private readonly cookie: string;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(HoldersService) private readonly holders: HoldersService,
  ) {
    this.isSecure = env.environment === 'production';
    // The prefix binds it to this very host, over TLS.
    this.cookie = this.isSecure ? '__Host-ndiyo-login' : 'ndiyo-login';
  }

  /** Null when whoever it is must sign in first. */
  async find(request: FastifyRequest, page: Page, now: Date): Promise<Caller | null> {
    return this.look(request, page, !isByItself(request), now);
  }

  /** For what lasts longer than a request: asking does not count as being there. */
  async isStillGood(request: FastifyRequest, page: Page, now: Date): Promise<boolean> {
    return (await this.look(request, page, false, now)) !== null;
  }

  private async look({ headers }: FastifyRequest, page: Page, isThere: boolean, now: Date): Promise<Caller | null> {
    if (this.isOpen(page)) return CALLERS.atThePages;
    const token = readCookie(headers.cookie, this.cookie);
    if (token === undefined || !this.canSignIn) return null;
    const login = await this.sessions.findInBrowser(token, isThere, now);
    const holder = login && (await this.holders.find({ name: login.subject, sessionId: login.id }, now));
    return holder ? credentialCaller(holder) : null;
  }

  get canSignIn(): boolean {
    return this.env.auth.schemes.includes('jwt');
  }

  isOpen(page: Page): boolean {
    const { environment, auth } = this.env;
    if (!auth.schemes.includes('none')) return false;
    return page === 'console' ? environment === 'development' : environment !== 'production';
  }

  keep(token: string, reply: FastifyReply): void {
    reply.header('Set-Cookie', writeCookie(this.cookie, token, { sameSite: 'Strict', isSecure: this.isSecure }));
  }

  forget(reply: FastifyReply): void {
    reply.header(
      'Set-Cookie',
      writeCookie(this.cookie, '', { maxAgeS: 0, sameSite: 'Strict', isSecure: this.isSecure }),
    );
  }
}

/** A page that renews itself, or listens again after its line broke, does not show that somebody is there. */
const isByItself = ({ headers }: FastifyRequest): boolean =>
  headers['x-live'] !== undefined || headers.accept === 'text/event-stream';
