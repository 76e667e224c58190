import { Global, Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { RateLimitsService, WINDOW_MS } from './rate-limits.service.js';
import { WindowCounter } from './window-counter.js';

// One throttler; which limit a route has is said by its decorator and by the configuration.
const library = ThrottlerModule.forRoot({
  throttlers: [{ ttl: WINDOW_MS, limit: 0 }],
  storage: new WindowCounter(),
});

@Global()
@Module({ imports: [library], providers: [RateLimitsService], exports: [library, RateLimitsService] })
export class ThrottlingModule {}
