/** How signing in is refused. Each refusal says the same of everybody. */
import { Problem } from '../problems/problem.js';

const BEARER = { headers: { 'WWW-Authenticate': 'Bearer realm="ndiyo"' } };

export const refusedSignIn = (): Problem =>
  new Problem(
    'sign-in-refused',
    'The email, the password or the totp_code is wrong. After five wrong tries none counts for fifteen minutes',
    BEARER,
  );

export const codeNeeded = (): Problem =>
  new Problem('totp-code-needed', 'Send totp_code too: six digits of your authenticator, or a recovery code', BEARER);

export const refusedRefresh = (): Problem =>
  new Problem('sign-in-refused', 'This refresh_token does not count any more: sign in again', BEARER);

/** To somebody who is signed in: a 401 would say that the token is at fault. */
export const wrongPassword = (name: string): Problem =>
  new Problem(
    'invalid-value',
    `${name} is not your password, or there were five wrong tries: then wait fifteen minutes`,
    {
      errors: [{ pointer: `#/${name}`, detail: 'must be your password' }],
    },
  );

export const wrongCode = (isPasswordAsked: boolean): Problem =>
  new Problem(
    'wrong-code',
    `${isPasswordAsked ? 'The password or the totp_code' : 'totp_code'} is wrong or used, or there were five wrong tries: then wait fifteen minutes`,
  );

export const notPossible = (detail: string): Problem => new Problem('totp-not-possible', detail);
