/** What a key's holder may do. */
import type { Holder } from '../accounts/holder.js';
import { readScopes } from '../accounts/scopes.js';
import type { ApiKey } from '../persistence/access.entities.js';

export const keyHolder = ({ id, account_id, is_admin, scopes }: ApiKey): Holder => ({
  kind: 'api-key',
  id: `api-key ${id}`,
  accountId: account_id,
  isAdmin: is_admin === 1,
  scopes: readScopes(scopes),
});
