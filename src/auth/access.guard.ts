/** Whether the route lets the caller in. Closed unless a route says otherwise. */
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { EDITING } from '../accounts/scopes.js';
import { ENV, type Env } from '../config/env.js';
import { Problem } from '../problems/problem.js';
import type { Access } from './access.decorators.js';
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
    if (access && 'page' in access && !request.caller) throw new Problem('unauthorized', 'Please sign in first');
    const caller = request.caller ?? this.anonymous(access !== undefined && 'isOpen' in access && access.isOpen);
    if (!access || !isAllowed(caller, access)) throw this.refusal(caller, access);
    if (caller.kind === 'manage-token' && !('id' in (request.params as object))) {
      throw new Problem('forbidden', 'A manage_token opens its one contract, nothing else');
    }
    request.caller = caller;
    return true;
  }

  private anonymous(isOpenRoute: boolean): Caller {
    if (!this.isAnonymousAllowed) throw this.unauthorized();
    const known = this.env.environment === 'production' ? CALLERS.anonymous : CALLERS.anonymousOutsideProduction;
    return isOpenRoute ? { ...known, scopes: EDITING } : known;
  }

  private refusal(caller: Caller, access: Demand | undefined): Problem {
    if (caller.kind === 'anonymous') return this.unauthorized();
    if (!access || 'admin' in access) {
      return new Problem('forbidden', 'This needs the role admin', { members: { required_role: 'admin' } });
    }
    if ('operator' in access) {
      return new Problem('forbidden', 'This is for an operator who has signed in', {
        members: { required_role: 'operator' },
      });
    }
    const { scope } = access;
    return new Problem('forbidden', `This needs the scope ${scope}`, { members: { required_scope: scope } });
  }

  private unauthorized(): Problem {
    const challenges = this.env.auth.schemes.map((scheme) => CHALLENGES[scheme]);
    const ways = [...this.env.auth.schemes.map((scheme) => WAYS[scheme]), MANAGE_TOKEN].filter((way) => way !== '');
    return new Problem('unauthorized', `Send ${ways.join(', or ')}`, {
      headers: { 'WWW-Authenticate': [...new Set(challenges)].join(', ') },
    });
  }
}

type Demand = Exclude<Access, { public: true }>;
type Scheme = Env['auth']['schemes'][number];

const MANAGE_TOKEN = 'the manage_token that creating the contract returned: Authorization: Bearer mt_…';
const WAYS: Record<Scheme, string> = {
  none: '',
  'api-key': 'your API key: X-API-Key: …',
  jwt: 'the token that signing in returned: Authorization: Bearer …',
  signature: 'a signed request: X-API-Key, X-API-Timestamp, X-API-Nonce and X-API-Signature',
};
const CHALLENGES: Record<Scheme, string> = {
  none: 'Bearer realm="ndiyo"',
  'api-key': 'Api-Key realm="ndiyo"',
  jwt: 'Bearer realm="ndiyo"',
  signature: 'Signature realm="ndiyo"',
};

function isAllowed(caller: Caller, access: Demand): boolean {
  if ('admin' in access) return caller.isAdmin;
  return 'operator' in access ? caller.kind === 'operator' : caller.scopes.has(access.scope);
}
