/** Whether the route lets the caller in. Closed unless a route says otherwise. */
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ENV, type Env } from '../config/env.js';
import { Problem } from '../problems/problem.js';
import { accessOf, type Identified } from './caller.guard.js';
import { CALLERS, type Caller } from './caller.js';

@Injectable()
export class AccessGuard implements CanActivate {
  private readonly isAnonymousAllowed: boolean;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {
    this.isAnonymousAllowed = env.auth.schemes.includes('none');
  }

  canActivate(context: ExecutionContext): boolean {
    const access = accessOf(this.reflector, context);
    if (access && 'public' in access) return true;
    const request = context.switchToHttp().getRequest<Identified>();
    if (request.refusal) throw request.refusal;
    const caller = request.caller ?? this.anonymous(access?.isOpen ?? false);
    if (!access || !caller.scopes.has(access.scope)) throw this.refusal(caller, access?.scope);
    if (caller.kind === 'manage-token' && !('id' in (request.params as object))) {
      throw new Problem('forbidden', 'A manage_token opens its one contract, nothing else');
    }
    request.caller = caller;
    return true;
  }

  private anonymous(isOpenRoute: boolean): Caller {
    if (!this.isAnonymousAllowed) throw this.unauthorized();
    const known = this.env.environment === 'production' ? CALLERS.anonymous : CALLERS.anonymousOutsideProduction;
    return isOpenRoute ? { ...known, scopes: CALLERS.apiKey.scopes } : known;
  }

  private refusal(caller: Caller, scope: string | undefined): Problem {
    if (caller.kind === 'anonymous') return this.unauthorized();
    return new Problem('forbidden', `This needs the scope ${scope}`, { members: { required_scope: scope } });
  }

  private unauthorized(): Problem {
    const how = this.isAnonymousAllowed
      ? 'Send the manage_token that creating the contract returned: Authorization: Bearer mt_…'
      : 'Send your API key: X-API-Key: …, or the manage_token of the contract: Authorization: Bearer mt_…';
    const scheme = this.isAnonymousAllowed ? 'Bearer realm="ndiyo"' : 'Api-Key realm="ndiyo"';
    return new Problem('unauthorized', how, { headers: { 'WWW-Authenticate': scheme } });
  }
}
