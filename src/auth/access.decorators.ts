/** What a route asks of its caller. A route that says nothing is closed. */
import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata, UseGuards } from '@nestjs/common';
import type { Scope } from '../accounts/scopes.js';
import type { Page } from './browser-logins.service.js';
import type { Caller } from './caller.js';
import { SameOriginGuard } from './same-origin.guard.js';

export const ACCESS = 'access';

export type Access =
  | { public: true; countsCaller: boolean }
  | { scope: Scope; isOpen: boolean }
  | { admin: true }
  | { operator: true }
  | { page: Page; scope: Scope };

/** Anybody, under rules of the route's own. */
export const Public = () => SetMetadata(ACCESS, { public: true, countsCaller: false } satisfies Access);

/** Anybody as well; limits and kept answers go by the caller where a credential tells it. */
export const PublicByCaller = () => SetMetadata(ACCESS, { public: true, countsCaller: true } satisfies Access);

/** A caller with this scope. */
export const Scopes = (scope: Scope) => SetMetadata(ACCESS, { scope, isOpen: false } satisfies Access);

/** A caller with this scope; where AUTH=none, everybody, in production too. */
export const Open = (scope: Scope) => SetMetadata(ACCESS, { scope, isOpen: true } satisfies Access);

/** An operator with the role admin, or a key made for one. */
export const AdminOnly = () => SetMetadata(ACCESS, { admin: true } satisfies Access);

/** An operator that has signed in, whatever its role: what it does to its own access. */
export const SignedInOnly = () => SetMetadata(ACCESS, { operator: true } satisfies Access);

/** For a form that anybody may send, from a page of this service. */
export const FromHere = () => UseGuards(SameOriginGuard);

const pageOf = (page: Page) => (scope: Scope) =>
  applyDecorators(SetMetadata(ACCESS, { page, scope } satisfies Access), UseGuards(SameOriginGuard));

/** A page for an operator with this scope, who comes with a cookie; in development, where AUTH=none, for everybody. */
export const ConsolePage = pageOf('console');

/** The same; where AUTH=none, for everybody outside production. */
export const PhonesPage = pageOf('phones');

export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<{ caller: Caller }>().caller,
);
