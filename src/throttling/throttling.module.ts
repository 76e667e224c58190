import { Global, Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { ENV, type Env } from '../config/env.js';
import type { HitCounter } from './hit-counter.js';
import { RateLimitsService, WINDOW_MS } from './rate-limits.service.js';
import { RedisLink } from './redis-link.js';
import { SharedCounter } from './shared-counter.js';
import { WindowCounter } from './window-counter.js';

async function counterFor({ redisUrl, throttle }: Env): Promise<HitCounter> {
  const memory = new WindowCounter();
  return redisUrl !== null && throttle ? new SharedCounter(await RedisLink.open(redisUrl), memory) : memory;
}

// One throttler; which limit a route has is said by its decorator and by the configuration.
const library = ThrottlerModule.forRootAsync({
  inject: [ENV],
  useFactory: async (env: Env) => ({
    throttlers: [{ ttl: WINDOW_MS, limit: 0 }],
    storage: await counterFor(env),
  }),
});

@Global()
@Module({ imports: [library], providers: [RateLimitsService], exports: [library, RateLimitsService] })
export class ThrottlingModule {}
