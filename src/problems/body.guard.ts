/** The last guard: a body that could not be read is told once the caller is known, counted and let in. */
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Problem } from './problem.js';

@Injectable()
export class BodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { body } = context.switchToHttp().getRequest<{ body: unknown }>();
    if (body instanceof Problem) throw body;
    return true;
  }
}
