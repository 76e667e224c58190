/** Who is calling, and what that caller may do. */
export const SCOPES = [
  'contracts:read',
  'contracts:write',
  'contracts:confirm',
  'messages:read',
  'audit:read',
] as const;
export type Scope = (typeof SCOPES)[number];

/** The account of an open deployment, and of the one static API_KEY. */
export const COMMUNITY = 'community';

export interface Caller {
  kind: 'anonymous' | 'manage-token' | 'api-key';
  /** Tells one credential from another; null without one. */
  id: string | null;
  accountId: string;
  /** Set for a manage token: the one contract it opens. */
  contractId: string | null;
  scopes: ReadonlySet<Scope>;
  /** Others see telephone numbers masked. */
  seesNumbers: boolean;
}

const EVERYTHING: ReadonlySet<Scope> = new Set(SCOPES);
const READING: ReadonlySet<Scope> = new Set<Scope>(['contracts:read', 'messages:read', 'audit:read']);
const NOTHING: ReadonlySet<Scope> = new Set();

/**
 * The table of who may what. Beside it: `@Public()` routes are anybody's under their own rules, and `@Open()` routes
 * are everybody's where AUTH=none.
 */
export const CALLERS = {
  apiKey: {
    kind: 'api-key',
    id: 'api-key',
    accountId: COMMUNITY,
    contractId: null,
    scopes: EVERYTHING,
    seesNumbers: true,
  },
  anonymousOutsideProduction: {
    ...{ kind: 'anonymous', id: null, accountId: COMMUNITY, contractId: null, seesNumbers: false },
    scopes: READING,
  },
  anonymous: {
    kind: 'anonymous',
    id: null,
    accountId: COMMUNITY,
    contractId: null,
    scopes: NOTHING,
    seesNumbers: false,
  },
} as const satisfies Record<string, Caller>;

export const manageTokenCaller = (accountId: string, contractId: string): Caller => ({
  kind: 'manage-token',
  id: `contract ${contractId}`,
  accountId,
  contractId,
  scopes: EVERYTHING,
  seesNumbers: true,
});
