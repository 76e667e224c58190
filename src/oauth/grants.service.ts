/** The grants of the token endpoint: an API key, a refresh token, or a signed assertion for an access token. */
import { Inject, Injectable } from '@nestjs/common';
import type { Holder } from '../accounts/holder.js';
import { readScopes, SCOPES, type Scopes, writeScopes } from '../accounts/scopes.js';
import { RefreshesService } from '../sign-in/refreshes.service.js';
import { AccessTokensService } from '../tokens/access-tokens.service.js';
import { narrowed } from '../tokens/holders.service.js';
import { ClientsService } from './clients.service.js';
import { OAuthError } from './oauth-error.js';
import { type Client, type Form, requiredOf } from './token-request.js';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** RFC 6749 section 5.1. */
export interface TokenAnswer {
  access_token: string;
  token_type: 'Bearer';
  expires_in: number;
  scope: string;
  refresh_token?: string;
}

export interface Asked {
  form: Form;
  client: Client | null;
  /** Where the request comes from: a key may be bound to addresses. */
  address: string;
}

@Injectable()
export class GrantsService {
  constructor(
    @Inject(ClientsService) private readonly clients: ClientsService,
    @Inject(RefreshesService) private readonly refreshes: RefreshesService,
    @Inject(AccessTokensService) private readonly accessTokens: AccessTokensService,
  ) {}

  /** @throws OAuthError */
  async grant(asked: Asked, now: Date): Promise<TokenAnswer> {
    const type = requiredOf(asked.form, 'grant_type');
    if (type === 'client_credentials') return this.forKey(asked, now);
    if (type === 'refresh_token') return this.forRefreshToken(asked, now);
    if (type === JWT_BEARER) return this.forAssertion(asked, now);
    throw new OAuthError('unsupported_grant_type', `Use client_credentials, refresh_token or ${JWT_BEARER}`);
  }

  private async forKey({ form, client, address }: Asked, now: Date): Promise<TokenAnswer> {
    const { holder, expiresAt } = await this.clients.getKey(client, address, now);
    return this.issue(holder, form, now, expiresAt);
  }

  private async forAssertion({ form, client, address }: Asked, now: Date): Promise<TokenAnswer> {
    if (client) await this.clients.getKey(client, address, now); // whoever says who it is must prove it
    return this.issue(await this.clients.getServiceAccount(requiredOf(form, 'assertion'), now), form, now);
  }

  private async forRefreshToken({ form, client, address }: Asked, now: Date): Promise<TokenAnswer> {
    const presented = requiredOf(form, 'refresh_token');
    if (client) {
      await this.clients.getKey(client, address, now);
      throw new OAuthError('invalid_grant', 'This refresh token was not issued to that client');
    }
    const pair = await this.refreshes.refresh(presented, now, askedScopes(form));
    if (!pair) throw new OAuthError('invalid_grant', 'This refresh token does not count any more');
    const { token, expiresIn, scopes, refreshToken } = pair;
    return { ...answer(token, expiresIn, scopes), refresh_token: refreshToken };
  }

  private async issue(holder: Holder, form: Form, now: Date, notAfter?: Date): Promise<TokenAnswer> {
    const asked = askedScopes(form);
    const missing = [...(asked ?? [])].find((scope) => !holder.scopes.has(scope));
    if (missing !== undefined) throw new OAuthError('invalid_scope', `This client does not have the scope ${missing}`);
    const { id: subject, accountId, scopes } = asked ? narrowed(holder, asked) : holder;
    const { token, expiresIn } = await this.accessTokens.issue({ subject, accountId, scopes, notAfter }, now);
    return answer(token, expiresIn, scopes);
  }
}

/** Undefined: all there are. */
function askedScopes(form: Form): Scopes | undefined {
  const text = form.get('scope');
  if (text === undefined) return undefined;
  const words = text.split(' ').filter((word) => word !== '');
  const scopes = readScopes(text);
  if (scopes.size === 0 || words.some((word) => !(scopes as ReadonlySet<string>).has(word))) {
    throw new OAuthError('invalid_scope', `The scopes are ${SCOPES.join(' ')}`);
  }
  return scopes;
}

const answer = (token: string, expiresIn: number, scopes: Scopes): TokenAnswer => ({
  ...{ access_token: token, token_type: 'Bearer' as const, expires_in: expiresIn, scope: writeScopes(scopes) },
});
