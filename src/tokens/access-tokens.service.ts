/** Access tokens (RFC 9068 in form): HS256, short-lived, for this service alone. */
import { Inject, Injectable } from '@nestjs/common';
import type { JwtService } from '@nestjs/jwt';
import { z } from 'zod';
import { readScopes, type Scopes, writeScopes } from '../accounts/scopes.js';
import { ENV, type Env } from '../config/env.js';
import { SECRETS, type Secrets } from '../config/secrets.js';
import { encodeBase64url } from '../crypto/base64url.js';
import { readUnverified } from '../crypto/compact-jwt.js';
import { uuidv7 } from '../crypto/ids.js';
import { deriveKey } from '../crypto/secrets.js';
import { TokenIssuer } from './token-issuer.js';

const HEADER = { alg: 'HS256', typ: 'at+jwt' } as const;
/** Any other spelling of the header is no token of ours. */
const HEADER_PART = `${encodeBase64url(JSON.stringify(HEADER))}.`;
const CLOCKS_APART_S = 30; // between servers that share a database

/** The purpose of the key, in HKDF's terms. */
export const ACCESS_TOKEN_KEY = 'ndiyo/access-token';

const claimsSchema = z.strictObject({
  iss: z.string(),
  aud: z.string(),
  sub: z.string(),
  jti: z.string().min(1),
  iat: z.int(),
  exp: z.int(),
  scope: z.string(),
  account: z.string(),
  sid: z.string().optional(),
});
export type Claims = z.infer<typeof claimsSchema>;

export interface Grant {
  /** Such as `operator 0199…`. */
  subject: string;
  accountId: string;
  scopes: Scopes;
  sessionId?: string | undefined;
  /** The token ends then at the latest. */
  notAfter?: Date | undefined;
}

@Injectable()
export class AccessTokensService {
  private readonly keys: readonly Buffer[];
  private readonly lifetime: number;
  private loaded: Promise<JwtService> | null = null;

  constructor(
    @Inject(ENV) env: Env,
    @Inject(SECRETS) { secretKey, secretKeyPrevious }: Secrets,
    @Inject(TokenIssuer) private readonly issuer: TokenIssuer,
  ) {
    this.lifetime = env.auth.accessTokenMinutes * 60;
    const secrets = [secretKey, secretKeyPrevious].filter((secret) => secret !== null);
    this.keys = secrets.map((secret) => deriveKey(secret, ACCESS_TOKEN_KEY));
  }

  async issue(grant: Grant, now: Date): Promise<{ token: string; expiresIn: number }> {
    const iat = Math.floor(now.getTime() / 1_000);
    const longest = iat + this.lifetime;
    const exp = grant.notAfter ? Math.min(longest, Math.floor(grant.notAfter.getTime() / 1_000)) : longest;
    const claims: Claims = {
      ...{ iss: this.issuer.name, aud: this.issuer.name, sub: grant.subject, jti: uuidv7(now.getTime()), iat, exp },
      ...{ scope: writeScopes(grant.scopes), account: grant.accountId },
      ...(grant.sessionId !== undefined && { sid: grant.sessionId }),
    };
    const options = { secret: this.keys[0]!, algorithm: HEADER.alg, header: HEADER };
    return { token: await (await this.library()).signAsync(claims, options), expiresIn: exp - iat };
  }

  /** Whether a token is this service's to judge. */
  isOurs(token: string): boolean {
    return token.startsWith(HEADER_PART);
  }

  /** Null for whatever this service did not sign, for itself, to count now. */
  async check(token: string, now: Date): Promise<(Claims & { scopes: Scopes }) | null> {
    if (!this.isOurs(token) || readUnverified(token) === null) return null;
    for (const key of this.keys) {
      const verified = await this.verify(token, key, now).catch(() => null); // the former key may fit
      const claims = claimsSchema.safeParse(verified).data;
      if (claims && this.isOfNow(claims, now)) return { ...claims, scopes: readScopes(claims.scope) };
    }
    return null;
  }

  /** That exp has not passed is the library's to say. */
  private isOfNow({ iat, exp }: Claims, now: Date): boolean {
    const isBorn = iat <= now.getTime() / 1_000 + CLOCKS_APART_S;
    return isBorn && exp <= iat + this.lifetime;
  }

  private async verify(token: string, secret: Buffer, now: Date): Promise<object> {
    const { name } = this.issuer;
    const options = { algorithms: [HEADER.alg], issuer: name, audience: name };
    return (await this.library()).verifyAsync(token, {
      ...options,
      secret,
      clockTimestamp: Math.floor(now.getTime() / 1_000),
    });
  }

  /** A second's work to load: at the first token, not at each start. */
  private library(): Promise<JwtService> {
    this.loaded ??= import('@nestjs/jwt').then((module) => new module.JwtService({}));
    return this.loaded;
  }
}
