/** Assertions of service accounts (RFC 7523): signed by a registered key, for this service alone, once, soon. */
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SingleUsesService } from '../accounts/single-uses.service.js';
import { readUnverified } from '../crypto/compact-jwt.js';
import type { ServiceKey } from '../persistence/access.entities.js';
import { Reads } from '../transactions/reads.js';
import { Transactions } from '../transactions/tx.js';
import { isSignedBy } from './jws-signature.js';

const MAX_AHEAD_S = 5 * 60;
const CLOCKS_APART_S = 30;

/** No key of the sender's choosing (`jku`, `jwk`, `x5u`, `x5c`), and nothing that must be understood (`crit`). */
const headerSchema = z.strictObject({
  alg: z.string(),
  kid: z.string().min(1).max(100),
  typ: z.literal('JWT').optional(),
});
const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.string(),
  exp: z.number(),
  jti: z.string().min(1).max(255),
  iat: z.number().optional(),
  nbf: z.number().optional(),
});
type Claims = z.infer<typeof claimsSchema>;

export type Judged = { serviceAccountId: string } | { fault: string };

@Injectable()
export class AssertionsService {
  constructor(
    @Inject(Reads) private readonly reads: Reads,
    @Inject(Transactions) private readonly transactions: Transactions,
    @Inject(SingleUsesService) private readonly singleUses: SingleUsesService,
  ) {}

  /** A fault may be told to whoever sent it: it says nothing of what is registered here. */
  async judge(assertion: string, audience: string, now: Date): Promise<Judged> {
    const unverified = readUnverified(assertion);
    if (!unverified) return { fault: 'the assertion is no compact JWT' };
    const header = headerSchema.safeParse(unverified.header).data;
    if (!header) return { fault: 'the header must hold alg and kid, may hold typ JWT, and nothing else' };
    const claims = claimsSchema.safeParse(unverified.payload).data;
    if (!claims) return { fault: 'iss, sub, aud and jti must be texts, and exp a number' };
    const fault = faultOf(claims, audience, now);
    if (fault !== null) return { fault };
    if (!(await this.isSigned(assertion, header, claims.iss))) return { fault: 'no key that counts here signed it' };
    const expiresAt = new Date((claims.exp + CLOCKS_APART_S) * 1_000);
    const isFirst = await this.transactions.run((tx) =>
      this.singleUses.claim(tx, 'jwt-bearer', claims.iss, claims.jti, expiresAt, now),
    );
    return isFirst ? { serviceAccountId: claims.iss } : { fault: 'this jti was used before' };
  }

  private async isSigned(assertion: string, { alg, kid }: { alg: string; kid: string }, id: string): Promise<boolean> {
    const [key] = await this.reads.sql<ServiceKey>`SELECT k.public_jwk FROM service_keys k
      JOIN service_accounts a ON a.id = k.service_account_id
      WHERE k.service_account_id = ${id} AND k.kid = ${kid} AND k.revoked_at IS NULL AND a.revoked_at IS NULL`;
    return key !== undefined && isSignedBy(JSON.parse(key.public_jwk), alg, assertion);
  }
}

function faultOf({ iss, sub, aud, exp, iat, nbf }: Claims, audience: string, now: Date): string | null {
  const seconds = now.getTime() / 1_000;
  if (iss !== sub) return 'iss and sub must both be the id of the service account';
  // The issuer alone: an address of one endpoint, or a list, could be meant for somebody else (RFC 7523bis).
  if (aud !== audience) return `aud must be ${audience}, and no list`;
  if (exp <= seconds) return 'it has run out: exp has passed';
  if (exp > seconds + MAX_AHEAD_S) return 'exp must be at most five minutes ahead';
  if ((iat ?? 0) > seconds + CLOCKS_APART_S || (nbf ?? 0) > seconds + CLOCKS_APART_S) return 'it does not count yet';
  return iat !== undefined && iat > exp ? 'iat must not be after exp' : null;
}
