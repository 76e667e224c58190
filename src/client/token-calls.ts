/** The calls that give tokens. They carry no other credential, and are not repeated once they may have arrived. */
import type { Login, LoginAnswer, Tokens } from './access-types.js';
import { type Answer, parseAnswer, unexpected } from './answers.js';
import { toBase64, utf8 } from './bytes.js';
import type { Call } from './call.js';
import { isHeaderSafe } from './options.js';
import { NdiyoProblem } from './problems.js';

/** Sends without any credential. */
export type SendPlain = (call: Call) => Promise<Answer>;

/** Gets new tokens, by those held until now where that is possible. */
export type Obtain = (held: Tokens | null) => Promise<Tokens>;

const AUTH = '/api/v1/auth';

export const login = (send: SendPlain, body: Login): Promise<Answer> =>
  send({ method: 'POST', path: `${AUTH}/login`, body });

export function passwordLogin(
  { email, password, totpCode }: { email: string; password: string; totpCode?: string },
  send: SendPlain,
  now: () => number,
): Obtain {
  const refresh = refreshed(send, now);
  return async (held) => {
    if (held !== null && held.refreshToken !== null) {
      try {
        return await refresh(held);
      } catch (error) {
        // A session ends some day; the password still holds. A TOTP code counts once, so nothing is left to try.
        if (!isRefusal(error) || totpCode !== undefined) throw error;
      }
    }
    const body = { email, password, ...(totpCode !== undefined && { totp_code: totpCode }) };
    return readTokens(await login(send, body), now());
  };
}

export const refreshed =
  (send: SendPlain, now: () => number): Obtain =>
  async (held) => {
    if (!held?.refreshToken) throw new Error('This client has logged out: make another one');
    const body = { refresh_token: held.refreshToken };
    const tokens = readTokens(await send({ method: 'POST', path: `${AUTH}/refresh`, body }), now());
    return { ...tokens, refreshToken: tokens.refreshToken ?? held.refreshToken };
  };

export function clientCredentials(
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
  send: SendPlain,
  now: () => number,
): Obtain {
  // RFC 6749, 2.3.1: each half is form-encoded first, so that a colon in one cannot move the border.
  const basic = toBase64(utf8([clientId, clientSecret].map(formEncoded).join(':')));
  const headers = { Authorization: `Basic ${basic}` };
  const form = { grant_type: 'client_credentials' };
  return async () => readTokens(await send({ method: 'POST', path: '/api/v1/oauth/token', headers, form }), now());
}

const formEncoded = (value: string): string => new URLSearchParams({ v: value }).toString().slice(2);

/** The service said no, and will say so again. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof NdiyoProblem && [400, 401, 403].includes(error.status);

function readTokens(answer: Answer, nowMs: number): Tokens {
  const said = parseAnswer<Partial<LoginAnswer & { access_token: string }> | null>(answer) ?? {};
  const token = said.token ?? said.access_token;
  if (typeof token !== 'string' || !isHeaderSafe(token)) throw unexpected(answer, 'without a token');
  const { refresh_token: refreshToken = null, expires_in } = said;
  return { token, refreshToken, expiresAt: typeof expires_in === 'number' ? nowMs + expires_in * 1_000 : null };
}
