/** What a route asks of its caller. A route that says nothing is closed. */
import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Scope } from '../accounts/scopes.js';
import type { Caller } from './caller.js';

export const ACCESS = 'access';

export type Access =
  | { public: true; countsCaller: boolean }
  | { scope: Scope; isOpen: boolean }
  | { admin: true }
  | { operator: true };

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

export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<{ caller: Caller }>().caller,
);
