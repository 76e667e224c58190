/** Says at the start how to make the first key, where nobody could be let in without one. */
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { Reads } from '../transactions/reads.js';

@Injectable()
export class FirstKeyService implements OnApplicationBootstrap {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(Reads) private readonly reads: Reads,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { schemes, apiKey } = this.env.auth;
    if (apiKey !== null || !(schemes.includes('api-key') || schemes.includes('signature'))) return;
    const inForce = await this.reads.sql`SELECT 1 FROM api_keys
      WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${new Date().toISOString()}) LIMIT 1`;
    if (inForce.length > 0) return;
    new Logger('api-keys').warn(
      'AUTH asks for a key and there is none yet: make the first one with `npm run cli -- keys create --name first --admin`',
    );
  }
}
