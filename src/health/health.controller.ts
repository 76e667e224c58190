import { Controller, Get, Inject, Res } from '@nestjs/common';
import { SkipThrottle } from '@nestjs/throttler';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/access.decorators.js';
import { ENV, type Env } from '../config/env.js';
import { ReadinessService } from './readiness.service.js';

@Public()
@SkipThrottle()
@Controller()
export class HealthController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(ReadinessService) private readonly readiness: ReadinessService,
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
    const readiness = await this.ready(reply);
    if (this.env.environment === 'production') return { live: true, ...readiness };
    return { live: true, ...readiness, versions: { node: process.versions.node, environment: this.env.environment } };
  }
}
