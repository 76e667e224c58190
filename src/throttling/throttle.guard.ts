/** Limits by caller where one is known, else by address; logins by address alone. */
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
import { ENV, type Env } from '../config/env.js';
import { addressOf, type LimitName, RateLimitsService } from './rate-limits.service.js';
import { LIMIT, type LimitChoice } from './throttling.decorators.js';

/** Set by the guard before this one; it belongs to `auth/`, which this room does not know. */
type Called = FastifyRequest & { caller?: { id: string | null } };

@Injectable()
export class ThrottleGuard extends ThrottlerGuard {
  constructor(
    @Inject(getOptionsToken()) options: ThrottlerModuleOptions,
    @Inject(getStorageToken()) storage: ThrottlerStorage,
    @Inject(Reflector) reflector: Reflector,
    @Inject(RateLimitsService) private readonly limits: RateLimitsService,
    @Inject(ENV) private readonly env: Env,
  ) {
    super(options, storage, reflector);
  }

  /** The library's own leaves headers out of the 429 and says seconds where clients expect a time. */
  protected override async handleRequest({ context }: ThrottlerRequest): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<Called>();
    const name = this.nameOf(context, request);
    // Whoever guesses passwords could have a fresh count with every credential it brings along.
    const who = (name === 'login' ? null : request.caller?.id) ?? addressOf(request);
    await this.limits.count(name, who, http.getResponse<FastifyReply>());
    return true;
  }

  private nameOf(context: ExecutionContext, request: FastifyRequest): LimitName {
    const places = [context.getHandler(), context.getClass()];
    const limit = this.reflector.getAllAndOverride<LimitName | LimitChoice | undefined>(LIMIT, places) ?? 'others';
    return typeof limit === 'function' ? limit(request, this.env) : limit;
  }
}
