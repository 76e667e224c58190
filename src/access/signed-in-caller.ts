/** The operator behind a request. */
import type { Caller } from '../auth/caller.js';
import { Problem } from '../problems/problem.js';
import type { SignedIn } from '../sign-in/signed-in.js';

export function signedIn(caller: Caller | undefined): SignedIn {
  const { kind, id, sessionId } = caller ?? {};
  if (kind !== 'operator' || !id || !sessionId) {
    throw new Problem('unauthorized', 'Send the token that signing in returned, or a refresh_token', {
      headers: { 'WWW-Authenticate': 'Bearer realm="ndiyo"' },
    });
  }
  return { id: id.replace(/^operator /, ''), sessionId };
}
