/** The calls about keys and logins. None of them takes an Idempotency-Key: they are not repeated once they may have arrived. */
import { type Access, ANONYMOUS } from './access.js';
import type { ApiKey, ApiKeyPage, CreatedApiKey, Login, LoginAnswer, NewApiKey } from './access-types.js';
import { type Answer, parseAnswer } from './answers.js';
import { type Call, segment } from './call.js';
import type { CallOptions } from './contracts.js';
import type { Send } from './sender.js';
import { login } from './token-calls.js';
import { TokenKeeper } from './token-keeper.js';

const KEYS = '/api/v1/auth/api-keys';

export type ApiKeys = ReturnType<typeof apiKeyCalls>;
export type Auth = ReturnType<typeof authCalls>;

export const apiKeyCalls = (send: (call: Call) => Promise<Answer>) => ({
  create: async (key: NewApiKey, options: CallOptions = {}): Promise<CreatedApiKey> =>
    parseAnswer(await send({ ...options, method: 'POST', path: KEYS, body: key })),
  /** The latest first. */
  list: async (query: { limit?: number; cursor?: string } = {}, options: CallOptions = {}): Promise<ApiKeyPage> =>
    parseAnswer(await send({ ...options, method: 'GET', path: KEYS, query })),
  get: async (id: string, options: CallOptions = {}): Promise<ApiKey> =>
    parseAnswer(await send({ ...options, method: 'GET', path: `${KEYS}/${segment(id)}` })),
  revoke: async (id: string, options: CallOptions = {}): Promise<void> => {
    await send({ ...options, method: 'DELETE', path: `${KEYS}/${segment(id)}` });
  },
  /** Another key in its place; the old one lives on for `grace`, 24 h unless said. */
  rotate: async (id: string, body: { grace?: string } = {}, options: CallOptions = {}): Promise<CreatedApiKey> =>
    parseAnswer(await send({ ...options, method: 'POST', path: `${KEYS}/${segment(id)}/rotate`, body })),
});

export const authCalls = (send: Send, access: Access) => ({
  /** The tokens for another client, or for a browser to keep; this client goes on as it was. */
  login: async (body: Login): Promise<LoginAnswer> => parseAnswer(await login((call) => send(call, ANONYMOUS), body)),
  /** Ends the session that this client holds, if it holds one. */
  logout: async (): Promise<void> => {
    if (!(access instanceof TokenKeeper)) throw new TypeError('Only a client with a login or a token can log out');
    const held = await access.release();
    if (held === null) return;
    const headers = { Authorization: `Bearer ${held.token}` };
    const body = held.refreshToken === null ? {} : { refresh_token: held.refreshToken };
    await send({ method: 'POST', path: '/api/v1/auth/logout', headers, body }, ANONYMOUS);
  },
});
