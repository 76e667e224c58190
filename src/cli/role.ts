/** `--role`, for whoever is let in by command. */
import { ROLES, type Role } from '../accounts/scopes.js';

export function readRole(text = ''): Role {
  const role = ROLES.find((one) => one === text);
  if (!role) throw new Error(`Say what it may do: --role ${ROLES.join('|')}`);
  return role;
}
