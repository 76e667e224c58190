/**
 * Refuses what a page of another site sends in the name of whoever looks at it (CSRF): browsers say where a form comes
 * from, by Fetch Metadata, or by Origin where the address is no secure one. The cookie is SameSite=Strict besides.
 */
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';

const READS = new Set(['GET', 'HEAD']);

@Injectable()
export class SameOriginGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (READS.has(request.method) || isFromHere(request)) return true;
    throw new Problem('forbidden', 'This form counts only when it is sent from a page of this service');
  }
}

function isFromHere({ headers, host }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return hostOf(headers.origin) === host;
}

function hostOf(origin: string | undefined): string | null {
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).host : null;
}
