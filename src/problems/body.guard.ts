/**
 * The last guard: what could not be read is told once the caller is known, counted and let in: a body, and NUL in
 * a parameter, which no database takes as text.
 */
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Problem } from './problem.js';

@Injectable()
export class BodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { body, url } = context.switchToHttp().getRequest<{ body: unknown; url: string }>();
    if (body instanceof Problem) throw body;
    if (/\?.*%00/.test(url))
      // a second question mark is a part of the query
      throw new Problem('invalid-parameter', 'No parameter may hold the character NUL');
    return true;
  }
}
