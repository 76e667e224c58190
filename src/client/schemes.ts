/** The access that goes with the credential a client was given. */
import { type Access, ANONYMOUS, always } from './access.js';
import type { ClientOptions, CredentialName, Scheme, Settings } from './options.js';
import { signedHeaders } from './signing.js';
import { clientCredentials, passwordLogin, refreshed, type SendPlain } from './token-calls.js';
import { TokenKeeper } from './token-keeper.js';

// Which names are there was checked by schemeOf.
type Given = Record<CredentialName, string>;

export function accessOf(scheme: Scheme, options: ClientOptions, settings: Settings, send: SendPlain): Access {
  const given = options as unknown as Given;
  const { now, onTokens } = settings;
  switch (scheme) {
    case 'anonymous':
      return ANONYMOUS;
    case 'apiKey':
      return always({ 'X-API-Key': given.apiKey });
    case 'manageToken':
      return always({ Authorization: `Bearer ${given.manageToken}` });
    case 'signature': {
      const { keyId, signingSecret } = given;
      return { prove: async (request) => ({ headers: await signedHeaders(request, { keyId, signingSecret }, now()) }) };
    }
    case 'login':
      return new TokenKeeper({ obtain: passwordLogin(given, send, now), now, onTokens });
    case 'token': {
      const { token, refreshToken = null } = given as { token: string; refreshToken?: string };
      const obtain = refreshToken === null ? null : refreshed(send, now);
      return new TokenKeeper({ obtain, now, onTokens, first: { token, refreshToken, expiresAt: null } });
    }
    case 'oauth':
      return new TokenKeeper({ obtain: clientCredentials(given, send, now), now, onTokens });
  }
}
