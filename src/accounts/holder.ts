/** Whom a credential that was checked stands for, and what it may do. */
import { type Role, type Scopes, scopesOfRole } from './scopes.js';

export interface Holder {
  kind: 'api-key' | 'operator' | 'service-account' | 'outside-subject';
  /** Such as `operator 0199…`: what events and limits call it. At most 80 characters. */
  id: string;
  accountId: string;
  isAdmin: boolean;
  scopes: Scopes;
  /** The login it comes from. */
  sessionId?: string;
}

/** Who has a role: a person, here or at the outside issuer. */
export const holderInRole = (who: Pick<Holder, 'kind' | 'id' | 'accountId' | 'sessionId'>, role: Role): Holder => ({
  ...who,
  isAdmin: role === 'admin',
  scopes: scopesOfRole(role),
});
