/** Finds out who calls, for the guards behind it: how often that caller may, and what. Lets everybody pass. */
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { ACCESS, type Access } from './access.decorators.js';
import { BrowserLoginsService } from './browser-logins.service.js';
import type { Caller } from './caller.js';
import { CredentialsService } from './credentials.service.js';

export interface Identified extends FastifyRequest {
  /** Absent without a valid credential. */
  caller?: Caller;
  /** Why the credential was refused. */
  refusal?: Problem;
}

@Injectable()
export class CallerGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(CredentialsService) private readonly credentials: CredentialsService,
    @Inject(BrowserLoginsService) private readonly browserLogins: BrowserLoginsService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = accessOf(this.reflector, context);
    const isPublic = access !== undefined && 'public' in access;
    if (isPublic && !access.countsCaller) return true;
    const request = context.switchToHttp().getRequest<Identified>();
    try {
      const caller = await this.find(request, access);
      // A manage token for another contract would be a fresh count for each that somebody makes.
      const isStray = isPublic && (caller?.contractId ?? idOf(request)) !== idOf(request);
      if (caller && !isStray) request.caller = caller;
    } catch (error) {
      // Told by the access guard, once the throttle has counted it: a guess costs as much as any call.
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      request.refusal = error;
    }
    return true;
  }

  /** A cookie counts at pages alone: no other site's form or script can use it on the API. */
  private find(request: FastifyRequest, access: Access | undefined): Promise<Caller | null> {
    if (access && 'page' in access) return this.browserLogins.find(request, access.page, new Date());
    return this.credentials.findCaller(request);
  }
}

const idOf = ({ params }: FastifyRequest): unknown => (params as { id?: unknown }).id;

export const accessOf = (reflector: Reflector, context: ExecutionContext): Access | undefined =>
  reflector.getAllAndOverride<Access | undefined>(ACCESS, [context.getHandler(), context.getClass()]);
