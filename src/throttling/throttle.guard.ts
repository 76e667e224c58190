/** Limits by caller where one is known, else by address. */
import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  getOptionsToken,
  getStorageToken,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
  type ThrottlerRequest,
  type ThrottlerStorage,
} from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressOf, type LimitName, RateLimitsService } from './rate-limits.service.js';
import { LIMIT } from './throttling.decorators.js';

/** Set by the guard before this one; it belongs to `auth/`, which this room does not know. */
type Called = FastifyRequest & { caller?: { id: string | null } };

@Injectable()
export class ThrottleGuard extends ThrottlerGuard {
  constructor(
    @Inject(getOptionsToken()) options: ThrottlerModuleOptions,
    @Inject(getStorageToken()) storage: ThrottlerStorage,
    @Inject(Reflector) reflector: Reflector,
    @Inject(RateLimitsService) private readonly limits: RateLimitsService,
  ) {
    super(options, storage, reflector);
  }

  /** The library's own leaves headers out of the 429 and says seconds where clients expect a time. */
  protected override async handleRequest({ context }: ThrottlerRequest): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<Called>();
    const who = request.caller?.id ?? addressOf(request);
    await this.limits.count(this.nameOf(context), who, http.getResponse<FastifyReply>());
    return true;
  }

  private nameOf(context: ExecutionContext): LimitName {
    return this.reflector.getAllAndOverride<LimitName>(LIMIT, [context.getHandler(), context.getClass()]) ?? 'others';
  }
}
