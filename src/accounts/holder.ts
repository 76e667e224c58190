/** Whom a credential that was checked stands for, and what it may do. */
import type { Scopes } from './scopes.js';

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
