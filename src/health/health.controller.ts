import { Controller, Get, Inject, Res } from '@nestjs/common';
import { SkipThrottle } from '@nestjs/throttler';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/access.decorators.js';
import { ENV, type Env } from '../config/env.js';
import { RateLimitsService } from '../throttling/rate-limits.service.js';
import { ReadinessService } from './readiness.service.js';

@Public()
@SkipThrottle()
@Controller()
export class HealthController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ReadinessService) private readonly readiness: ReadinessService,
    @Inject(RateLimitsService) private readonly limits: RateLimitsService,
  ) {}

  /** Depends on nothing: a process that answers is alive. */
  @Get('livez')
  live() {
    return { status: 'alive' };
  }

  @Get('readyz')
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const readiness = await this.readiness.check(Date.now());
    if (readiness.status !== 'ready') reply.status(503).header('Retry-After', '2');
    return readiness;
  }

  @Get('health')
  async health(@Res({ passthrough: true }) reply: FastifyReply) {
    // Limits are told, not judged: without Redis they go on in each process.
    const health = { live: true, ...(await this.ready(reply)), limits_counted_in: this.limits.countedIn };
    if (this.env.environment === 'production') return health;
    return { ...health, versions: { node: process.versions.node, environment: this.env.environment } };
  }
}
