/** Signing in is there where AUTH names jwt, and not found elsewhere. */
import { type CanActivate, Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { Problem } from '../problems/problem.js';

@Injectable()
export class SignInGuard implements CanActivate {
  constructor(@Inject(ENV) private readonly env: Env) {}

  canActivate(): boolean {
    if (this.env.auth.schemes.includes('jwt')) return true;
    throw new Problem('not-found', 'Signing in is off here: AUTH does not name jwt');
  }
}
