/** Counts a call against a limit, and says in the answer's headers where the caller stands: on the 429 too. */
import { Inject, Injectable } from '@nestjs/common';
import { getStorageToken, normalizeIp } from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ENV, type Env } from '../config/env.js';
import { withoutPort } from '../config/forwarded-address.js';
import { Problem } from '../problems/problem.js';
import type { HitCounter } from './hit-counter.js';

export const WINDOW_MS = 60_000;
const WINDOW_S = WINDOW_MS / 1_000;

/** What is counted apart. `proofs` are carrier callbacks that prove nothing. */
export type LimitName = keyof NonNullable<Env['throttle']> | 'proofs';

const IPV6_PREFIX = 64; // what one household or machine is given

/** An address to count by. */
export const addressOf = ({ ip }: Pick<FastifyRequest, 'ip'>): string => normalizeIp(withoutPort(ip), IPV6_PREFIX);

@Injectable()
export class RateLimitsService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(getStorageToken()) private readonly counter: HitCounter,
  ) {}

  /** Redis, while it answers, counts for all processes; memory for this one. */
  get countedIn(): HitCounter['countedIn'] {
    return this.counter.countedIn;
  }

  limitOf(name: LimitName): number {
    const limits = this.env.throttle;
    if (!limits) return Number.POSITIVE_INFINITY;
    return limits[name === 'proofs' ? 'others' : name];
  }

  /** Throws the 429 when `who` is over the limit. */
  async count(name: LimitName, who: string, reply: FastifyReply): Promise<void> {
    const limit = this.limitOf(name);
    if (limit === Number.POSITIVE_INFINITY) return;
    const hit = await this.counter.increment(`${name} ${who}`, WINDOW_MS, limit);
    const remaining = Math.max(0, limit - hit.totalHits);
    const resetAfter = hit.timeToExpire;
    reply.headers({
      'X-RateLimit-Limit': limit,
      'X-RateLimit-Remaining': remaining,
      'X-RateLimit-Reset': hit.resetsAt,
      'X-RateLimit-Reset-After': resetAfter,
      // draft-ietf-httpapi-ratelimit-headers-10
      RateLimit: `"${name}";r=${remaining};t=${resetAfter}`,
      'RateLimit-Policy': `"${name}";q=${limit};w=${WINDOW_S}`,
    });
    if (!hit.isBlocked) return;
    throw new Problem('too-many-requests', `At most ${limit} of these calls a minute; next in ${resetAfter} s`, {
      headers: { 'Retry-After': String(resetAfter) },
    });
  }
}
