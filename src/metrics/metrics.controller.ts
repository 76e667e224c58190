import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { COMMUNITY } from '../accounts/community.js';
import { CurrentCaller, Scopes } from '../auth/access.decorators.js';
import type { Caller } from '../auth/caller.js';
import { Problem } from '../problems/problem.js';
import { MetricsService } from './metrics.service.js';

@Controller()
export class MetricsController {
  constructor(@Inject(MetricsService) private readonly metrics: MetricsService) {}

  /** Of all accounts together, so it is for whoever runs the service: an admin, or the account of the house. */
  @Get('metrics')
  @Scopes('audit:read')
  async read(@CurrentCaller() caller: Caller, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (!caller.isAdmin && caller.accountId !== COMMUNITY) {
      const detail = `Metrics tell of all accounts: they are for an admin, or a key of the account ${COMMUNITY}`;
      throw new Problem('forbidden', detail, { members: { required_role: 'admin' } });
    }
    const { text, mediaType } = await this.metrics.write();
    reply.header('Content-Type', mediaType).header('Cache-Control', 'no-store');
    return text;
  }
}
