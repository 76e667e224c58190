/** When the service starts: its key is recorded as used, and in production a key that is too old is told. */
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { ageInDays, isTooOld } from './key-age.js';
import { SigningKeysService } from './signing-keys.service.js';

@Injectable()
export class KeyUseService implements OnModuleInit {
  private readonly log = new Logger('signing');

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(SigningKeysService) private readonly keys: SigningKeysService,
  ) {}

  async onModuleInit(): Promise<void> {
    const now = new Date();
    await this.keys.recordUse(now);
    if (this.env.environment !== 'production') return;
    const { kid } = this.keys.current;
    const current = (await this.keys.list()).find(({ record }) => record.kid === kid);
    if (!current || !isTooOld(current.record, now)) return;
    this.log.warn(
      `the signing key ${kid} is ${ageInDays(current.record, now)} days in use: npm run cli -- signing-keys rotate`,
    );
  }
}
