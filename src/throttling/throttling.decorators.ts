/** Which limit a route counts against: `others` unless it says. `@SkipThrottle()` of @nestjs/throttler takes it out. */
import { SetMetadata } from '@nestjs/common';
import type { LimitName } from './rate-limits.service.js';

export const LIMIT = 'limit';

export const Limited = (name: LimitName) => SetMetadata(LIMIT, name);
