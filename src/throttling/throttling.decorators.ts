/** Which limit a route counts against: `others` unless it says. `@SkipThrottle()` of @nestjs/throttler takes it out. */
import { SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Env } from '../config/env.js';
import type { LimitName } from './rate-limits.service.js';

export const LIMIT = 'limit';

/** For a route whose requests do different things. The body may still be anything. */
export type LimitChoice = (request: FastifyRequest, env: Env) => LimitName;

export const Limited = (limit: LimitName | LimitChoice) => SetMetadata(LIMIT, limit);
