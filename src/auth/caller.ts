/** Who is calling, and what that caller may do. */
import { COMMUNITY } from '../accounts/community.js';
import type { Holder } from '../accounts/holder.js';
import { EDITING, EVERYTHING, NOTHING, READING, type Scope, type Scopes } from '../accounts/scopes.js';

export interface Caller {
  kind: 'anonymous' | 'manage-token' | 'api-key' | 'operator' | 'service-account' | 'outside-subject';
  /** Tells one credential from another, such as `api-key ab12cd34`; null without one. At most 80 characters. */
  id: string | null;
  accountId: string;
  /** Sees every account; what it makes goes into its own. */
  isAdmin: boolean;
  /** Set for a manage token: the one contract it opens. */
  contractId: string | null;
  scopes: Scopes;
  /** Others see telephone numbers masked. */
  seesNumbers: boolean;
  /** Set for an operator: the login it came by. */
  sessionId?: string;
}

const NOBODY = { accountId: COMMUNITY, isAdmin: false, contractId: null, seesNumbers: false } as const;

const TRYING_OUT: Scopes = new Set<Scope>([...READING, 'webhooks:manage']);

/**
 * The table of who may what. Beside it: `@Public()` routes are anybody's under their own rules, and `@Open()` routes
 * are everybody's where AUTH=none.
 */
export const CALLERS = {
  staticApiKey: { ...NOBODY, kind: 'api-key', id: 'api-key', scopes: EVERYTHING, seesNumbers: true },
  anonymousOutsideProduction: { ...NOBODY, kind: 'anonymous', id: null, scopes: TRYING_OUT },
  anonymous: { ...NOBODY, kind: 'anonymous', id: null, scopes: NOTHING },
  /** At the pages of a service that asks nobody who they are. */
  atThePages: { ...NOBODY, kind: 'anonymous', id: 'pages', scopes: EVERYTHING },
} as const satisfies Record<string, Caller>;

export const manageTokenCaller = (accountId: string, contractId: string): Caller => ({
  kind: 'manage-token',
  id: `contract ${contractId}`,
  accountId,
  isAdmin: false,
  contractId,
  scopes: EDITING,
  seesNumbers: true,
});

export const credentialCaller = (known: Holder): Caller => ({
  ...known,
  contractId: null,
  seesNumbers: known.scopes.has('contracts:read'),
});
