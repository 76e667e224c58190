/** What becomes of a callback that proves nothing: a line in the log, a count against its address, a 401. */
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { addressOf, RateLimitsService } from '../throttling/rate-limits.service.js';

@Injectable()
export class ProofRefusalsService {
  private readonly log = new Logger('callbacks');

  constructor(@Inject(RateLimitsService) private readonly limits: RateLimitsService) {}

  /** Only what proves nothing is limited by address: a carrier sends all its callbacks from a few. */
  async refuse(sentence: string, request: FastifyRequest, reply: FastifyReply): Promise<never> {
    this.log.warn(sentence);
    await this.limits.count('proofs', addressOf(request), reply);
    throw new Problem('callback-not-proven', 'This callback carries no valid proof that the carrier sent it', {
      headers: { 'WWW-Authenticate': 'Signature realm="callbacks"' },
    });
  }
}
