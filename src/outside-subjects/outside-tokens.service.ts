/** Access tokens of the outside issuer: signed by a key of its own, meant for this service, of a subject that is linked. */
import { Inject, Injectable } from '@nestjs/common';
import type { Holder } from '../accounts/holder.js';
import { ENV, type Env } from '../config/env.js';
import { readUnverified } from '../crypto/compact-jwt.js';
import { Problem } from '../problems/problem.js';
import { unavailable } from '../problems/unavailable.js';
import { IssuerAway } from './issuer-fetch.js';
import { IssuerKeysService } from './issuer-keys.service.js';
import { SubjectLinksService } from './subject-links.service.js';

/** Asymmetric ones alone: with a shared secret, whoever checks could also sign. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
const TYPES = ['at+jwt', 'application/at+jwt', 'jwt']; // RFC 9068, and what came before it
const FOREIGN_KEYS = ['jku', 'jwk', 'x5u', 'x5c', 'crit'];
const CLOCKS_APART_S = 30;

@Injectable()
export class OutsideTokensService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(IssuerKeysService) private readonly keys: IssuerKeysService,
    @Inject(SubjectLinksService) private readonly links: SubjectLinksService,
  ) {}

  /**
   * Null for what is no token of the issuer.
   * @throws Problem 403 for a subject that nobody linked, 503 while the issuer's keys cannot be had
   */
  async find(token: string, now: Date): Promise<Holder | null> {
    const { outsideIssuer } = this.env.auth;
    if (!outsideIssuer || !mayBeFrom(token, outsideIssuer.issuer)) return null;
    const subject = await this.verify(token, outsideIssuer.audience, now).catch(asAway);
    if (subject === null) return null;
    const holder = await this.links.find({ issuer: outsideIssuer.issuer, subject });
    if (!holder) throw new Problem('forbidden', 'This subject is linked to no account here');
    return holder;
  }

  /** The subject; null when anything is wrong with the token. */
  private async verify(token: string, audience: string, now: Date): Promise<string | null> {
    const { issuer, find } = await this.keys.get();
    const { jwtVerify, errors } = await import('jose');
    const rules = { issuer, audience, algorithms: ALGORITHMS, requiredClaims: ['exp', 'iat', 'sub'] };
    const clock = { currentDate: now, clockTolerance: CLOCKS_APART_S };
    try {
      const { payload } = await jwtVerify(token, find, { ...rules, ...clock });
      const isOfNow = (payload.iat ?? 0) <= now.getTime() / 1_000 + CLOCKS_APART_S;
      return isOfNow && typeof payload.sub === 'string' && payload.sub.length <= 255 ? payload.sub : null;
    } catch (error) {
      if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) throw new IssuerAway();
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}

/** Before anybody is asked for keys: a stranger's text must not cost a call. */
function mayBeFrom(token: string, issuer: string): boolean {
  const { header, payload } = readUnverified(token) ?? {};
  if (!header || !payload) return false;
  const { alg, typ = 'JWT' } = header;
  const isTyped = typeof typ === 'string' && TYPES.includes(typ.toLowerCase());
  const isPlain = isTyped && !FOREIGN_KEYS.some((name) => name in header);
  return isPlain && ALGORITHMS.includes(String(alg)) && String(payload.iss).replace(/\/$/, '') === issuer;
}

function asAway(error: unknown): never {
  if (!(error instanceof IssuerAway)) throw error;
  throw unavailable('The issuer of this token cannot be asked for its keys at this moment; please try again', error);
}
